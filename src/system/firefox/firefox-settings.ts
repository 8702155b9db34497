/** What Firefox is set to in each of its profiles, beside the settings of the desktop that it may follow. */
import { ABSENT, read, type Reading } from '../../base/reading.ts';
import type { BypassList } from '../../settings/bypass-list.ts';
import { parseBypassList } from '../../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../settings/parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings, SettingsScheme } from '../../settings/proxy-settings.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';

/** Preferences by name, without `network.proxy.` in front. */
export type FirefoxPreferences = ReadonlyMap<string, string | number | boolean>;

const PREFIX = 'network.proxy.';

/** Returns the preferences about proxies that a `prefs.js` or `user.js` sets; a later line wins. */
export function parseFirefoxPreferences(text: string): FirefoxPreferences {
  const values = new Map<string, string | number | boolean>();
  for (const line of text.split('\n')) {
    const [, name, literal] =
      /^\s*user_pref\(\s*"network\.proxy\.([\w.]+)"\s*,\s*("(?:[^"\\]|\\.)*"|-?[0-9]+|true|false)\s*\)\s*;/u.exec(
        line,
      ) ?? [];
    const value = literal === undefined ? undefined : parseLiteral(literal);
    if (name !== undefined && value !== undefined) values.set(name, value);
  }
  return values;
}

/**
 * Returns what the preferences say; `absent` where Firefox follows the system, which it does unless told otherwise.
 * @see modules/libpref/init/StaticPrefList.yaml of Firefox, network.proxy.type
 */
export function firefoxSettings(values: FirefoxPreferences): Reading<ProxySettings> {
  switch (values.get('type')) {
    case 0:
      return read({ mode: 'direct' });
    case 1:
      return manualSettings(values);
    case 2:
      return read({ mode: 'pac', pacUrl: textOf(values, 'autoconfig_url'), bypass: bypassOf(values) });
    case 4:
      return read({ mode: 'auto-detect' });
    default:
      return ABSENT;
  }
}

/**
 * Returns the policy `Proxy` as the preferences that it sets.
 * @see https://mozilla.github.io/policy-templates/#proxy
 */
export function firefoxPolicyPreferences(proxy: Readonly<Record<string, unknown>>): FirefoxPreferences {
  const types: Readonly<Record<string, number>> = { none: 0, manual: 1, autoConfig: 2, autoDetect: 4, system: 5 };
  const mode = proxy['Mode'];
  const type = typeof mode === 'string' ? types[mode] : undefined;
  const values = new Map<string, string | number | boolean>(type === undefined ? [] : [['type', type]]);
  const others = {
    // Here the port stands in the same text.
    HTTPProxy: 'http',
    SSLProxy: 'ssl',
    SOCKSProxy: 'socks',
    AutoConfigURL: 'autoconfig_url',
    Passthrough: 'no_proxies_on',
    SOCKSVersion: 'socks_version',
  } as const;
  for (const [policy, name] of Object.entries(others)) {
    const value = proxy[policy];
    if (typeof value === 'string' || typeof value === 'number') values.set(name, value);
  }
  const http = values.get('http');
  if (isOn(proxy['UseHTTPProxyForAllProtocols']) && http !== undefined) values.set('ssl', http);
  return values;
}

/** Whether a policy says yes: registries have numbers where files have words. */
export function isOn(value: unknown): boolean {
  return value === true || value === 1;
}

/** Returns the preferences as `name=value` lines, userinfo removed. */
export function showFirefoxPreferences(values: FirefoxPreferences): string {
  return [...values]
    .map(
      ([name, value]) =>
        `${PREFIX}${name}=${/[@＠]/u.test(String(value)) ? redactProxyText(String(value)) : String(value)}`,
    )
    .sort()
    .join('\n');
}

function manualSettings(values: FirefoxPreferences): Reading<ProxySettings> {
  const servers: Partial<Record<SettingsScheme, ConfiguredServer>> = {};
  // `share_proxy_settings` is for the window of the settings, which fills in the others; requests don't look at it.
  const places = { http: 'http', ssl: 'https', socks: 'socks' } as const;
  for (const [name, scheme] of Object.entries(places)) {
    const server = serverOf(values, name);
    if (server !== null) servers[scheme] = server;
  }
  if (Object.keys(servers).length === 0) return read({ mode: 'direct' });
  return read({ mode: 'manual', servers, bypass: bypassOf(values) });
}

function bypassOf(values: FirefoxPreferences): BypassList {
  return parseBypassList(textOf(values, 'no_proxies_on'), 'firefox');
}

function serverOf(values: FirefoxPreferences, name: string): ConfiguredServer | null {
  const host = textOf(values, name);
  if (host === '') return null;
  const port = values.get(`${name}_port`);
  const bare = /^[0-9a-f.:]*:[0-9a-f.:]*:[0-9a-f.:]*$/iu.test(host) ? `[${host}]` : host;
  const defaultKind = name === 'socks' ? (values.get('socks_version') === 4 ? 'socks4' : 'socks5') : 'http';
  return parseProxyServer(typeof port === 'number' && port !== 0 ? `${bare}:${String(port)}` : bare, { defaultKind });
}

function textOf(values: FirefoxPreferences, name: string): string {
  const value = values.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function parseLiteral(literal: string): string | number | boolean | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  } catch (error) {
    // An escape that JSON does not know, e.g. `\x41`.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
