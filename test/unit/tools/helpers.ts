import { ABSENT, read } from '../../../src/base/reading.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import type { ProxyServer } from '../../../src/settings/proxy-server.ts';
import { formatProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import type { Form } from '../../../src/tools/form.ts';
import type { ToolFile, ToolProxy } from '../../../src/tools/read-tool.ts';
import type { Tool, ToolPlace, Where } from '../../../src/tools/tool.ts';

export const WHERE: Where = { platform: 'linux', home: '/home/u', env: { JAVA_HOME: '/opt/java' } };

export const PROXY: ProxyServer = { kind: 'http', host: 'proxy.example', port: 8080 };

/** One proxy for all schemes, with exceptions as a browser writes them. */
export function manual(server: ProxyServer, exceptions = ''): ProxySettings {
  return {
    mode: 'manual',
    servers: { any: { state: 'valid', server } },
    bypass: parseBypassList(exceptions, 'chromium'),
  };
}

/** The files of a tool, all absent but one. */
export function filesWith(tool: Tool, path: string, text: string, where: Where = WHERE): readonly ToolFile[] {
  const files = tool.places(where).map((place) => ({ ...at(place), isNeverMade: false }));
  return files.map((file) => (file.path === path ? { ...file, text: read(text) } : file));
}

export function formAt(tool: Tool, path: string): Form {
  const place = tool
    .places(WHERE)
    .map(at)
    .find((one) => one.path === path);
  if (place === undefined) throw new Error(`${tool.id} has no place ${path}`);
  return place.form;
}

function at(place: ToolPlace): { readonly path: string; readonly form: Form; readonly text: ToolFile['text'] } {
  const path = place.kind === 'file' ? place.path : `${place.path}/${place.own}`;
  return { path, form: place.form, text: ABSENT };
}

/** The proxies that a tool names, by scheme. */
export function named(proxy: ToolProxy): { readonly http: string | null; readonly https: string | null } {
  if (proxy.state !== 'set' || proxy.settings.mode !== 'manual') return { http: null, https: null };
  const { servers } = proxy.settings;
  const text = (server: typeof servers.any): string | null =>
    server?.state === 'valid' ? formatProxyServer(server.server) : (server?.state ?? null);
  return { http: text(servers.http ?? servers.any), https: text(servers.https ?? servers.any) };
}
