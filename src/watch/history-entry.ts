/** What the history keeps: one entry for every check, change, fix and notice. Nothing in it is secret. */
import type { Hop } from '../observation/hop.ts';
import type { HopState, Observation } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { Details } from '../verdict/rule.ts';

/** The version that every entry carries; a reader skips versions that it doesn't know. */
export const HISTORY_VERSION = 1;

export const HISTORY_KINDS = ['check', 'change', 'fix', 'notice', 'answer'] as const;

export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** How long each part of the way to the target took, in milliseconds; a part that wasn't reached is absent. */
export interface CheckTimes {
  readonly dns?: number;
  /** From the first packet to an open connection with the first hop: the proxy, or the site where there is none. */
  readonly connect?: number;
  readonly proxy?: number;
  readonly tls?: number;
  readonly site?: number;
}

/** One finished check of one URL. Titles and explanations are worded when it is shown, in the language of then. */
export interface CheckFacts {
  readonly kind: 'check';
  /** Who began it: a person, or the watch. */
  readonly by: 'person' | 'watch';
  /** Without userinfo, fragment and secret parameters. */
  readonly url: string;
  readonly durationMs: number;
  readonly source: SettingsSource;
  readonly route: readonly Leg[];
  /** States of the eight hops in their order. */
  readonly hops: readonly HopState['state'][];
  readonly code: CauseCode;
  readonly hop: Hop | null;
  readonly confidence: number;
  readonly details: Details;
  readonly alsoFound: readonly CauseCode[];
  /** Ids of the fixes that were proposed. */
  readonly fixes: readonly string[];
  readonly times: CheckTimes;
  /** Of the connects to the first hop that were made to see how steady the way is; `succeeded`: at the first try. */
  readonly loss?: { readonly attempts: number; readonly succeeded: number };
  /** The observations that the verdict rests on, shortened; none where everything was well. */
  readonly evidence: readonly Observation[];
}

/** What can change around the proxy without anybody asking us. */
export const CHANGED_THINGS = ['settings', 'network', 'vpn', 'credentials', 'tools'] as const;

export type ChangedThing = (typeof CHANGED_THINGS)[number];

/** Who changed it. `program`: another program, named where the operating system can say which. */
export const CHANGED_BY = ['person', 'preset', 'program', 'system'] as const;

export type ChangedBy = (typeof CHANGED_BY)[number];

export interface ChangeFacts {
  readonly kind: 'change';
  readonly what: ChangedThing;
  readonly by: ChangedBy;
  readonly program?: string;
  /** The VPN that was switched in the same moment: a coincidence that is worth knowing, and no proof. */
  readonly alongside?: string;
  readonly source?: SettingsSource;
  /** The parts that a person compares, without secrets. */
  readonly shown: readonly { readonly what: string; readonly from: string | null; readonly to: string | null }[];
  /** Where Throughway made the change itself: its id in the journal, and how it stands. */
  readonly change?: string;
  readonly state?: 'applied' | 'undone';
}

/** One guided fix that was tried. */
export interface FixFacts {
  readonly kind: 'fix';
  readonly fix: string;
  readonly url: string;
  readonly code: CauseCode;
  readonly outcome: 'cured' | 'remaining' | 'new' | 'failed' | 'cancelled';
  readonly change?: string;
}

/** One notification of the watch, or one that was due and not shown. */
export interface NoticeFacts {
  readonly kind: 'notice';
  readonly notice: 'problem' | 'resolved' | 'changed';
  readonly code: CauseCode;
  readonly url: string;
  /** `quiet-hours` and `too-many`: it was kept back. */
  readonly shown: 'yes' | 'quiet-hours' | 'too-many';
}

/** A person's answer to "Did this help?", with what the last check of the address had found. */
export interface AnswerFacts {
  readonly kind: 'answer';
  readonly url: string;
  readonly code: CauseCode;
  readonly helped: boolean;
}

/** What is told to the history; it adds version, id and time. */
export type HistoryFacts = CheckFacts | ChangeFacts | FixFacts | NoticeFacts | AnswerFacts;

interface Stamp {
  readonly v: typeof HISTORY_VERSION;
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
}

/** One line of the history. */
export type HistoryEntry = Stamp & HistoryFacts;

export type CheckEntry = Stamp & CheckFacts;

/** Where anything that happens is told. Never rejects: what could not be kept must not stop the work that was done. */
export interface HistorySink {
  /** @returns the id of the entry, or `null` where it could not be kept */
  note(facts: HistoryFacts): Promise<string | null>;
}
