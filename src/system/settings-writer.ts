/** What would have to be written so that a source says something else; one sibling per operating system. */
import type { Result } from '../base/result.ts';
import type { ChangeStep } from '../change/change.ts';
import type { OpenStore } from '../change/store.ts';
import type { ProxyAddressProblem, ProxySettings } from '../settings/proxy-settings.ts';

/** The sources that can be written at all; which of them are there differs by computer. */
export type WritableSource = 'gnome' | 'kde' | 'etc-environment' | 'env' | 'windows' | 'macos';

/** Why no plan can be made; nothing was written. */
export type PlanProblem =
  | { readonly kind: 'not-here'; readonly source: WritableSource }
  | { readonly kind: 'unreadable'; readonly source: WritableSource; readonly why: string }
  /** A value that must not reach the operating system. */
  | { readonly kind: 'invalid-address'; readonly problem: ProxyAddressProblem }
  /** The source has no way to say this, e.g. two proxies for one scheme, or a PAC script in the environment. */
  | { readonly kind: 'cannot-say'; readonly source: WritableSource; readonly what: string };

/** Plans and opens; it never writes by itself. */
export interface SettingsWriter {
  readonly openStore: OpenStore;
  /** Places and their new texts; empty where the source says it already. Credentials are never among them. */
  plan(
    source: WritableSource,
    settings: ProxySettings,
    signal: AbortSignal,
  ): Promise<Result<readonly ChangeStep[], PlanProblem>>;
}
