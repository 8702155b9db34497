import type { CredentialStore } from '../auth/credential-store.ts';
import type { SignInChooser } from '../auth/sign-in.ts';
import type { Clock } from '../base/clock.ts';
import type { Lang } from '../messages/format.ts';
import type { Messages } from '../messages/messages.ts';
import type { Fact } from '../observation/observation.ts';
import type { EvaluatePac } from '../route/resolve-route.ts';
import type { System } from '../system/system.ts';

/** What the scripts of a run are told, and tell. */
export interface PacTelling {
  readonly signal: AbortSignal;
  readonly observe: (fact: Fact, tookMs: number) => void;
}

/** The PAC scripts of one run. */
export interface PacOfRun {
  readonly evaluate: EvaluatePac;
  dispose(): Promise<void>;
}

/** What the assistant works with; made by the host of each face. */
export interface AssistantTools {
  readonly clock: Clock;
  readonly system: System;
  /** Opens the PAC scripts of one run. */
  readonly openPac: (telling: PacTelling) => PacOfRun;
  readonly store: CredentialStore | null;
  readonly signIns: SignInChooser;
  /** PEM of trust anchors beside Node's own. */
  readonly trustAnchors: () => Promise<readonly string[]>;
  /** Control sites that the environment or the preset names in place of the built-in ones; `null` where neither does. */
  readonly controlUrls: () => Promise<readonly string[] | null>;
  readonly words: (lang: Lang) => Promise<Messages>;
}
