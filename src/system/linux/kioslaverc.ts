import { ABSENT, read, type Reading } from '../../base/reading.ts';
import { EMPTY_BYPASS } from '../../settings/bypass-list.ts';
import type { Environment } from '../../settings/environment-settings.ts';
import { parseBypassList } from '../../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../settings/parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings, SettingsScheme } from '../../settings/proxy-settings.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';

/** The section's heading. */
export const KIOSLAVERC_SECTION = '[Proxy Settings]';
const SERVER_KEYS = { http: 'httpProxy', https: 'httpsProxy', ftp: 'ftpProxy', socks: 'socksProxy' } as const;

/** Longer lines are skipped, as Chromium skips them. */
const MAX_LINE_CHARS = 8_192;

/**
 * Returns the keys of kioslaverc's section of proxy settings. Later lines win; a language in brackets after a key does
 * not count.
 */
export function parseKioslaverc(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let isInside = false;
  for (const line of text.split(/\r?\n/u)) {
    if (line.length > MAX_LINE_CHARS) continue;
    if (line.startsWith('[')) {
      isInside = line.startsWith(KIOSLAVERC_SECTION);
      continue;
    }
    const equals = line.indexOf('=');
    if (!isInside || equals < 0) continue;
    // `NoProxyFor[$e]` and `key[de]` name the same key.
    const key = line
      .slice(0, equals)
      .trim()
      .replace(/(?:\[[^\]]*\])+$/u, '')
      .trim();
    if (key !== '' && !key.startsWith('#')) values.set(key, unescape(line.slice(equals + 1).trim()));
  }
  return values;
}

/** Returns keys and values as a section that `parseKioslaverc` reads. */
export function formatKioslaverc(values: ReadonlyMap<string, string>): string {
  return [KIOSLAVERC_SECTION, ...[...values].map(([key, value]) => `${key}=${escapeKioslaverc(value)}`), ''].join('\n');
}

/**
 * Returns what KDE's settings say, in Chromium's reading: `ProxyType` 0 none, 1 manual, 2 script, 3 auto-detection,
 * 4 the names of environment variables. A server is written `http://host 8080`, with a blank before the port.
 * `absent` without a `ProxyType`, or where the mode is manual and no server is set: the environment decides then.
 */
export function readKdeSettings(values: ReadonlyMap<string, string>, env: Environment): Reading<ProxySettings> {
  const type = values.get('ProxyType');
  if (type === undefined) return ABSENT;
  if (type === '3') return read({ mode: 'auto-detect' });
  if (type === '2') {
    const script = values.get('Proxy Config Script') ?? '';
    if (script === '') return read({ mode: 'auto-detect' });
    return read({ mode: 'pac', pacUrl: script.startsWith('/') ? `file://${script}` : script, bypass: EMPTY_BYPASS });
  }
  if (type !== '1' && type !== '4') return read({ mode: 'direct' });

  const value = (key: string): string => {
    const text = values.get(key) ?? '';
    return type === '4' && text !== '' ? (env[text] ?? env[text.toLowerCase()] ?? '') : text;
  };
  const found: Partial<Record<SettingsScheme, ConfiguredServer>> = {};
  for (const scheme of ['http', 'https', 'ftp', 'socks'] as const) {
    const text = value(SERVER_KEYS[scheme]);
    // `//:` is what KDE leaves behind when a server is taken out.
    if (text === '' || text.startsWith('//:')) continue;
    found[scheme] = parseProxyServer(withColon(text), { defaultKind: scheme === 'socks' ? 'socks5' : 'http' });
  }
  const schemes = Object.keys(found);
  if (schemes.length === 0) return ABSENT;
  const servers = found.socks !== undefined && schemes.length === 1 ? { any: found.socks } : found;
  const reversed = values.get('ReversedException') ?? '';
  const bypass = parseBypassList(value('NoProxyFor'), 'kde');
  const isReversed = reversed === 'true' || (/^[+-]?[0-9]+$/u.test(reversed) && Number(reversed) !== 0);
  return read({ mode: 'manual', servers, bypass: isReversed ? { ...bypass, reversed: true } : bypass });
}

/** Returns the section as `key=value` lines, userinfo removed. */
export function showKioslaverc(values: ReadonlyMap<string, string>): string {
  return [...values]
    .map(([key, value]) => `${key}=${/proxy$/iu.test(key) || value.includes('@') ? redactProxyText(value) : value}`)
    .join('\n');
}

/** Only a blank before the port is KDE's; any other is a mistake, and stays one. */
function withColon(text: string): string {
  return text.replace(/ ([^ ]*)$/u, ':$1');
}

function unescape(text: string): string {
  return text.replace(/\\([sntr\\])/gu, (_, sign: string) => ({ s: ' ', n: '\n', t: '\t', r: '\r' })[sign] ?? '\\');
}

/** Returns a value as it stands in the file. */
export function escapeKioslaverc(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/^ | $/gu, '\\s');
}
