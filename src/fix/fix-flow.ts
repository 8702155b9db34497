/** A fix as data: its steps in order, so that every face can show them before anything is done. */
import type { ChangeStep } from '../change/change.ts';
import type { StoreRef } from '../change/store.ts';
import type { Observation } from '../observation/observation.ts';
import type { Leg, ProxyKind } from '../settings/proxy-server.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import type { SourceReading } from '../settings/settings-snapshot.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { WritableSource } from '../settings/writable-source.ts';
import type { System } from '../system/system.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { FixId } from './propose-fixes.ts';

/** What the machine watches while the person acts: a guided step is done once this was really seen. */
export type WatchFor =
  /** An interface with a routable address and a route. */
  | { readonly on: 'network' }
  | { readonly on: 'vpn'; readonly name: string | null; readonly state: 'up' | 'down' }
  /** A check without a proxy no longer finds a portal. */
  | { readonly on: 'portal-passed' }
  /** The clock differs by at most five minutes from what a control site says. */
  | { readonly on: 'clock' }
  | { readonly on: 'keychain' }
  /** A source says something else than it did. */
  | { readonly on: 'settings'; readonly source: SettingsSource }
  /** Programs that held old settings have all been started again, or ended. */
  | { readonly on: 'restart'; readonly programs: readonly string[]; readonly sinceMs: number }
  /** The target answers over its effective route. */
  | { readonly on: 'target' };

/**
 * Under which settings the last diagnosis runs. `null`: those in force. A file that counts from the next sign-in on is
 * looked at by its source; a value that only the person can set is tried as it would be.
 */
export type VerifyAs =
  | { readonly source: SettingsSource }
  | { readonly proxy: string; readonly bypass: string }
  | { readonly direct: true }
  | null;

/** One step. `do`: `set-settings`, `set-place(s)`, `put-back`; `ask`: `ask-*`; `guide`; `verify` is always the last. */
export type FixStep =
  | { readonly kind: 'set-settings'; readonly source: WritableSource; readonly settings: ProxySettings }
  /** A VPN, or a rule of the local firewall. */
  | { readonly kind: 'set-place'; readonly ref: StoreRef; readonly to: string | null; readonly what: string }
  /** Several places at once, as one change: all of them, or none. */
  | { readonly kind: 'set-places'; readonly steps: readonly ChangeStep[]; readonly restart: readonly string[] }
  /** Takes back what this flow has changed so far. */
  | { readonly kind: 'put-back' }
  /** Diagnoses as things are in this moment; told, and compared with how it was. */
  | { readonly kind: 'compare' }
  | {
      readonly kind: 'ask-credentials';
      readonly proxy: {
        readonly host: string;
        readonly port: number;
        readonly kind: ProxyKind;
        readonly realm: string;
      };
      readonly isCorrection: boolean;
    }
  /** A proxy's address that only the person can know; then it is set in `source`, in place of `wrong`. */
  | {
      readonly kind: 'ask-address';
      readonly source: WritableSource;
      readonly settings: ProxySettings | null;
      /** `null`: whatever cannot be parsed, else every server. */
      readonly wrong: Place | null;
      /** As it stands now, `host:port` or empty. */
      readonly current: string;
      /** Where the person must set it, since these are variables of a shell; `null`: it is written. */
      readonly shell: Shell | null;
    }
  | {
      readonly kind: 'guide';
      /** Names the sentence in the catalogue. */
      readonly guide: GuideId;
      readonly args: GuideArgs;
      /** `null`: nothing of it can be seen from here; the step says so, and the verification decides. */
      readonly watch: WatchFor | null;
    }
  /** A request to somebody else, ready to be sent. */
  | { readonly kind: 'request'; readonly to: 'admin' | 'site' }
  /** Tries again after growing waits, milliseconds; bounded. */
  | { readonly kind: 'wait'; readonly waitsMs: readonly number[] }
  | {
      readonly kind: 'verify';
      readonly as: VerifyAs;
      /** The change is the person's own and out of our sight: what is told is whether it will help. */
      readonly isByHand: boolean;
    };

/** Variables of a shell: what is typed there depends on the system, what is to be changed on the files that set them. */
export interface Shell {
  readonly platform: System['platform'];
  readonly variables: readonly VariablePlace[];
}

/** Host and port of a proxy. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** What a person is told to do by hand; worded in `messages`. */
export const GUIDES = [
  'connect-network',
  'sign-in-to-portal',
  'connect-vpn',
  'disconnect-vpn',
  'split-tunnel',
  'choose-dns',
  'set-clock',
  'unlock-keychain',
  'sign-in-to-site',
  'open-url',
  'check-url',
  'change-variable',
  'change-managed-setting',
  'allow-in-security-software',
  'allow-in-firewall',
  'clear-browser-data',
  'restart-programs',
] as const;

export type GuideId = (typeof GUIDES)[number];

/** What a guide's sentence mentions; empty texts are left out of it. */
export type GuideArgs = Readonly<
  Partial<
    Record<
      | 'url'
      | 'name'
      | 'file'
      | 'variables'
      | 'value'
      | 'source'
      | 'product'
      | 'rule'
      | 'address'
      | 'command'
      | 'interface'
      | 'server'
      | 'browsers',
      string
    >
  >
>;

/** A fix for one finding, before anything has been done. */
export interface FixFlow {
  readonly id: FixId;
  readonly code: CauseCode;
  /** The target that is diagnosed again at the end. */
  readonly url: string;
  /** The last one is always `verify`. */
  readonly steps: readonly [FixStep, ...FixStep[]];
}

/** Where a proxy variable was found in a file that a sign-in reads. */
export interface VariablePlace {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** Everything that a flow is planned from; read before, so that planning is pure. */
export interface FixSituation {
  readonly url: string;
  readonly platform: System['platform'];
  /** Where the settings come from that led here. */
  readonly source: SettingsSource;
  readonly settings: ProxySettings | null;
  readonly route: readonly Leg[];
  readonly isManaged: boolean;
  /** Where this desktop keeps its own settings: what is set anew goes there. */
  readonly own: WritableSource;
  /** Every source's reading. */
  readonly readings: readonly SourceReading[];
  readonly observations: readonly Observation[];
  /** Proxy scripts that other sources name, and that were fetched just now. */
  readonly scripts: readonly string[];
  /** Lines of the files of a sign-in that set a proxy variable. */
  readonly variables: readonly VariablePlace[];
  /** What makes this computer trust the authority of the inspection that a preset names; `null`: none names it. */
  readonly trust: { readonly steps: readonly ChangeStep[]; readonly restart: readonly string[] } | null;
  /** What makes programs go the way that was found to work; `null`: none of them goes another. */
  readonly tools: { readonly steps: readonly ChangeStep[]; readonly restart: readonly string[] } | null;
  /** Installed browsers by the name that people know, with the pages for cookies and cache, and for saved passwords. */
  readonly browsers: readonly { readonly name: string; readonly page: string; readonly passwords: string }[];
}

/** Why a fix can't be planned here. */
export type NoFixHere =
  /** It isn't one of those proposed for this cause. */
  | { readonly kind: 'not-proposed' }
  /** Nothing is known that could be put in the place of what is wrong. */
  | { readonly kind: 'no-replacement' }
  /** No settings are there that could be changed. */
  | { readonly kind: 'no-settings' }
  /** The organisation does not let people run it by themselves. */
  | { readonly kind: 'not-allowed' };
