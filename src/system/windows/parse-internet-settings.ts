import { read, type Reading } from '../../base/reading.ts';
import { EMPTY_BYPASS } from '../../settings/bypass-list.ts';
import { parseBypassList } from '../../settings/parse-bypass-list.ts';
import { parseWininetServers } from '../../settings/parse-wininet-servers.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { parseConnectionSettings } from './parse-connection-settings.ts';

/** Returns the values of one key in the output of `reg query`: numbers as numbers, all else as text. */
export function parseRegQuery(output: string): ReadonlyMap<string, string | number> {
  const values = new Map<string, string | number>();
  for (const line of output.split(/\r?\n/u).slice(0, 10_000)) {
    const [, name, type = '', data = ''] = /^\s+(.+?)\s{4,}(REG_[A-Z_]+)(?:\s{4}(.*))?$/u.exec(line) ?? [];
    if (name === undefined) continue;
    const isNumber = type === 'REG_DWORD' && /^0x[0-9a-f]+$/iu.test(data.trim());
    values.set(name, isNumber ? Number(data.trim()) : data);
  }
  return values;
}

/** Returns what WinINET's values say. Auto-detection is a bit of `DefaultConnectionSettings` (byte 8, 0x08). */
export function wininetSettings(
  values: ReadonlyMap<string, string | number>,
  connection: ReadonlyMap<string, string | number>,
): Reading<ProxySettings> {
  const text = (key: string): string => {
    const value = values.get(key);
    return typeof value === 'string' ? value.trim() : '';
  };
  const blob = connection.get('DefaultConnectionSettings');
  const parsed = typeof blob === 'string' ? parseConnectionSettings(blob) : null;
  // A value that is cut short still has its flags.
  const flags = typeof blob === 'string' ? Number.parseInt(blob.slice(16, 18), 16) : 0;
  if (parsed?.isAutoDetect ?? (flags & 0x08) !== 0) return read({ mode: 'auto-detect' });
  const pacUrl = text('AutoConfigURL');
  if (pacUrl !== '') return read({ mode: 'pac', pacUrl, bypass: EMPTY_BYPASS });
  if (values.get('ProxyEnable') !== 1) return read({ mode: 'direct' });
  const servers = parseWininetServers(text('ProxyServer'));
  if (Object.keys(servers).length === 0) return read({ mode: 'direct' });
  return read({ mode: 'manual', servers, bypass: parseBypassList(text('ProxyOverride'), 'wininet') });
}
