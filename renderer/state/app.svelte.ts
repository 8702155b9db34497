/** The state of the whole window: words, theme, place, and the states of its pages. */
import type { AppInfo, AssistantEvent, Preferences } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { Lang } from '../../src/messages/format.ts';
import { loadMessages } from '../../src/messages/load-messages.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { ChangesState } from './changes.svelte.ts';
import { CheckState } from './check.svelte.ts';
import { CredentialsState } from './credentials.svelte.ts';
import { EditState } from './edit.svelte.ts';
import { FixingState } from './fixing.svelte.ts';
import { HistoryState } from './history.svelte.ts';
import { InspectState } from './inspect.svelte.ts';
import { LearnState } from './learn.svelte.ts';
import { PresetEditorState } from './preset-editor.svelte.ts';
import { PresetsState } from './presets.svelte.ts';
import { PracticeState } from './practice.svelte.ts';
import { RelayState } from './relay.svelte.ts';
import { ReportState } from './report.svelte.ts';
import { Router } from './router.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { TrustState } from './trust.svelte.ts';
import { WatchingState } from './watching.svelte.ts';

const DEFAULTS: Preferences = {
  language: 'system',
  theme: 'system',
  controlUrls: [],
  timeoutSeconds: 15,
  welcomed: true,
  managed: [],
};

/** What every component can reach. */
export class AppState {
  readonly client: Client;
  readonly router = new Router();
  readonly check: CheckState;
  readonly settings: SettingsState;
  readonly edit: EditState;
  readonly changes: ChangesState;
  readonly fixing: FixingState;
  readonly credentials: CredentialsState;
  readonly presets: PresetsState;
  readonly presetEditor: PresetEditorState;
  readonly practice: PracticeState;
  readonly history: HistoryState;
  readonly watching: WatchingState;
  readonly learn: LearnState;
  readonly relay: RelayState;
  readonly report: ReportState;
  readonly inspect: InspectState;
  readonly trust: TrustState;

  #messages = $state.raw<Messages | null>(null);
  #lang = $state<Lang>(systemLang());
  #preferences = $state.raw<Preferences>(DEFAULTS);
  #info = $state.raw<AppInfo | null>(null);
  #systemDark = $state(window.matchMedia('(prefers-color-scheme: dark)').matches);
  /** The version that is installed when the program ends. */
  update = $state<string | null>(null);
  /** The program behind the page has gone. */
  isDisconnected = $state(false);

  readonly lang = $derived(this.#lang);
  readonly preferences = $derived(this.#preferences);
  readonly info = $derived(this.#info);
  readonly theme = $derived(
    this.#preferences.theme === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.#preferences.theme,
  );

  constructor(client: Client) {
    this.client = client;
    this.check = new CheckState(client, () => this.lang);
    this.settings = new SettingsState(client);
    this.edit = new EditState(client);
    this.trust = new TrustState(client);
    this.changes = new ChangesState(client);
    this.fixing = new FixingState(client, () => this.lang);
    this.credentials = new CredentialsState(client);
    this.presets = new PresetsState(client);
    this.presetEditor = new PresetEditorState(client);
    this.practice = new PracticeState(client);
    this.history = new HistoryState(client);
    this.watching = new WatchingState(client);
    this.learn = new LearnState(client);
    this.relay = new RelayState(client);
    this.report = new ReportState(client);
    this.inspect = new InspectState(client);
  }

  /** All words in the language of the window. */
  get words(): Messages {
    if (this.#messages === null) throw new Error('words are used before they were loaded');
    return this.#messages;
  }

  /** Loads what the first sight needs, all at once. */
  async start(): Promise<void> {
    const [preferences, info] = await Promise.all([
      this.client.call['preferences.get']({}),
      this.client.call['app.info']({}),
    ]);
    if (preferences.ok) this.#preferences = preferences.value;
    else if (preferences.problem.kind === 'disconnected') this.isDisconnected = true;
    if (info.ok) this.#info = info.value;
    await this.#loadWords();
    // The window does not wait for a run that may be there; only the field does, since that run's address goes before.
    void this.check.resume(this.#lang).then(() => {
      if (info.ok) this.check.fillIn(info.value.defaultUrl);
    });
  }

  /** Follows the outer world (events, theme of the system, address); the returned function ends it. */
  follow(): () => void {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const onDark = (): void => {
      this.#systemDark = dark.matches;
    };
    dark.addEventListener('change', onDark);
    const ends = [
      this.router.follow(),
      this.client.subscribe((event) => {
        this.#hear(event);
      }),
    ];
    return () => {
      dark.removeEventListener('change', onDark);
      for (const end of ends) end();
    };
  }

  /** Saves preferences and puts them into effect at once; answers whether they were saved. */
  async prefer(change: Parameters<Client['call']['preferences.set']>[0]): Promise<boolean> {
    const answer = await this.client.call['preferences.set'](change);
    if (answer.ok) await this.#adopt(answer.value);
    return answer.ok;
  }

  #hear(event: AssistantEvent): void {
    if (event.kind === 'preferences.changed') void this.#adopt(event.preferences);
    else if (event.kind === 'update.ready') this.update = event.version;
    else if (event.kind === 'open') this.router.go(`#${event.path}`);
    else if (event.kind === 'history.changed') this.history.hear();
    else if (event.kind === 'changes.changed') this.changes.hear();
    else if (event.kind === 'fix.changed') this.#hearFix();
    else if (event.kind === 'watch.changed' || event.kind === 'watch.notice') this.watching.hear(event);
    else if (event.kind === 'relay.changed') this.relay.hear(event.relay);
    else if (event.kind === 'inspect.progress') this.inspect.hear(event);
    else if (event.kind === 'presets.tried') this.presetEditor.hear(event);
    else this.check.hear(event);
  }

  /** The check at the end of a fix is the latest run then. */
  #hearFix(): void {
    const was = this.fixing.view?.state;
    void this.fixing.load().then(async () => {
      if (was === 'running' && this.fixing.view?.state === 'ended') await this.check.resume(this.#lang);
    });
  }

  async #adopt(preferences: Preferences): Promise<void> {
    this.#preferences = preferences;
    if (await this.#loadWords()) await this.check.resume(this.#lang);
  }

  /** Answers whether the language has changed. */
  async #loadWords(): Promise<boolean> {
    const wanted = this.#preferences.language === 'system' ? systemLang() : this.#preferences.language;
    if (this.#messages !== null && wanted === this.#lang) return false;
    this.#messages = await loadMessages(wanted);
    this.#lang = wanted;
    return true;
  }
}

function systemLang(): Lang {
  return navigator.language.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}
