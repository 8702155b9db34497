import { ABSENT, read, type Reading } from '../../base/reading.ts';
import { EMPTY_BYPASS } from '../../settings/bypass-list.ts';
import { parseBypassEntries } from '../../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../settings/parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings, SettingsScheme } from '../../settings/proxy-settings.ts';

/** What a dictionary of `scutil` holds. */
export type ScutilValue = string | readonly string[] | ScutilDictionary;

export type ScutilDictionary = ReadonlyMap<string, ScutilValue>;

const SCHEMES = [
  ['http', 'HTTP'],
  ['https', 'HTTPS'],
  ['ftp', 'FTP'],
  ['socks', 'SOCKS'],
] as const satisfies readonly (readonly [SettingsScheme, string])[];

/** Deeper dictionaries are none of `scutil --proxy`. */
const MOST_DEPTH = 8;

/** Returns the dictionary that `scutil --proxy` prints: texts, arrays of texts, and dictionaries in it. */
export function parseScutil(output: string): ScutilDictionary {
  const root = new Map<string, ScutilValue>();
  const open: (Map<string, ScutilValue> | string[])[] = [];
  for (const line of output.split('\n').slice(0, 10_000)) {
    const text = line.trim();
    const top = open.at(-1);
    if (text === '}') {
      open.pop();
      continue;
    }
    if (text === '<dictionary> {' && open.length === 0) {
      open.push(root);
      continue;
    }
    const [, key = '', value = ''] = /^(\S+) : (.*)$/u.exec(text) ?? [];
    if (top === undefined || key === '') continue;
    if (value === '<array> {' || value === '<dictionary> {') {
      if (open.length >= MOST_DEPTH) return root;
      const inner = value === '<array> {' ? [] : new Map<string, ScutilValue>();
      // An array of dictionaries holds nothing that is looked at.
      if (top instanceof Map) top.set(key, inner);
      open.push(inner);
    } else if (top instanceof Map) top.set(key, value);
    else top.push(value);
  }
  return root;
}

/** Returns the settings of one interface, which count for what is bound to it; `undefined` where it has none. */
export function scopedSettings(values: ScutilDictionary, link: string): ScutilDictionary | undefined {
  const scopes = values.get('__SCOPED__');
  const own = isDictionary(scopes) ? scopes.get(link) : undefined;
  return isDictionary(own) ? own : undefined;
}

function isDictionary(value: ScutilValue | undefined): value is ScutilDictionary {
  return value instanceof Map;
}

/** Returns what macOS says: auto-detection before a script before servers, as Chromium reads them. */
export function scutilSettings(values: ScutilDictionary): Reading<ProxySettings> {
  if (values.size === 0) return ABSENT;
  const text = (key: string): string => {
    const value = values.get(key);
    return typeof value === 'string' ? value : '';
  };
  const isOn = (key: string): boolean => text(key) === '1';
  if (isOn('ProxyAutoDiscoveryEnable')) return read({ mode: 'auto-detect' });
  if (isOn('ProxyAutoConfigEnable') && text('ProxyAutoConfigURLString') !== '') {
    return read({ mode: 'pac', pacUrl: text('ProxyAutoConfigURLString'), bypass: EMPTY_BYPASS });
  }
  const servers: Partial<Record<SettingsScheme, ConfiguredServer>> = {};
  for (const [scheme, prefix] of SCHEMES) {
    const host = text(`${prefix}Proxy`);
    if (!isOn(`${prefix}Enable`) || host === '') continue;
    const hostText = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
    const port = text(`${prefix}Port`);
    const address = port === '' ? hostText : `${hostText}:${port}`;
    servers[scheme] = parseProxyServer(address, { defaultKind: scheme === 'socks' ? 'socks5' : 'http' });
  }
  if (Object.keys(servers).length === 0) return read({ mode: 'direct' });
  const exceptions = values.get('ExceptionsList');
  const listed = Array.isArray(exceptions) ? exceptions.filter((entry) => typeof entry === 'string') : [];
  const bypass = parseBypassEntries([...listed, ...(isOn('ExcludeSimpleHostnames') ? ['<local>'] : [])], 'macos');
  return read({ mode: 'manual', servers, bypass });
}
