import { ABSENT, read, type Reading } from '../../base/reading.ts';
import { EMPTY_BYPASS } from '../../settings/bypass-list.ts';
import { parseBypassEntries } from '../../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../settings/parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings, SettingsScheme } from '../../settings/proxy-settings.ts';

/** What a dictionary of `scutil` holds. */
export type ScutilValue = string | readonly string[];

const SCHEMES = [
  ['http', 'HTTP'],
  ['https', 'HTTPS'],
  ['ftp', 'FTP'],
  ['socks', 'SOCKS'],
] as const satisfies readonly (readonly [SettingsScheme, string])[];

/** Returns the top level of the dictionary that `scutil --proxy` prints: texts, and arrays of texts. */
export function parseScutil(output: string): ReadonlyMap<string, ScutilValue> {
  const values = new Map<string, ScutilValue>();
  let open: { readonly key: string; readonly items: string[] } | null = null;
  let depth = 0;
  for (const line of output.split('\n').slice(0, 10_000)) {
    const [, key = '', value = ''] = /^\s*(\S+) : (.*)$/u.exec(line) ?? [];
    if (line.trim() === '}') {
      depth -= 1;
      if (depth === 1 && open !== null) {
        values.set(open.key, open.items);
        open = null;
      }
      continue;
    }
    if (/^<(?:dictionary|array)> \{$/u.test(value) || /^<dictionary> \{$/u.test(line.trim())) {
      depth += 1;
      if (depth === 2 && value.startsWith('<array>')) open = { key, items: [] };
      continue;
    }
    if (depth === 1 && key !== '') values.set(key, value.trim());
    if (depth === 2 && open !== null && key !== '') open.items.push(value.trim());
  }
  return values;
}

/** Returns what macOS says: auto-detection before a script before servers, as Chromium reads them. */
export function scutilSettings(values: ReadonlyMap<string, ScutilValue>): Reading<ProxySettings> {
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
