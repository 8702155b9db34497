/** Settings as they cross the contract: the snapshot without anything that could hold a secret. */
import type { Leg } from '../settings/proxy-server.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { SourceRule } from '../settings/settings-snapshot.ts';
import type { ProxyAddressProblem } from '../settings/proxy-settings.ts';
import type { PacProblem, RouteRule } from '../route/route.ts';

/** All sources side by side, in the order of precedence here. */
export interface SettingsView {
  readonly sources: readonly SourceView[];
  readonly decidedBy: SettingsSource;
  readonly because: SourceRule;
}

/** One source. */
export interface SourceView {
  readonly source: SettingsSource;
  readonly state: 'read' | 'absent' | 'unreadable';
  /** Technical phrase, for details only. */
  readonly why?: string;
  /** Where it was read. */
  readonly from: string;
  /** The source's own text, userinfo removed. */
  readonly raw?: string;
  readonly managed: boolean;
  readonly mode?: 'direct' | 'auto-detect' | 'pac' | 'manual';
  readonly pacUrl?: string;
  readonly servers: readonly ServerView[];
  /** Exceptions as written, best effort. */
  readonly bypass: readonly string[];
  /** The proxy is used for the listed hosts only. */
  readonly isReversed?: boolean;
}

/** The proxy for one URL scheme. */
export interface ServerView {
  readonly scheme: 'http' | 'https' | 'ftp' | 'socks' | 'any';
  readonly leg: Leg | null;
  readonly invalid?: ProxyAddressProblem;
  /** A user name and password stand in the address; neither is shown. */
  readonly hasCredentials: boolean;
}

/** The effective route of one URL, and the rule that decided. */
export interface RouteView {
  readonly url: string;
  readonly legs: readonly Leg[];
  readonly source: SettingsSource;
  readonly because: RouteRule;
  readonly bypassed: boolean;
  readonly bypassRule?: string;
  readonly invalid?: ProxyAddressProblem;
  readonly pacUrl?: string;
  readonly pacProblem?: PacProblem;
  readonly pac?: PacView;
}

/** What the automatic configuration script did for this URL. */
export interface PacView {
  /** As the script gave it; `null` where it failed. */
  readonly answer: string | null;
  /** Where the script was found. */
  readonly scriptUrl?: string;
  readonly tookMs: number;
  /** Calls of the script's helper functions, in order, as `dnsResolve("a") → "192.0.2.1"`. */
  readonly calls: readonly string[];
  readonly lines: readonly PacLine[];
}

/** One line of the script; `ran` marks those that decided, or the one that failed. */
export interface PacLine {
  readonly number: number;
  readonly text: string;
  readonly ran: boolean;
}
