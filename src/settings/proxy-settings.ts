import type { Secret } from '../base/secret.ts';
import type { BypassList } from './bypass-list.ts';
import type { ProxyServer } from './proxy-server.ts';

/** A user name and password that stood inside a proxy address. */
export interface UriCredentials {
  readonly user: string;
  readonly password: Secret;
}

/** A proxy server as a settings source names it: parsed, or what is wrong with its text (which is never echoed). */
export type ConfiguredServer =
  | { readonly state: 'valid'; readonly server: ProxyServer; readonly credentials?: UriCredentials }
  | { readonly state: 'direct' }
  | { readonly state: 'invalid'; readonly problem: ProxyAddressProblem };

/** Why a proxy address can't be parsed. `text` has any userinfo removed, and is absent where even that can't be told. */
export interface ProxyAddressProblem {
  readonly kind:
    | 'empty'
    | 'blank-inside'
    | 'full-width'
    | 'port-out-of-range'
    | 'port-not-a-number'
    | 'port-missing'
    | 'unknown-scheme'
    | 'doubled-scheme'
    | 'missing-host'
    | 'invalid-host'
    | 'unencoded-userinfo';
  readonly text?: string;
}

/** URL schemes that manual settings can tell apart; `any` is the fallback for all. */
export type SettingsScheme = 'http' | 'https' | 'ftp' | 'socks' | 'any';

/** What one source says, as a model that loses nothing an operating system can say. */
export type ProxySettings =
  | { readonly mode: 'direct' }
  | { readonly mode: 'auto-detect' }
  | { readonly mode: 'pac'; readonly pacUrl: string; readonly bypass: BypassList }
  | {
      readonly mode: 'manual';
      readonly servers: Readonly<Partial<Record<SettingsScheme, ConfiguredServer>>>;
      readonly bypass: BypassList;
    };
