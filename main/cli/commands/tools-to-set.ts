/** Reads from the options of `settings set --tools` which tools are to say what. */
import type { Messages } from '../../../src/messages/messages.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { type Tool, TOOL_IDS } from '../../../src/tools/tool.ts';
import { toolOf } from '../../../src/tools/tools.ts';
import type { Host } from '../../host/compose.ts';
import { settingsOfRoute } from '../../host/settings-of-route.ts';
import type { GivenOptions } from '../command-context.ts';
import { textOption } from '../given-options.ts';
import { UsageProblem } from '../usage-problem.ts';

/** Returns the tools that a list names; `null` for `all`. */
export function readToolNames(options: GivenOptions, words: Messages): readonly Tool[] | null {
  const text = textOption(options, 'tools');
  if (text === undefined) throw new UsageProblem(words.cli.errors.missingValue('--tools'));
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  if (names.includes('all')) return null;
  const tools = names.map((name) => {
    const id = TOOL_IDS.find((one) => one === name);
    if (id === undefined) throw new UsageProblem(words.tools.cli.unknownTool(printable(name), TOOL_IDS.join(', ')));
    return toolOf(id);
  });
  return [...new Set(tools)];
}

/** Returns what they are to say; `null` later on where the way of this computer is asked for and not known. */
export function readToolSettings(
  options: GivenOptions,
  words: Messages,
): (host: Host, signal: AbortSignal) => Promise<ProxySettings | null> {
  for (const [name, flag] of [
    ['source', '--source'],
    ['pac', '--pac'],
    ['autoDetect', '--auto-detect'],
  ] as const) {
    if (options[name] !== undefined) throw new UsageProblem(words.tools.cli.noSuchOption(flag));
  }
  const proxy = textOption(options, 'proxy');
  const given = [
    ...(proxy === undefined ? [] : ['--proxy']),
    ...(options['fromRoute'] === true ? ['--from-route'] : []),
    ...(options['direct'] === true ? ['--direct'] : []),
  ];
  const [one, other] = given;
  if (one === undefined) throw new UsageProblem(words.tools.cli.noWay);
  if (other !== undefined) throw new UsageProblem(words.cli.errors.exclusive(one, other));
  const bypass = textOption(options, 'bypass');
  if (bypass !== undefined && proxy === undefined) throw new UsageProblem(words.changes.cli.bypassAlone);
  if (proxy === undefined) {
    return one === '--direct'
      ? () => Promise.resolve({ mode: 'direct' })
      : async (host, signal) => settingsOfRoute(host, await host.defaultUrl(), signal);
  }
  const server = parseProxyServer(proxy);
  if (server.state === 'invalid') {
    const { kind, text } = server.problem;
    const why = words.addressProblems[kind];
    const { badProxy, badProxyHidden } = words.cli.errors;
    throw new UsageProblem(text === undefined ? badProxyHidden(why) : badProxy(printable(text), why));
  }
  const exceptions = parseBypassList(bypass ?? '', 'chromium');
  return () => Promise.resolve({ mode: 'manual', servers: { any: server }, bypass: exceptions });
}

function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 100);
}
