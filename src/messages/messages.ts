import type { CredentialOrigin, HopState, ProbeName, UnusableScheme } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Hop } from '../observation/hop.ts';
import type { FailureKind } from '../observation/failure.ts';
import type { KeychainProblem } from '../auth/credential-store.ts';
import type { ProxyAddressProblem } from '../settings/proxy-settings.ts';
import type { ProxyKind } from '../settings/proxy-server.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { SourceRule } from '../settings/settings-snapshot.ts';
import type { PacDifference } from '../pac/diff-pac.ts';
import type { LintCode } from '../pac/lint-finding.ts';
import type { PacProblem, RouteRule } from '../route/route.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { Reason } from '../verdict/reason.ts';
import type { Missing } from '../verdict/missing.ts';
import type { Flag } from '../verdict/rule.ts';
import type { Fixer } from '../verdict/verdict.ts';
import type { changesEn } from './changes-en.ts';
import type { checkEn } from './check-en.ts';
import type { changingEn } from './changing-en.ts';
import type { cliEn } from './cli-en.ts';
import type { fixEn } from './fix-en.ts';
import type { relayEn } from './relay-en.ts';
import type { inspectEn } from './inspect-en.ts';
import type { reportEn } from './report-en.ts';
import type { historyEn } from './history-en.ts';
import type { presetEditorEn } from './preset-editor-en.ts';
import type { rolloutEn } from './rollout-en.ts';
import type { toolsEn } from './tools-en.ts';
import type { TrustMessages } from './trust-en.ts';
import type { uiEn } from './ui-en.ts';

/** What a cause's text may mention. Every text reads well where the optional ones are absent. */
export interface CauseArgs {
  /** Host of the target. */
  readonly target: string;
  readonly url: string;
  readonly proxyHost?: string | undefined;
  readonly proxyPort?: number | undefined;
  readonly suggestedPort?: number | undefined;
  readonly suggestedKind?: string | undefined;
  readonly suggestedUrl?: string | undefined;
  readonly interface?: string | undefined;
  readonly status?: number | undefined;
  readonly realm?: string | undefined;
  readonly issuer?: string | undefined;
  readonly names?: readonly string[] | undefined;
  /** ISO 8601. */
  readonly notAfter?: string | undefined;
  readonly notBefore?: string | undefined;
  /** The settings source, already worded (`sources`). */
  readonly source?: string | undefined;
  /** What could not be looked at, already worded and listed (`missing`, `formatList`). */
  readonly missing?: string | undefined;
  /** Sign-in schemes offered, as received. */
  readonly schemes?: readonly string[] | undefined;
  /** Why each scheme can't be used here: `UnusableScheme` by scheme. */
  readonly unusable?: Readonly<Record<string, string>> | undefined;
  readonly rule?: string | undefined;
  /** Line of a PAC script. */
  readonly line?: number | undefined;
  /** Kind of the fault within the code: `ProxyAddressProblem['kind']` or `PacProblem['kind']`. */
  readonly problem?: string | undefined;
  /** Whom to ask, as the organisation names them. */
  readonly itContact?: string | undefined;
}

/** The words for one cause. */
export interface CauseText {
  /** A heading without full stop; the same for every case of the cause. */
  title(args: CauseArgs): string;
  /** What happened, why, and what to do: two or three sentences. */
  explanation(args: CauseArgs): string;
  /** One imperative sentence for whoever can fix it. */
  nextStep(args: CauseArgs): string;
}

/** Causes on this side of the proxy. */
export type CausesNear = Readonly<
  Record<
    Extract<
      CauseCode,
      | 'ok'
      | 'undetermined'
      | `device.${string}`
      | `settings.${string}`
      | `vpn.${string}`
      | `firewall.${string}`
      | `dns.${string}`
    >,
    CauseText
  >
>;

/** Causes at the proxy. */
export type CausesProxy = Readonly<Record<Extract<CauseCode, `proxy.${string}`>, CauseText>>;

/** Causes at and behind the encryption. */
export type CausesSite = Readonly<Record<Extract<CauseCode, `tls.${string}` | `site.${string}`>, CauseText>>;

/** What a running step is called: a probe, or a request that leads to several. */
export type StepName = ProbeName | ProbeRequest['probe'];

/** Hints on a user name or password as it is typed. */
export const CREDENTIAL_HINTS = [
  'leading-blank',
  'trailing-blank',
  'full-width',
  'half-width-katakana',
  'caps-lock',
  'kana-left',
  'look-alike',
  'line-break',
  'invisible-character',
  'domain-slash',
  'e-mail-form',
  'rejected-before',
] as const;

export type CredentialHint = (typeof CREDENTIAL_HINTS)[number];

