import { ABSENT, read, type Reading } from '../base/reading.ts';
import { parseBypassList } from './parse-bypass-list.ts';
import { parseProxyServer, type ProxyUriOptions } from './parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings, SettingsScheme } from './proxy-settings.ts';
import { redactProxyText } from './redact-proxy-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable that says something about proxies, in lower case. */
const NAMES = [
  'http_proxy',
  'https_proxy',
  'ftp_proxy',
  'all_proxy',
  'no_proxy',
  'auto_proxy',
  'socks_server',
  'socks_version',
];

/**
 * Returns what the environment says in Chromium's reading: either case of a name, lower case first even when it is
 * empty; `auto_proxy` before all; `all_proxy` before the variables of a scheme; `SOCKS_SERVER` where nothing else is
 * set; each name of `no_proxy` also matches whatever ends in it.
 *
 * One thing is read as curl and every other program reads it: the scheme inside a variable. Chromium throws it away
 * (`https_proxy=socks5://…` is an HTTP proxy there, seen with Chromium 156), which would hide a wrong scheme.
 * @see net/proxy_resolution/proxy_config_service_linux.cc, GetConfigFromEnv
 */
export function readEnvironment(env: Environment): Reading<ProxySettings> {
  const autoProxy = variable(env, 'auto_proxy');
  const bypassText = variable(env, 'no_proxy') ?? '';
  const bypass = parseBypassList(bypassText, 'environment');
  if (autoProxy === '') return read({ mode: 'auto-detect' });
  if (autoProxy !== undefined) return read({ mode: 'pac', pacUrl: autoProxy, bypass });

  const all = serverIn(env, 'all_proxy');
  if (all !== null && all.state !== 'invalid') return read({ mode: 'manual', servers: { any: all }, bypass });
  const servers: Partial<Record<SettingsScheme, ConfiguredServer>> = all === null ? {} : { any: all };
  for (const scheme of ['http', 'https', 'ftp'] as const) {
    const server = serverIn(env, `${scheme}_proxy`);
    if (server !== null) servers[scheme] = server;
  }
  if (Object.keys(servers).length === 0) {
    const version = variable(env, 'socks_version');
    const socks = serverIn(env, 'socks_server', { defaultKind: version === '4' ? 'socks4' : 'socks5' });
    if (socks !== null) servers.any = socks;
  }
  if (Object.keys(servers).length > 0) return read({ mode: 'manual', servers, bypass });
  // `no_proxy` alone is an explicit wish for direct connections.
  return bypassText === '' ? ABSENT : read({ mode: 'direct' });
}

/**
 * Returns what the environment says in curl's reading: `HTTP_PROXY` in capitals does not count, the variables of a
 * scheme go before `all_proxy`, the default port is 1080, `no_proxy` holds domains and address blocks.
 * @see https://everything.curl.dev/usingcurl/proxies/env.html
 */
export function readEnvironmentAsCurl(env: Environment): Reading<ProxySettings> {
  const servers: Partial<Record<SettingsScheme, ConfiguredServer>> = {};
  const options = { defaultPorts: 'curl' } as const;
  const http = serverIn({ http_proxy: env['http_proxy'] }, 'http_proxy', options);
  const https = serverIn(env, 'https_proxy', options);
  const ftp = serverIn(env, 'ftp_proxy', options);
  const any = serverIn(env, 'all_proxy', options);
  if (http !== null) servers.http = http;
  if (https !== null) servers.https = https;
  if (ftp !== null) servers.ftp = ftp;
  if (any !== null) servers.any = any;
  if (Object.keys(servers).length === 0) return ABSENT;
  return read({ mode: 'manual', servers, bypass: parseBypassList(variable(env, 'no_proxy') ?? '', 'curl') });
}

/** Returns the proxy variables as `name=value` lines, userinfo removed. */
export function showEnvironment(env: Environment): string {
  return Object.entries(env)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && NAMES.includes(entry[0].toLowerCase()))
    .map(([name, value]) => `${name}=${name.toLowerCase() === 'no_proxy' ? value : redactProxyText(value)}`)
    .sort()
    .join('\n');
}

/** Whether a variable may hold a proxy's address, and with it a password. */
export function isProxyVariable(name: string): boolean {
  return /_proxy$|^socks_server$/iu.test(name) && !/^no_proxy$/iu.test(name);
}

/** The value in lower case where set, even if empty, else the one in upper case. */
function variable(env: Environment, name: string): string | undefined {
  return env[name] ?? env[name.toUpperCase()];
}

function serverIn(env: Environment, name: string, options: ProxyUriOptions = {}): ConfiguredServer | null {
  const value = variable(env, name);
  return value === undefined || value === '' ? null : parseProxyServer(value, options);
}
