/** What a tool says about proxies, as the model that settings sources are read into. */
import type { ConfiguredServer, ProxySettings, SettingsScheme } from '../settings/proxy-settings.ts';
import { parseBypassList } from '../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../settings/parse-proxy-uri.ts';
import { redactProxyText } from '../settings/redact-proxy-text.ts';
import type { RoleValues } from './form.ts';
import type { Tool } from './tool.ts';

/** Words that packages managers write where nothing is set. */
const NOTHING = /^(?:null|false|undefined)?$/iu;

/** Returns the settings that values make, without credentials; `null` where the tool says nothing itself. */
export function settingsOf(tool: Tool, values: RoleValues): ProxySettings | null {
  if (tool.switch?.isOff(values.switch ?? '') === true) return { mode: 'direct' };
  const servers: Partial<Record<SettingsScheme, ConfiguredServer>> = {};
  for (const role of ['any', 'http', 'https'] as const) {
    const server = serverOf(tool, values[role] ?? null);
    if (server !== null) servers[role] = withoutCredentials(server);
  }
  if (servers.http !== undefined && servers.https === undefined && tool.httpServesHttps === true) {
    servers.https = servers.http;
  }
  const all = Object.values(servers);
  if (all.length === 0) return null;
  if (all.every(({ state }) => state === 'direct')) return { mode: 'direct' };
  // Without a list of its own a tool spares nothing by itself, not even this computer.
  const bypass =
    tool.exceptions.kind === 'list'
      ? parseBypassList(values.bypass ?? '', tool.exceptions.dialect)
      : parseBypassList('', 'curl');
  return { mode: 'manual', servers, bypass };
}

/** Whether a value holds a name or password. */
export function hasCredentials(tool: Tool, values: RoleValues): boolean {
  return (['any', 'http', 'https'] as const).some((role) => {
    const server = serverOf(tool, values[role] ?? null);
    // Of a text that is no address it can't be told; what looks like userinfo counts.
    if (server?.state === 'invalid') return (values[role] ?? '').includes('@');
    return server?.state === 'valid' && server.credentials !== undefined;
  });
}

/** Returns values as a person compares them, without secrets; `null` where there are none. */
export function showValues(values: RoleValues): string | null {
  const parts: string[] = [];
  for (const role of ['any', 'http', 'https', 'bypass', 'switch'] as const) {
    const value = values[role] ?? null;
    if (value === null) continue;
    const isAddress = role !== 'bypass' && role !== 'switch';
    parts.push(`${SHOWN[role]}=${isAddress ? redactProxyText(value) : value.replace(/\p{Cc}/gu, ' ')}`);
  }
  return parts.length === 0 ? null : parts.join('\n');
}

const SHOWN = { any: 'proxy', http: 'http', https: 'https', bypass: 'no_proxy', switch: 'use_proxy' } as const;

function serverOf(tool: Tool, value: string | null): ConfiguredServer | null {
  if (value === null) return null;
  const text = value.trim();
  if (tool.directWord !== null && text.toLowerCase() === tool.directWord.toLowerCase()) return { state: 'direct' };
  if (NOTHING.test(text)) return null;
  return parseProxyServer(text, tool.defaultPorts === undefined ? {} : { defaultPorts: tool.defaultPorts });
}

function withoutCredentials(server: ConfiguredServer): ConfiguredServer {
  return server.state === 'valid' ? { state: 'valid', server: server.server } : server;
}
