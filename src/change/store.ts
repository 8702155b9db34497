/** One place where a setting is kept, behind two verbs; the operating system's siblings open them. */
import type { Reading } from '../base/reading.ts';
import type { Result } from '../base/result.ts';

/** The kinds of firewall that a rule of ours can be put into. */
export type FirewallTool = 'nft' | 'ufw' | 'firewalld' | 'netsh' | 'pf';

/**
 * Names one place, as JSON that a journal can keep. What it holds is always a text: exactly what stands there, so that
 * putting it back restores the place bit by bit.
 */
export type StoreRef =
  /** A whole file. Its bytes are read and written as Latin-1, so that no encoding is lost; mode and owner stay. */
  | { readonly kind: 'file'; readonly path: string }
  /** One key of GSettings in GVariant text; absent: the schema's default counts. */
  | { readonly kind: 'gsettings'; readonly schema: string; readonly key: string }
  /** One value of the Windows registry as `REG_TYPE:data`, data as `reg.exe` prints it. */
  | { readonly kind: 'registry'; readonly key: string; readonly name: string }
  /** All options of one WinINET connection as JSON text; `connection` null is the LAN. */
  | { readonly kind: 'wininet'; readonly connection: string | null }
  /** The proxies of one network service of macOS as JSON text. */
  | { readonly kind: 'network-service'; readonly service: string }
  /** The lines about proxies in the preferences of a profile of Firefox, by its folder. */
  | { readonly kind: 'firefox'; readonly profile: string }
  /** One property of a NetworkManager connection; `name` is its UUID. */
  | { readonly kind: 'network-manager'; readonly name: string; readonly property: string }
  /** Whether a VPN is up (`up`) or not (`down`), by the program that runs it. */
  | { readonly kind: 'vpn'; readonly program: 'nmcli' | 'wg-quick' | 'scutil' | 'rasdial'; readonly name: string }
  /** One rule of ours in the local firewall; absent: it is not there. */
  | { readonly kind: 'firewall-rule'; readonly tool: FirewallTool; readonly address: string; readonly port: number }
  /** A sign-in in the keychain; the text says when it was stored, never what it is. */
  | {
      readonly kind: 'sign-in';
      readonly host: string;
      readonly port: number;
      readonly realm: string;
      readonly user: string;
    }
  /** One authority in the operating system's own list, as PEM text; named by its fingerprint, lower case. */
  | { readonly kind: 'trust-anchor'; readonly sha256: string };

/** Who may write to a place, found out without writing. */
export type StoreAccess =
  | { readonly state: 'allowed' }
  | { readonly state: 'needs-administrator' }
  /** IT fixed it by policy. */
  | { readonly state: 'managed' }
  /** A program is running that would write its own over it. */
  | { readonly state: 'in-use'; readonly program: string }
  | { readonly state: 'impossible'; readonly why: string };

/** Why a place could not be written. `detail` is technical and holds no secret. */
export type StoreProblem =
  | { readonly kind: 'needs-administrator' }
  | { readonly kind: 'managed' }
  | { readonly kind: 'in-use'; readonly program: string }
  | { readonly kind: 'program-missing'; readonly program: string }
  | { readonly kind: 'refused'; readonly detail: string };

/** One place. Every call has a deadline of its own inside `signal`. */
export interface Store {
  read(signal: AbortSignal): Promise<Reading<string>>;
  /**
   * Writes the text, or takes away what is there (`null`). It has not happened until `read` says so. `traits` are those
   * that `traits()` told before; a place that has none does not look at them.
   */
  write(text: string | null, signal: AbortSignal, traits?: string | null): Promise<Result<void, StoreProblem>>;
  /**
   * What belongs to a place beside its text and goes with it: mode and owner of a file, or the folders that are not
   * there yet. Holds no secret.
   */
  traits?(signal: AbortSignal): Promise<string | null>;
  access(signal: AbortSignal): Promise<StoreAccess>;
}

/** Opens a place by its name. */
export type OpenStore = (ref: StoreRef) => Store;
