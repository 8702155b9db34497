/** The tools of this computer beside the effective way to a URL. */
import type { Reading } from '../../src/base/reading.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { Route } from '../../src/route/route.ts';
import { readEnvironmentAsCurl } from '../../src/settings/environment-settings.ts';
import { matchesBypass } from '../../src/settings/match-bypass.ts';
import { parseBypassList } from '../../src/settings/parse-bypass-list.ts';
import type { ProxySettings } from '../../src/settings/proxy-settings.ts';
import { type FoundTool, readTools } from '../../src/system/tools/read-tools.ts';
import { type Agreement, agreesWith, type EffectiveWay } from '../../src/tools/agrees-with.ts';
import { toolOf, TOOLS } from '../../src/tools/tools.ts';
import type { Host } from './compose.ts';
import { toolsAccessOf } from './tools-access.ts';

/** What of the host it takes. */
export type ToolHost = Pick<Host, 'env' | 'settingsFor' | 'settingsWriter' | 'system' | 'systemTools'>;

/** One tool as a face shows it. */
export interface ToolView extends FoundTool {
  readonly name: string;
  readonly agreement: Agreement;
}

/** Reads every tool and the way to a URL at the same time. The URL must be one that `parseTarget` accepts. */
export async function readToolViews(
  host: ToolHost,
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
): Promise<{ readonly route: Route; readonly tools: readonly ToolView[] }> {
  const access = await toolsAccessOf(host);
  const [found, { route }] = await Promise.all([readTools(TOOLS, access, signal), host.settingsFor(url, {}, signal)]);
  const way = wayOf(url, route, host.env);
  // Most programs read the variables as curl does.
  const environment: Reading<ProxySettings> = readEnvironmentAsCurl(host.env);
  const tools = found.map((tool) => {
    const row = toolOf(tool.tool);
    return { ...tool, name: row.name, agreement: agreesWith(way, { tool: row, proxy: tool.proxy, environment }) };
  });
  return { route, tools };
}

function wayOf(url: string, route: Route, env: ToolHost['env']): EffectiveWay {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error('the URL was not checked before');
  const { target } = parsed.value;
  const noProxy = parseBypassList(env['no_proxy'] ?? env['NO_PROXY'] ?? '', 'curl');
  return {
    scheme: target.scheme,
    host: target.host,
    port: target.port,
    legs: route.legs,
    isScript: route.pacUrl !== undefined,
    isException: route.bypassed,
    isInNoProxy: matchesBypass(noProxy, target).bypassed,
  };
}
