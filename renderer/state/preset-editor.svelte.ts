/** The preset that is being written: its text, what is wrong with it, a trial of it, and its exports. */
import type { JSONPath } from 'jsonc-parser';
import type { ApiProblem, AssistantEvent } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { PresetCheckView, PresetTargetView, PresetTrialView } from '../../src/contract/presets-view.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { PresetEditorMessages } from '../../src/messages/messages.ts';
import type { ExportFormat } from '../../src/rollout/export/export-formats.ts';
import type { RolloutProblem } from '../../src/rollout/rollout-problem.ts';
import { valueAt, valuesOf, withEntry, withoutEntry, withValue } from './preset-text.ts';
import { saveBytes, saveFile } from './save-file.ts';

const EMPTY = '{\n  "throughway": 1\n}\n';
const FIRST_NAME = 'preset.throughway.json';

/** What an entry begins with: the field without which it means nothing. */
const NEW_ENTRIES = {
  places: { name: '' },
  credentials: { proxy: '' },
  inspectionCa: {},
} as const satisfies Record<keyof PresetEditorMessages['entries'], object>;

/** The largest file that is looked at; more is no preset. */
const MAX_BYTES = 1_000_000;

/** Whoever types is not answered at every key. */
const SETTLE_MS = 200;

export class PresetEditorState {
  readonly #client: Client;
  #text = $state.raw(EMPTY);
  #fileName = $state(FIRST_NAME);
  #check = $state.raw<PresetCheckView | null>(null);
  #isTrying = $state(false);
  #tried = $state.raw<readonly PresetTargetView[]>([]);
  #trial = $state.raw<PresetTrialView | null>(null);
  #refusal = $state.raw<RolloutProblem | null>(null);
  #problem = $state.raw<ApiProblem | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  readonly text = $derived(this.#text);
  readonly fileName = $derived(this.#fileName);
  /** `null` while the text is no JSON: the form waits. */
  readonly values = $derived(valuesOf(this.#text));
  /** What is wrong and worth knowing; `null` while it is being found out for the first time. */
  readonly check = $derived(this.#check);
  readonly isTrying = $derived(this.#isTrying);
  readonly tried = $derived(this.#tried);
  readonly trial = $derived(this.#trial);
  /** Why a trial or an export was refused. */
  readonly refusal = $derived(this.#refusal);
  readonly problem = $derived(this.#problem);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Takes over what was typed into the file. */
  write(text: string): void {
    this.#text = text;
    this.#trial = null;
    this.#refusal = null;
    this.#problem = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.validate(), SETTLE_MS);
  }

  /** Takes over what was typed into the form; `undefined` takes a value away. */
  set(path: JSONPath, value: unknown): void {
    this.write(withValue(this.#text, path, value));
  }

  add(list: keyof typeof NEW_ENTRIES): void {
    this.write(withEntry(this.#text, [list], NEW_ENTRIES[list]));
  }

  remove(list: string, index: number): void {
    this.write(withoutEntry(this.#text, [list], index));
  }

  /** Returns what stands at a path. */
  at(path: JSONPath): unknown {
    return valueAt(this.values, path);
  }

  /** Looks the text through; an answer that is overtaken by a newer one is dropped. */
  async validate(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const answer = await this.#client.call['presets.validate']({ text: this.#text });
    if (turn !== this.#turn) return;
    if (answer.ok) this.#check = answer.value;
    else this.#problem = answer.problem;
  }

  async open(file: File): Promise<void> {
    if (file.size > MAX_BYTES) {
      this.#refusal = { kind: 'file', path: file.name, why: 'EFBIG' };
      return;
    }
    this.#fileName = file.name;
    this.write(await file.text());
  }

  save(): void {
    saveFile({ text: this.#text, name: this.#fileName });
  }

  /** Tries it on this computer. */
  async try(language: Lang): Promise<void> {
    this.#isTrying = true;
    this.#tried = [];
    this.#trial = null;
    const answer = await this.#client.call['presets.test']({ text: this.#text, language });
    this.#isTrying = false;
    this.#adopt(answer.ok ? null : answer.problem, answer.ok && answer.value.state === 'refused' ? answer.value : null);
    if (answer.ok && answer.value.state === 'done') this.#trial = answer.value.value;
  }

  async cancel(): Promise<void> {
    await this.#client.call['presets.cancelTest']({});
  }

  hear({ target }: Extract<AssistantEvent, { readonly kind: 'presets.tried' }>): void {
    this.#tried = [...this.#tried, target];
  }

  async export(format: ExportFormat): Promise<void> {
    const answer = await this.#client.call['presets.export']({ text: this.#text, name: this.#fileName, format });
    this.#adopt(answer.ok ? null : answer.problem, answer.ok && answer.value.state === 'refused' ? answer.value : null);
    if (answer.ok && answer.value.state === 'done') {
      saveBytes({ ...answer.value.value, type: 'application/octet-stream' });
    }
  }

  #adopt(problem: ApiProblem | null, refused: { readonly problem: RolloutProblem } | null): void {
    this.#problem = problem;
    this.#refusal = refused?.problem ?? null;
  }
}
