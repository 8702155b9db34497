/** Where Windows keeps proxy settings. */

const SETTINGS = 'Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** The person's own settings, and those of the computer, which count where IT made them so. */
export const USER_KEY = `HKCU\\Software\\${SETTINGS}`;
export const MACHINE_KEY = `HKLM\\SOFTWARE\\${SETTINGS}`;
/** Group policy: the same values again, and `ProxySettingsPerUser`. */
export const MACHINE_POLICY_KEY = `HKLM\\SOFTWARE\\Policies\\${SETTINGS}`;
export const USER_POLICY_KEY = `HKCU\\SOFTWARE\\Policies\\${SETTINGS}`;
/** Group policy that takes the page of these settings away from the person (inetres.admx). */
const LOCKED_PAGE = 'SOFTWARE\\Policies\\Microsoft\\Internet Explorer\\Control Panel';
export const LOCKED_PAGE_KEYS = [`HKLM\\${LOCKED_PAGE}`, `HKCU\\${LOCKED_PAGE}`] as const;
export const LOCKING_VALUES = ['Proxy', 'AutoConfig', 'Connection Settings', 'Connwiz Admin Lock'] as const;

/** The values of `Internet Settings` that are about proxies. */
export const PROXY_VALUES = ['ProxyEnable', 'ProxyServer', 'ProxyOverride', 'AutoConfigURL'] as const;

/** Names under `Connections` that aren't connections of the phone book. */
export const DEFAULT_CONNECTION = 'DefaultConnectionSettings';
export const LEGACY_CONNECTION = 'SavedLegacySettings';
export const WINHTTP_CONNECTION = 'WinHttpSettings';

/** Browsers whose policies are kept in the registry. */
export const BROWSER_POLICY_KEYS = ['Google\\Chrome', 'Microsoft\\Edge'] as const;

/** Every value whose name the readers look for. */
export const WELL_KNOWN_VALUES: readonly string[] = [
  ...PROXY_VALUES,
  ...LOCKING_VALUES,
  ...[DEFAULT_CONNECTION, LEGACY_CONNECTION, WINHTTP_CONNECTION],
  ...['ProxySettingsPerUser', 'EnableFirewall', 'DefaultOutboundAction'],
];
