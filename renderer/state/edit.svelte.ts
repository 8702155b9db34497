/** Changing settings: what would change, the change itself, and the way back. */
import type { ApplyProblem, UndoProblem } from '../../src/change/change.ts';
import type {
  AppliedView,
  ChangePreviewView,
  SettingsPlanProblem,
  ToolsPreviewView,
  ToolsView,
  VerifiedView,
  WritableSource,
} from '../../src/contract/change-view.ts';
import type { Client } from '../../src/contract/client.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { EditedSettings } from '../../src/settings/edited-settings.ts';
import type { ToolId } from '../../src/tools/tool.ts';
import { Asking } from './asking.svelte.ts';
import { loaded, LOADING } from './loaded.ts';
import type { Loaded } from './loaded.ts';

/** Why something was not planned, made or taken back. */
export type EditRefusal = SettingsPlanProblem | ApplyProblem | UndoProblem;

export class EditState extends Asking<EditRefusal> {
  readonly #client: Client;
  #about = $state<string | null>(null);
  #preview = $state.raw<ChangePreviewView | ToolsPreviewView | null>(null);
  #applied = $state.raw<AppliedView | null>(null);
  #verified = $state.raw<VerifiedView | 'looking' | null>(null);
  #isUndone = $state(false);
  #tools = $state.raw<Loaded<ToolsView>>(LOADING);

  /** Which source or tool is being changed. */
  readonly about = $derived(this.#about);
  readonly preview = $derived(this.#preview);
  readonly applied = $derived(this.#applied);
  /** How a look after the change went. */
  readonly verified = $derived(this.#verified);
  readonly isUndone = $derived(this.#isUndone);
  readonly tools = $derived(this.#tools);

  constructor(client: Client) {
    super();
    this.#client = client;
  }

  /** Begins with one source or tool; `null` puts everything away. */
  open(about: string | null): void {
    this.#about = about;
    this.clear();
  }

  /** Puts a preview away, e.g. because the form says something else now. */
  override clear(): void {
    super.clear();
    this.#preview = null;
    this.#applied = null;
    this.#verified = null;
    this.#isUndone = false;
  }

  async loadTools(url: string): Promise<void> {
    this.#tools = LOADING;
    await this.refreshTools(url);
  }

  /** Reads the tools anew; what is shown stays until then. */
  async refreshTools(url: string): Promise<void> {
    this.#tools = loaded(await this.#client.call['tools.read']({ url }));
  }

  async planSettings(source: WritableSource, settings: EditedSettings): Promise<void> {
    this.clear();
    this.#preview = await this.ask(() => this.#client.call['settings.plan']({ source, settings: inputOf(settings) }));
  }

  async planTool(tool: ToolId, url: string): Promise<void> {
    this.open(tool);
    this.#preview = await this.ask(() => this.#client.call['tools.plan']({ url, tools: [tool] }));
  }

  /** Makes exactly what the preview shows. */
  async apply(): Promise<void> {
    const id = this.#preview?.id;
    if (id === undefined) return;
    this.#applied = await this.ask(() => this.#client.call['changes.apply']({ id }));
    if (this.#applied !== null) this.#preview = null;
  }

  /** Looks whether the address that was checked last answers with the new settings. */
  async verify(language: Lang): Promise<void> {
    const record = this.#applied?.record;
    if (record?.reason.kind !== 'settings') return;
    this.#verified = 'looking';
    const answer = await this.#client.call['changes.verify']({ id: record.id, language });
    // Something else may have been done in the meantime.
    if (this.#applied?.record.id === record.id) this.#verified = answer.ok ? answer.value : null;
  }

  /** Takes back what was just made. */
  async undo(): Promise<void> {
    const id = this.#applied?.record.id;
    if (id === undefined) return;
    const undone = await this.ask(() => this.#client.call['changes.undo']({ id, insist: false }));
    if (undone === null) return;
    this.#applied = null;
    this.#verified = null;
    this.#isUndone = true;
  }
}

type SettingsInput = Parameters<Client['call']['settings.plan']>[0]['settings'];

/** A copy by value: a form's own lists can't be sent over every line. */
function inputOf(settings: EditedSettings): SettingsInput {
  if (settings.mode !== 'manual') return { ...settings };
  const { servers, bypass } = settings;
  return { ...settings, servers: servers.map((server) => ({ ...server })), bypass: [...bypass] };
}
