/** What would have to be written so that a source says something else; one sibling per operating system. */
import type { Result } from '../base/result.ts';
import type { ChangeStep } from '../change/change.ts';
import type { OpenStore } from '../change/store.ts';
import type { BypassDialect } from '../settings/parse-bypass-list.ts';
import type { ProxyAddressProblem, ProxySettings } from '../settings/proxy-settings.ts';
import type { WritableSource } from '../settings/writable-source.ts';

/** How each source writes its list of exceptions: people give it in that form. */
export const BYPASS_DIALECTS: Readonly<Record<WritableSource, BypassDialect>> = {
  gnome: 'gnome',
  kde: 'kde',
  env: 'environment',
  'etc-environment': 'environment',
  windows: 'wininet',
  macos: 'macos',
  firefox: 'firefox',
};

/** What a source may have no words for. */
export type Unsayable =
  | 'auto-detect'
  | 'pac'
  /** Beside the script's address: a list of exceptions. */
  | 'bypass-beside-pac'
  /** A kind of proxy in this place, e.g. SOCKS for HTTPS alone. */
  | 'proxy-kind'
  /** Some schemes through a proxy, and SOCKS for the rest. */
  | 'socks-beside-others'
  | 'bypass'
  | 'reversed-bypass'
  /** A user name and a password, which belong into the password store. */
  | 'credentials';

/** Why no plan can be made; nothing was written. */
export type PlanProblem =
  | { readonly kind: 'not-here'; readonly source: WritableSource }
  | { readonly kind: 'unreadable'; readonly source: WritableSource; readonly why: string }
  /** A value that must not reach the operating system. */
  | { readonly kind: 'invalid-address'; readonly problem: ProxyAddressProblem }
  /** What is written there would not count: this file is put over it. */
  | { readonly kind: 'overruled'; readonly source: WritableSource; readonly by: string }
  /** The source has no way to say this, e.g. two proxies for one scheme, or a PAC script in the environment. */
  | {
      readonly kind: 'cannot-say';
      readonly source: WritableSource;
      readonly what: Unsayable;
      /** The entries of the bypass list that it is about. */
      readonly entries?: readonly string[];
    };

/** Plans and opens; it never writes by itself. */
export interface SettingsWriter {
  readonly openStore: OpenStore;
  /** Places and their new texts; empty where the source says it already. Credentials are never among them. */
  plan(
    source: WritableSource,
    settings: ProxySettings,
    signal: AbortSignal,
  ): Promise<Result<readonly ChangeStep[], PlanProblem>>;
  /** Running programs, by the name that people know, that hold a source's old settings until they are started again. */
  restart(source: WritableSource, signal: AbortSignal): Promise<readonly string[]>;
}
