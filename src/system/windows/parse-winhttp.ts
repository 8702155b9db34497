import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { NEW_CONNECTION_SETTINGS, parseConnectionSettings, PROXY_TYPE } from './parse-connection-settings.ts';
import { connectionProxySettings } from './parse-internet-settings.ts';

/** Returns what the binary value `WinHttpSettings` says, the proxy of services and of Windows Update; `null` where it is none. */
export function winhttpSettings(hex: string): ProxySettings | null {
  const parsed = parseConnectionSettings(hex);
  return parsed === null ? null : connectionProxySettings(parsed);
}

/**
 * Returns the answer of `netsh winhttp show proxy`. Its words are translated, so only their places are looked at: a
 * heading, then either one sentence (no proxy) or two lines `label: value`, the servers and the exceptions, where a value
 * in parentheses is the word for "none". `null` where the text is something else.
 */
export function parseNetshWinhttp(text: string): ProxySettings | null {
  const lines = text
    .slice(0, 100_000)
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [heading = '', first = '', second = '', ...more] = lines;
  if (!/[:：]$/u.test(heading) || first === '' || more.length > 0) return null;
  if (second === '') return isPair(first) ? null : { mode: 'direct' };
  if (!isPair(first) || !isPair(second)) return null;
  const bypass = valueOf(second);
  return connectionProxySettings({
    ...NEW_CONNECTION_SETTINGS,
    flags: PROXY_TYPE.proxy,
    servers: valueOf(first),
    bypass: /^[(（].*[)）]$/u.test(bypass) ? '' : bypass,
  });
}

function isPair(line: string): boolean {
  return /^[^:：]{1,60}[:：]\s*\S/u.test(line);
}

function valueOf(line: string): string {
  return line.replace(/^[^:：]{1,60}[:：]\s*/u, '');
}
