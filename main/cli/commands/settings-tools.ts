/** `throughway settings --tools`: which tools are here, what they say, and whether they go the way of this computer. */
import { formatList } from '../../../src/messages/format.ts';
import type { ToolView } from '../../host/tool-views.ts';
import type { RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { checkUrls, textsOption } from '../given-options.ts';
import { toolLines } from '../print/tools.ts';
import { readToolNames } from './tools-to-set.ts';

export const runSettingsTools: RunCommand = async (context, { options }) => {
  const { words, terminal, common, lang, interruption: signal } = context;
  const urls = textsOption(options, 'for');
  checkUrls(urls, words);
  const named = options['tools'] === true ? null : readToolNames(options, words);
  const host = await context.openHost({});
  const { readToolViews } = await import('../../host/tool-views.ts');
  for (const url of urls.length > 0 ? urls : [await host.defaultUrl()]) {
    const { route, tools: all } = await readToolViews(host, { url, signal });
    const tools = all.filter(({ tool }) => named?.some(({ id }) => id === tool) ?? true);
    if (common.json) {
      terminal.print(JSON.stringify({ url: route.url, route: route.legs, tools: tools.map(toolDocument) }));
      continue;
    }
    const here = tools.filter(({ isInstalled }) => isInstalled);
    const missing = tools.filter(({ isInstalled }) => !isInstalled);
    terminal.print(context.paint.bold(words.tools.cli.heading(route.url)));
    for (const tool of here) for (const line of toolLines(tool, context)) terminal.print(line);
    if (here.length === 0) terminal.print(words.tools.cli.none);
    if (common.quiet) continue;
    if (missing.length > 0) {
      const names = formatList(
        missing.map(({ name }) => name),
        lang,
      );
      terminal.print(context.paint.dim(words.tools.cli.notInstalled(names)));
    }
    terminal.print(context.paint.dim(words.tools.cli.setHint));
  }
  return EXIT.good;
};

function toolDocument(tool: ToolView): object {
  const { tool: id, name, isInstalled, proxy, from, hasCredentials, files, agreement } = tool;
  return { tool: id, name, installed: isInstalled, says: proxy, from, hasCredentials, files, agreement };
}
