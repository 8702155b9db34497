/** The relay as pages see it. No password and no key is in it. */
import type { ApplyProblem, ChangeStep, UndoProblem } from '../change/change.ts';

export interface RelayView {
  /** Where it listens, as `127.0.0.1:3128`; `null` while it is off. */
  readonly address: string | null;
  /** The port that is proposed while it is off. */
  readonly port: number;
  readonly requests: number;
  readonly tunnels: number;
  readonly clients: number;
  /** Holds the key that every client must show; `null` where none is asked for. */
  readonly secretFile: string | null;
  /** Tools point to it, and are told otherwise when it ends. */
  readonly hasToldTools: boolean;
  /** A preset says that it stays off. */
  readonly isForbidden: boolean;
}

/** What tools would say. `id` names exactly this preview when it is agreed to. */
export interface RelayToolsView {
  readonly id: string;
  /** Empty: they say it already. */
  readonly changes: readonly ChangeStep['shown'][];
  readonly restart: readonly string[];
}

/** Why it can't be done; the page words it. */
export type RelayProblem =
  | { readonly kind: 'cannot-listen'; readonly address: string; readonly code: string }
  | { readonly kind: 'change'; readonly problem: ApplyProblem | UndoProblem };

export type RelayAnswer =
  { readonly state: 'done'; readonly value: RelayView } | { readonly state: 'refused'; readonly problem: RelayProblem };
