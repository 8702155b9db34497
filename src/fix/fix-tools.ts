/** What carrying a fix out takes, what it tells on the way, and how it ends. */
import type { Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import type { ApplyProblem, ChangeRecord, ChangeStep, UndoProblem } from '../change/change.ts';
import type { Changes } from '../change/changes.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';
import type { PlanProblem, SettingsWriter } from '../system/settings-writer.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { FixStep, VerifyAs, WatchFor } from './fix-flow.ts';

/** What is asked of the person. */
export type FixQuestion = Extract<FixStep, { readonly kind: 'ask-credentials' | 'ask-address' }>;

/** What the person says; a `null` in its place is a no. */
export type FixAnswer =
  | { readonly kind: 'credentials'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'address'; readonly server: ProxyServer };

/** How far a fix is. */
export type FixProgress =
  | { readonly kind: 'step'; readonly index: number; readonly step: FixStep; readonly state: 'begun' | 'done' }
  | { readonly kind: 'changing'; readonly what: string; readonly step: number; readonly of: number }
  | { readonly kind: 'watching'; readonly watch: WatchFor; readonly limitMs: number }
  | { readonly kind: 'waiting'; readonly ms: number }
  | { readonly kind: 'compared'; readonly code: CauseCode };

/** Why a sign-in was not stored. */
export type SignInProblem =
  | { readonly kind: 'credentials-refused' }
  /** The proxy could not be asked about it. */
  | { readonly kind: 'credentials-untested' }
  | { readonly kind: 'no-keychain' };

/** Why a fix stopped before its end; what it had changed is taken back then. */
export type FixProblem =
  | { readonly kind: 'declined' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'plan'; readonly problem: PlanProblem }
  | { readonly kind: 'apply'; readonly problem: ApplyProblem }
  /** The person was to act, and nothing of it was seen in time. */
  | { readonly kind: 'not-seen'; readonly watch: WatchFor }
  | { readonly kind: 'not-put-back'; readonly id: string; readonly why: UndoProblem }
  | SignInProblem
  /** A request is ready; the rest is somebody else's. */
  | { readonly kind: 'with-somebody-else'; readonly to: 'admin' | 'site' };

/** One diagnosis, as far as a fix looks at it. */
export interface Diagnosed<Document> {
  readonly code: CauseCode;
  readonly alsoFound: readonly CauseCode[];
  readonly document: Document;
}

/** What the same diagnosis said afterwards. `by-hand`: the change is the person's, and out of our sight. */
export interface Verification<Document> extends Diagnosed<Document> {
  readonly result: 'cured' | 'still' | 'something-new' | 'by-hand';
}

/** A fix that came to its end. */
export interface FixOutcome<Document> {
  readonly verification: Verification<Document>;
  /** What was changed, also where it was taken back afterwards. */
  readonly changes: readonly ChangeRecord[];
  /** It did not help, and everything is as before. */
  readonly takenBack: boolean;
  /** Changes that should have been taken back and could not be. */
  readonly left: readonly { readonly id: string; readonly why: UndoProblem }[];
  /** What the person was told to set, once its value was known. */
  readonly told: Extract<FixStep, { readonly kind: 'guide' }> | null;
  /** What a diagnosis in between said, e.g. without the VPN. */
  readonly compared: Diagnosed<Document> | null;
  /** Programs that still hold the old settings, after the time in which they were watched. */
  readonly holding?: readonly string[];
}

/** What will change, from and to, and who must be started again. */
export interface FixPreview {
  readonly steps: readonly ChangeStep['shown'][];
  readonly restart: readonly string[];
}

/** What carrying out takes; each face brings its own way to ask. */
export interface FixTools<Document> {
  readonly changes: Changes;
  readonly writer: () => Promise<SettingsWriter>;
  /** Shows what will change and asks whether it may. */
  readonly consent: (preview: FixPreview) => Promise<boolean>;
  readonly answer: (question: FixQuestion) => Promise<FixAnswer | null>;
  /** Tries a sign-in at the proxy; where that accepts it, it can be stored by a change. `forget` leaves nothing behind. */
  readonly signIn: (
    question: Extract<FixQuestion, { readonly kind: 'ask-credentials' }>,
    answer: Extract<FixAnswer, { readonly kind: 'credentials' }>,
  ) => Promise<Result<{ readonly step: ChangeStep; readonly forget: () => Promise<void> }, SignInProblem>>;
  /** Tells the person what to do; returns at once where it is watched, else when the person has read it. */
  readonly show: (guide: Extract<FixStep, { readonly kind: 'guide' }>) => Promise<void>;
  /** Resolves once the condition was seen; `false` after its time limit or the signal. */
  readonly watch: (condition: WatchFor, signal: AbortSignal) => Promise<boolean>;
  /** How long a guided step is watched. */
  readonly watchLimitMs: number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly diagnose: (
    url: string,
    how: { readonly signal: AbortSignal; readonly as: VerifyAs },
  ) => Promise<Diagnosed<Document>>;
  /** Whether changes stay that have not cured; a `false` takes them back. */
  readonly keeps: (verification: Verification<Document>) => Promise<boolean>;
}

/** How one fix is watched and stopped. */
export interface RunFixOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FixProgress) => void;
}

/**
 * Whether a change stays where nobody is asked: only where it got further, to a cause of another kind. What changed
 * nothing, or led to where nothing can be said, is taken back.
 */
export function keepsByItself({ result, code }: Verification<unknown>): boolean {
  return result === 'by-hand' || (result === 'something-new' && code !== 'undetermined');
}
