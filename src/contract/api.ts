/** The contract between the assistant and its faces, typed once: every call has one object in and one JSON value out. */
import type { Result } from '../base/result.ts';
import type { CredentialKey, CredentialRecord, KeychainProblem } from '../auth/credential-store.ts';
import type { DiagnosisDocument } from '../report/diagnosis-document.ts';
import type { DiagnosisProgress } from '../assistant/assistant.ts';
import type { ApiInput, ApiName } from './inputs.ts';
import type { ArticleSummary, ArticleView } from './article-view.ts';
import type { ApplyAnswer, PlanAnswer, ToolsPlanAnswer, ToolsView, UndoAnswer, VerifiedView } from './change-view.ts';
import type { ChangeRecord } from '../change/change.ts';
import type { BrowserView, FixPlanAnswer, FixView } from './fix-view.ts';
import type { HistoryDetail, HistoryView, WatchNotice, WatchView } from './history-view.ts';
import type { InspectionDocument } from '../report/inspection-document.ts';
import type {
  ExportedFileView,
  PresetAnswer,
  PresetCheckView,
  PresetPreviewView,
  PresetsView,
  PresetTargetView,
  PresetTrialView,
} from './presets-view.ts';
import type { PracticeView } from './practice-view.ts';
import type { RelayAnswer, RelayToolsView, RelayView } from './relay-view.ts';
import type { ReportFileView, ReportView } from './report-view.ts';
import type { RouteView, SettingsView } from './settings-view.ts';
import type { TrustStanding } from './trust-view.ts';

/** What every call answers with when it succeeds. All of it is plain JSON; nothing in it is secret. */
export interface ApiOutputs {
  'app.info': AppInfo;
  /** `scene`: the practice scene whose settings are used in place of this computer's, for addresses of the practice network. */
  'diagnose.start': { readonly runId: string; readonly scene: string | null };
  'diagnose.cancel': { readonly cancelled: boolean };
  /** The run that is going on or ended last, worded in the language asked for; `null` before the first. */
  'diagnose.latest': RunView | null;
  'settings.read': SettingsView;
  'settings.routeFor': RouteView;
  'settings.plan': PlanAnswer;
  'tools.read': ToolsView;
  'tools.plan': ToolsPlanAnswer;
  /** `null`: no preset names an authority for inspection. */
  'trust.read': TrustStanding | null;
  'changes.apply': ApplyAnswer;
  'changes.verify': VerifiedView;
  /** Newest first. */
  'changes.list': readonly ChangeRecord[];
  'changes.undo': UndoAnswer;
  'fixes.plan': FixPlanAnswer;
  'fixes.start': FixView;
  'fixes.answer': { readonly taken: true };
  'fixes.cancel': { readonly cancelled: true };
  /** The fix that is planned, goes on or ended last; `null` where there is none. */
  'fixes.current': FixView | null;
  'browsers.list': readonly BrowserView[];
  'browsers.open': { readonly opened: boolean };
  'credentials.list': { readonly records: readonly CredentialRecord[] };
  'credentials.lint': { readonly refusedBefore: boolean };
  'credentials.save': { readonly test: CredentialTest; readonly saved: boolean };
  'credentials.test': CredentialTest;
  'credentials.delete': { readonly deleted: boolean };
  'practice.list': PracticeView;
  'practice.start': { readonly scene: string; readonly url: string };
  'practice.stop': { readonly stopped: boolean };
  'articles.list': readonly ArticleSummary[];
  'articles.get': ArticleView;
  'history.list': HistoryView;
  'history.get': HistoryDetail;
  /** The whole file as text. */
  'history.export': { readonly text: string; readonly name: string };
  'watch.get': WatchView;
  'watch.set': WatchView;
  /** The report on the run that ended last; `not-found` before the first. */
  'report.get': ReportView;
  'report.file': ReportFileView;
  'inspect.site': InspectionDocument;
  'inspect.proxy': InspectionDocument;
  'inspect.cancel': { readonly cancelled: boolean };
  'presets.current': PresetsView;
  'presets.preview': PresetAnswer<PresetPreviewView>;
  'presets.apply': PresetAnswer<{ readonly done: true }>;
  'presets.repair': PresetAnswer<{ readonly done: true }>;
  'presets.remove': PresetAnswer<{ readonly done: true }>;
  'presets.validate': PresetCheckView;
  'presets.test': PresetAnswer<PresetTrialView>;
  'presets.cancelTest': { readonly cancelled: boolean };
  'presets.export': PresetAnswer<ExportedFileView>;
  'relay.get': RelayView;
  'relay.start': RelayAnswer;
  'relay.stop': RelayAnswer;
  'relay.planTools': RelayToolsView;
  'relay.setTools': RelayAnswer;
  'preferences.get': Preferences;
  'preferences.set': Preferences;
}

