/** What the probes of one run are given by their host. */
import type { Clock } from '../base/clock.ts';
import type { Fact, Way } from '../observation/observation.ts';
import type { CredentialStore, KeychainProblem } from '../auth/credential-store.ts';
import type { Credentials } from '../auth/credentials.ts';
import type { SignInChooser } from '../auth/sign-in.ts';
import type { BadEntries } from '../pac/bad-entries.ts';
import type { Route } from '../route/route.ts';
import type { System } from '../system/system.ts';
import type { ControlSite } from './control-site.ts';
import type { RunState } from './run-state.ts';

/** A fact with its times, not yet numbered. */
export type TimedFact = Fact & { readonly atMs: number; readonly tookMs: number };

/** What the probes of one run share. Made once per diagnosis; nothing of it outlives the run. */
export interface ProbeContext {
  /** What the probes of this run share: `createRunState()`, made once per run and ended with it. */
  readonly state: RunState;
  readonly clock: Clock;
  readonly startedAtMs: number;
  readonly system: System;
  readonly controlSites: readonly ControlSite[];
  /** Credentials for proxies by precedence (option, URI, keychain); `null` where there are none. Asked at the first challenge, once per proxy. */
  readonly credentialsFor: (proxy: {
    readonly host: string;
    readonly port: number;
    readonly realm?: string;
  }) => Promise<Credentials | null>;
  readonly store: CredentialStore | null;
  /** The person wants a password tried again that this proxy has refused before. */
  readonly insists?: boolean;
  /** What the keychain said instead of credentials, asked after `credentialsFor`; `null` where it was fine. */
  readonly keychainProblem?: () => KeychainProblem['kind'] | null;
  readonly signIns: SignInChooser;
  /** PEM of additional trust anchors. */
  readonly trustAnchors: () => Promise<readonly string[]>;
  /** The target's own way leads over a proxy: what is asked directly only compares, and a silence there must not last. */
  readonly goesByProxy?: boolean;
  /** Proxy resolution for a URL (redirects may lead to another route), which leaves its fact; `variation`: only to compare. */
  readonly resolveRoute: (url: string, purpose?: 'variation') => Promise<Route>;
  /** Proxies that could not be reached a moment ago, for a host that watches: they are tried last. Absent in a diagnosis, which wants to see for itself. */
  readonly badEntries?: BadEntries;
  /** Sign-in to the target site, from userinfo of its URL. */
  readonly siteCredentials: Credentials | null;
  /** Removes every secret of this run from text that came from outside. */
  readonly redact: (text: string) => string;
  /** Hears of every wait for somebody's answer: the fact that it leaves if nothing comes. Returns what ends the wait. */
  readonly onWait?: (fact: Fact) => () => void;
  /** Asked where the target's first wait has passed: milliseconds for which it is worth waiting on, 0 for none. */
  readonly patience?: (way: Way) => number;
  /** When a probe begins and ends, for progress. */
  readonly onStep: (step: {
    readonly probe: string;
    readonly about: string;
    readonly limitMs: number;
    readonly state: 'begun' | 'ended';
  }) => void;
}