/** The practice network's scenes. */
export const SCENE_IDS = [
  'healthy',
  'sign-in',
  'wrong-password',
  'wrong-port',
  'not-a-proxy',
  'blocked-site',
  'dead-upstream',
  'sign-in-page',
  'certificate-expired',
  'certificate-name',
  'certificate-untrusted',
  'proxy-off',
  'silent-proxy',
  'site-down',
  'login-required',
  'forbidden',
  'redirect-loop',
] as const;

export type SceneId = (typeof SCENE_IDS)[number];

export interface SceneText {
  readonly title: string;
  /** What the person at the help desk experiences. */
  readonly story: string;
  readonly lesson: string;
}

/** Remedies that can be proposed; ids are stable. */
export const FIX_IDS = [
  'enter-credentials',
  'replace-credentials',
  'correct-port',
  'correct-kind',
  'correct-address',
  'remove-local-proxy',
  'go-direct',
  'connect-vpn',
  'compare-without-vpn',
  'sign-in-to-portal',
  'ask-administrator',
  'ask-site-owner',
  'set-clock',
  'try-again-later',
  'correct-url',
  'bypass-site',
  'narrow-bypass',
  'sign-in-to-site',
  'unlock-keychain',
  'use-found-proxy',
  'repair-pac',
  'allow-in-firewall',
  'trust-inspection-ca',
  'set-tool-proxy',
  'install-inspection-ca-request',
  'check-network',
  'clear-browser-data',
] as const;

export type FixId = (typeof FIX_IDS)[number];

export type ChangesMessages = typeof changesEn;
export type ChangingMessages = typeof changingEn;
export type CliMessages = typeof cliEn;
export type HistoryMessages = typeof historyEn;
export type RelayMessages = typeof relayEn;
export type PresetEditorMessages = typeof presetEditorEn;
export type RolloutMessages = typeof rolloutEn;
export type ToolsMessages = typeof toolsEn;
export type UiMessages = typeof uiEn;

/** Words for the closed vocabularies of the other folders. */
export interface VocabularyMessages {
  readonly reasons: Readonly<Record<Reason, string>>;
  readonly flags: Readonly<Record<Flag, string>>;
  readonly missing: Readonly<Record<Missing, string>>;
  readonly hops: Readonly<Record<Hop, string>>;
  readonly hopStates: Readonly<Record<HopState['state'], string>>;
  readonly sources: Readonly<Record<SettingsSource, string>>;
  readonly sourceRules: Readonly<Record<SourceRule, string>>;
  readonly routeRules: Readonly<Record<RouteRule, string>>;
  readonly addressProblems: Readonly<Record<ProxyAddressProblem['kind'], string>>;
  readonly pacProblems: Readonly<Record<PacProblem['kind'], string>>;
  /** What is to be said about a PAC script, as sentences. */
  readonly lintFindings: Readonly<Record<LintCode, string>>;
  readonly pacDifferences: Readonly<Record<PacDifference['difference'], string>>;
  readonly failures: Readonly<Record<FailureKind, string>>;
  readonly unusableSchemes: Readonly<Record<UnusableScheme, string>>;
  readonly proxyKinds: Readonly<Record<ProxyKind | 'direct', string>>;
  readonly credentialOrigins: Readonly<Record<CredentialOrigin | 'none', string>>;
  /** What a running step is doing. `about` is the name, address or URL it looks at; may be empty. */
  readonly steps: Readonly<Record<StepName, (about: string) => string>>;
  readonly fixers: Readonly<Record<Fixer, string>>;
  readonly keychainProblems: Readonly<Record<KeychainProblem['kind'], string>>;
  readonly credentialHints: Readonly<Record<CredentialHint, string>>;
  readonly fixes: Readonly<Record<FixId, string>>;
}

/** The whole catalogue in one language, articles apart (see load-articles.ts). */
export interface Messages extends VocabularyMessages {
  readonly causes: Readonly<Record<CauseCode, CauseText>>;
  /** An extra sentence for confidence below 0.8. `missing` is already worded. */
  readonly lowConfidence: (missing?: string) => string;
  readonly practice: Readonly<Record<SceneId, SceneText>>;
  readonly report: typeof reportEn;
  readonly inspect: typeof inspectEn;
  readonly changes: ChangesMessages;
  readonly check: typeof checkEn;
  readonly changing: ChangingMessages;
  readonly cli: CliMessages;
  readonly fix: typeof fixEn;
  readonly history: HistoryMessages;
  readonly relay: RelayMessages;
  readonly presetEditor: PresetEditorMessages;
  readonly rollout: RolloutMessages;
  readonly tools: ToolsMessages;
  readonly trust: TrustMessages;
  readonly ui: UiMessages;
}
