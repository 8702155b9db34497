import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import { EMPTY_BYPASS } from './bypass-list.ts';
import { parseBypassList } from './parse-bypass-list.ts';
import { parseWininetServers } from './parse-wininet-servers.ts';
import type { ProxySettings } from './proxy-settings.ts';

/** The policies of Chromium, Chrome and Edge that say something about proxies; `ProxySettings` goes before the others. */
export const CHROMIUM_PROXY_POLICIES = [
  'ProxySettings',
  'ProxyMode',
  'ProxyServerMode',
  'ProxyServer',
  'ProxyPacUrl',
  'ProxyBypassList',
] as const;

/** `ProxyServerMode`, the older form of `ProxyMode`. */
const OLD_MODES = ['direct', 'auto_detect', 'fixed_servers', 'system'];

/**
 * Returns what the browser's policies say. Without a mode, or with `system`, they leave the choice to the settings of the
 * system: `absent`.
 * @param policies by name, as they stand in the registry, a plist or a JSON file; `ProxySettings` may be JSON text
 * @see https://chromeenterprise.google/policies/#ProxySettings
 */
export function chromiumPolicySettings(policies: ReadonlyMap<string, unknown>): Reading<ProxySettings> {
  const whole = policies.get('ProxySettings');
  if (whole === undefined || whole === '') return settingsOf(policies);
  const dictionary = typeof whole === 'string' ? parseDictionary(whole) : whole;
  if (typeof dictionary !== 'object' || dictionary === null) return unreadable('ProxySettings is no dictionary');
  return settingsOf(new Map<string, unknown>(Object.entries(dictionary)));
}

function settingsOf(policies: ReadonlyMap<string, unknown>): Reading<ProxySettings> {
  const text = (name: string): string => {
    const value = policies.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const oldMode = Number(policies.get('ProxyServerMode') ?? -1);
  const mode = text('ProxyMode') === '' ? (OLD_MODES[oldMode] ?? '') : text('ProxyMode');
  switch (mode) {
    case '':
    case 'system':
      return ABSENT;
    case 'direct':
      return read({ mode: 'direct' });
    case 'auto_detect':
      return read({ mode: 'auto-detect' });
    case 'pac_script':
      if (text('ProxyPacUrl') === '') return unreadable('ProxyMode is pac_script without ProxyPacUrl');
      return read({ mode: 'pac', pacUrl: text('ProxyPacUrl'), bypass: EMPTY_BYPASS });
    case 'fixed_servers':
      return read({
        mode: 'manual',
        servers: parseWininetServers(text('ProxyServer')),
        bypass: parseBypassList(text('ProxyBypassList'), 'chromium'),
      });
    default:
      return unreadable(`unknown ProxyMode ${mode.slice(0, 60)}`);
  }
}

function parseDictionary(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
