import { ABSENT, read, type Reading } from '../../base/reading.ts';
import { EMPTY_BYPASS } from '../../settings/bypass-list.ts';
import { parseBypassEntries } from '../../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../settings/parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings, SettingsScheme } from '../../settings/proxy-settings.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import { type GVariantValue, parseGVariant } from './gvariant.ts';

/** The schema that holds GNOME's proxy settings; those of each protocol are its children. */
export const GNOME_SCHEMA = 'org.gnome.system.proxy';

/**
 * Returns what `gsettings list-recursively org.gnome.system.proxy` says, in Chromium's reading: `enabled` and
 * `use-same-proxy` don't count, a lone SOCKS server is for all, a port of 0 is the kind's own. `absent` where the mode
 * is manual and no host is set: Chromium then looks at the environment.
 * @see net/proxy_resolution/proxy_config_service_linux.cc, GetConfigFromSettings
 */
export function parseGnomeSettings(output: string): Reading<ProxySettings> {
  const values = parseListing(output);
  const mode = values.get('mode');
  if (mode === 'none') return read({ mode: 'direct' });
  if (mode === 'auto') {
    const url = textOf(values.get('autoconfig-url'));
    if (url === '') return read({ mode: 'auto-detect' });
    return read({ mode: 'pac', pacUrl: url.startsWith('/') ? `file://${url}` : url, bypass: EMPTY_BYPASS });
  }
  if (mode !== 'manual') return ABSENT;

  const found: Partial<Record<SettingsScheme, ConfiguredServer>> = {};
  for (const scheme of ['http', 'https', 'ftp', 'socks'] as const) {
    const host = textOf(values.get(`${scheme}.host`));
    const port = values.get(`${scheme}.port`);
    if (host === '') continue;
    // GNOME keeps addresses of version 6 without brackets.
    const hostText = /^[0-9a-f.:]*:[0-9a-f.:]*:[0-9a-f.:]*$/iu.test(host) ? `[${host}]` : host;
    const text = typeof port === 'number' && port !== 0 ? `${hostText}:${String(port)}` : hostText;
    found[scheme] = parseProxyServer(text, { defaultKind: scheme === 'socks' ? 'socks5' : 'http' });
  }
  const schemes = Object.keys(found);
  if (schemes.length === 0) return ABSENT;
  const servers = found.socks !== undefined && schemes.length === 1 ? { any: found.socks } : found;
  const ignored = values.get('ignore-hosts');
  const hosts = Array.isArray(ignored) ? ignored.filter((entry) => typeof entry === 'string') : [];
  return read({ mode: 'manual', servers, bypass: parseBypassEntries(hosts, 'gnome') });
}

/** Returns the listing with passwords and userinfo removed. */
export function redactGnomeListing(output: string): string {
  return output
    .split('\n')
    .map((line) => {
      const { schema, key, value } = splitLine(line);
      if (key === 'authentication-password' && value !== "''") return `${schema} ${key} ‹secret›`;
      return /[@＠]/u.test(value) ? `${schema} ${key} ${redactProxyText(value)}` : line;
    })
    .join('\n')
    .trim();
}

function parseListing(output: string): ReadonlyMap<string, GVariantValue> {
  const values = new Map<string, GVariantValue>();
  for (const line of output.split('\n').slice(0, 1_000)) {
    const { schema, key, value } = splitLine(line);
    if (schema !== GNOME_SCHEMA && !schema.startsWith(`${GNOME_SCHEMA}.`)) continue;
    const child = schema.slice(GNOME_SCHEMA.length + 1);
    const parsed = parseGVariant(value);
    if (parsed !== undefined) values.set(child === '' ? key : `${child}.${key}`, parsed);
  }
  return values;
}

function splitLine(line: string): { readonly schema: string; readonly key: string; readonly value: string } {
  const [, schema = '', key = '', value = ''] = /^(\S+) (\S+) (.*)$/u.exec(line) ?? [];
  return { schema, key, value };
}

function textOf(value: GVariantValue | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}
