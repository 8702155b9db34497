import type { PacProblem } from '../pac/pac-problem.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { ProxyAddressProblem, UriCredentials } from '../settings/proxy-settings.ts';

export type { PacProblem };

/** Ordered legs for one target, and the rule that decided. */
export interface Route {
  readonly url: string;
  /** Empty where the address can't be parsed or a PAC script gave no answer. */
  readonly legs: readonly Leg[];
  readonly source: SettingsSource;
  /** Closed vocabulary, worded in `messages`. */
  readonly because: RouteRule;
  readonly bypassed: boolean;
  readonly bypassRule?: string;
  readonly invalid?: ProxyAddressProblem;
  readonly pacUrl?: string;
  readonly pacProblem?: PacProblem;
  /** Credentials that stood in the proxy's URI; never leave the process. */
  readonly credentials?: UriCredentials;
}

export type RouteRule =
  | 'no-settings'
  | 'direct-setting'
  | 'server-for-scheme'
  | 'server-for-all'
  | 'socks-fallback'
  | 'no-server-for-scheme'
  | 'bypass-rule'
  | 'implicit-bypass'
  | 'reversed-bypass'
  | 'pac-answer'
  | 'pac-not-run'
  | 'pac-failed'
  | 'auto-detect-found-nothing'
  | 'address-invalid';
