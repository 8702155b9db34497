import type { Clock } from '../base/clock.ts';
import type { Fact } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { CredentialStore } from '../auth/credential-store.ts';
import type { Credentials } from '../auth/credentials.ts';
import type { SignInChooser } from '../auth/sign-in.ts';
import type { Route } from '../route/route.ts';
import type { System } from '../system/system.ts';
import type { ControlSite } from './control-site.ts';

/** A fact with its times, not yet numbered. */
export type TimedFact = Fact & { readonly atMs: number; readonly tookMs: number };

/** What the probes of one run share. Made once per diagnosis; nothing of it outlives the run. */
export interface ProbeContext {
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
  readonly signIns: SignInChooser;
  /** PEM of additional trust anchors. */
  readonly trustAnchors: () => Promise<readonly string[]>;
  /** Proxy resolution for a URL (redirects may lead to another route). */
  readonly resolveRoute: (url: string) => Promise<Route>;
  /** Sign-in to the target site, from userinfo of its URL. */
  readonly siteCredentials: Credentials | null;
  /** Removes every secret of this run from text that came from outside. */
  readonly redact: (text: string) => string;
  /** When a probe begins and ends, for progress. */
  readonly onStep: (step: {
    readonly probe: string;
    readonly about: string;
    readonly limitMs: number;
    readonly state: 'begun' | 'ended';
  }) => void;
}

/** Runs one request and streams its facts; never throws for what the world does, and ends within its deadline. */
export type RunProbe = (
  request: ProbeRequest,
  context: ProbeContext,
  options: { readonly signal: AbortSignal; readonly emit: (fact: TimedFact) => void },
) => Promise<void>;
