/** What Firefox is set to in each of its profiles, beside the settings of the desktop that it may follow. */
import { ABSENT, read, type Reading } from '../../base/reading.ts';
import { EMPTY_BYPASS } from '../../settings/bypass-list.ts';
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
      return read({ mode: 'pac', pacUrl: textOf(values, 'autoconfig_url'), bypass: EMPTY_BYPASS });
    case 4:
      return read({ mode: 'auto-detect' });
    default:
      return ABSENT;
  }
}

/**
 * Returns the policies of a `policies.json` as the preferences that they set.
 * @see https://mozilla.github.io/policy-templates/#proxy
 */
export function firefoxPolicyPreferences(policies: unknown): FirefoxPreferences {
  const proxy = memberOf(memberOf(policies, 'policies'), 'Proxy');
  const types: Readonly<Record<string, number>> = { none: 0, manual: 1, autoConfig: 2, autoDetect: 4, system: 5 };
  const mode = memberOf(proxy, 'Mode');
  const type = typeof mode === 'string' ? types[mode] : undefined;
  const values = new Map<string, string | number | boolean>(type === undefined ? [] : [['type', type]]);
  const places = { HTTPProxy: 'http', SSLProxy: 'ssl', SOCKSProxy: 'socks' } as const;
  for (const [policy, name] of Object.entries(places)) {
    const address = memberOf(proxy, policy);
    // Here the port stands in the same text.
    if (typeof address === 'string') values.set(name, address);
  }
  const others = {
    AutoConfigURL: 'autoconfig_url',
    Passthrough: 'no_proxies_on',
    SOCKSVersion: 'socks_version',
    UseHTTPProxyForAllProtocols: 'share_proxy_settings',
  } as const;
  for (const [policy, name] of Object.entries(others)) {
    const value = memberOf(proxy, policy);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') values.set(name, value);
  }
  return values;
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
  const http = serverOf(values, 'http');
  const https = values.get('share_proxy_settings') === true ? http : serverOf(values, 'ssl');
  const socks = serverOf(values, 'socks');
  if (http !== null) servers.http = http;
  if (https !== null) servers.https = https;
  if (socks !== null) servers.socks = socks;
  if (Object.keys(servers).length === 0) return read({ mode: 'direct' });
  return read({ mode: 'manual', servers, bypass: parseBypassList(textOf(values, 'no_proxies_on'), 'environment') });
}

function serverOf(values: FirefoxPreferences, name: 'http' | 'ssl' | 'socks'): ConfiguredServer | null {
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

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const member: unknown = Reflect.get(value, name);
  return member;
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
