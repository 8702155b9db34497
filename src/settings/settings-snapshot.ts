import type { Reading } from '../base/reading.ts';
import type { ProxySettings } from './proxy-settings.ts';
import type { SettingsSource } from './settings-source.ts';

/** What one settings source said at one time, with its raw text (userinfo removed) beside the parsed value. */
export interface SourceReading {
  readonly source: SettingsSource;
  readonly reading: Reading<ProxySettings>;
  /** The text as the source holds it, redacted; absent where nothing was read. */
  readonly raw?: string;
  /** Where it was read, e.g. `/etc/environment` or `org.gnome.system.proxy`. */
  readonly from: string;
  /** Fixed by IT: shown, but not changeable by hand. */
  readonly managed?: boolean;
  /** Another program's reading of the same source, or another network's, where it differs; it never decides. */
  readonly as?: 'curl' | 'WinHTTP' | 'LAN' | 'VPN';
}

/** All sources at one time, in the order of precedence of this desktop (first wins). */
export interface SettingsSnapshot {
  readonly readings: readonly SourceReading[];
  /** The source that decides here, or `none`. */
  readonly decidedBy: SettingsSource;
  /** Why that one: a closed vocabulary, worded in `messages`. */
  readonly because: SourceRule;
}

/** The rule by which a source was chosen among all. */
export type SourceRule =
  | 'given-as-option'
  | 'environment-on-no-desktop'
  | 'desktop-settings'
  | 'environment-over-desktop'
  | 'policy-wins'
  | 'preset-only-source'
  | 'nothing-set';