/** One call by name. */
export type ApiCall<N extends ApiName> = (input: ApiInput<N>) => Promise<Result<ApiOutputs[N], ApiProblem>>;

/** Every call, as a page sees it. */
export type AssistantApi = { readonly [N in ApiName]: ApiCall<N> };

/** Why a call could not be carried out. Exceptions never cross; `bug` says only that something broke. */
export type ApiProblem =
  | { readonly kind: 'unknown-call' }
  | { readonly kind: 'invalid-input'; readonly fields: readonly string[] }
  | { readonly kind: 'invalid-url' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'keychain'; readonly problem: KeychainProblem['kind'] }
  | { readonly kind: 'managed' }
  | { readonly kind: 'not-available' }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'bug' };

/** What the assistant tells without being asked. */
export type AssistantEvent =
  | { readonly kind: 'run.progress'; readonly runId: string; readonly progress: DiagnosisProgress }
  | { readonly kind: 'run.document'; readonly runId: string; readonly document: DiagnosisDocument }
  | { readonly kind: 'run.ended'; readonly runId: string; readonly how: 'finished' | 'cancelled' | 'bug' }
  | { readonly kind: 'browser.answer'; readonly runId: string; readonly answer: BrowserAnswer }
  | { readonly kind: 'inspect.progress'; readonly progress: DiagnosisProgress }
  | { readonly kind: 'preferences.changed'; readonly preferences: Preferences }
  | { readonly kind: 'presets.tried'; readonly target: PresetTargetView }
  /** Downloaded, and installed when the program ends. */
  | { readonly kind: 'update.ready'; readonly version: string }
  | { readonly kind: 'history.changed' }
  | { readonly kind: 'changes.changed' }
  | { readonly kind: 'fix.changed' }
  | { readonly kind: 'watch.changed'; readonly watch: WatchView }
  | { readonly kind: 'watch.notice'; readonly notice: WatchNotice }
  | { readonly kind: 'relay.changed'; readonly relay: RelayView }
  | { readonly kind: 'open'; readonly path: string };

/** What Chromium's own network stack got for the same URL with this computer's settings: shown beside our result. */
export interface BrowserAnswer {
  /** Its resolved route in PAC notation, e.g. `PROXY proxy.corp.example:3128; DIRECT`. */
  readonly route: string;
  readonly status: number | null;
  /** Chromium's name of what went wrong, e.g. `ERR_TUNNEL_CONNECTION_FAILED`. */
  readonly failure: string | null;
}

/** A run as it stands. */
export interface RunView {
  readonly runId: string;
  readonly url: string;
  /** The language that the document is worded in. */
  readonly language: 'ja' | 'en';
  readonly scene: string | null;
  readonly state: 'running' | 'finished' | 'cancelled' | 'bug';
  readonly document: DiagnosisDocument | null;
  readonly browser: BrowserAnswer | null;
}

export interface AppInfo {
  readonly version: string;
  readonly platform: 'linux' | 'macos' | 'windows';
  readonly face: 'desktop' | 'browser' | 'in-process';
  /** The address that the field is filled with at first. */
  readonly defaultUrl: string;
  /** Whether proxies and control sites are given by IT. */
  readonly managed: boolean;
}

/** How a sign-in went at the proxy itself. */
export interface CredentialTest {
  readonly outcome: 'accepted' | 'rejected' | 'not-asked-for' | 'not-testable' | 'refused-before' | 'not-tried';
  /** Why the proxy could not be asked; worded by the page. */
  readonly why?: string;
}

export interface Preferences {
  readonly language: 'ja' | 'en' | 'system';
  readonly theme: 'light' | 'dark' | 'system';
  /** Empty: the built-in ones. */
  readonly controlUrls: readonly string[];
  readonly timeoutSeconds: number;
  /** Whether the first-run welcome was seen. */
  readonly welcomed: boolean;
  /** Names of preferences fixed by IT. */
  readonly managed: readonly ('controlUrls' | 'timeoutSeconds' | 'language')[];
}

export type { CredentialKey, CredentialRecord };
