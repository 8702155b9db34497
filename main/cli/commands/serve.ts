/** `throughway serve [FILE|LINK] [--no-open] [--port N]`: the whole window on loopback, until it is closed or Ctrl+C. */
import path from 'node:path';
import { version } from '../../../package.json';
import type { BrowserMode } from '../../browser/start-browser-mode.ts';
import { placeOf } from '../../host/deep-link.ts';
import { findPageFolder } from '../../host/page-folder.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { textOption } from '../given-options.ts';
import { UsageProblem } from '../usage-problem.ts';

export const runServe: RunCommand = async (context, { args, options }) => {
  const { terminal, words, common } = context;
  const port = readPort(textOption(options, 'port'), context);
  const place = readPlace(args[0], context);
  const wantsBrowser = options['open'] !== false;
  const browserMode = await start(context, { port, place, wantsBrowser });
  const { url, hasOpened } = browserMode;
  if (common.json) terminal.print(JSON.stringify({ url }));
  else for (const line of sentences({ hasOpened, wantsBrowser }, words)) terminal.print(line);
  if (!common.json) terminal.print(`  ${url}`);
  if (!common.json && !common.quiet) terminal.complain(words.cli.serve.keepPrivate);

  const close = (): void => void browserMode.close();
  if (context.interruption.aborted) close();
  else context.interruption.addEventListener('abort', close, { once: true });
  await browserMode.ended;
  if (!context.interruption.aborted && !common.json) terminal.complain(words.cli.serve.idle);
  return EXIT.good;
};

async function start(
  context: CommandContext,
  given: { readonly port: number; readonly place: string | null; readonly wantsBrowser: boolean },
): Promise<BrowserMode> {
  const pageFolder = findPageFolder();
  if (pageFolder === null) throw new UsageProblem(context.words.cli.serve.notBuilt);
  const { serveWindow } = await import('../../browser/serve-window.ts');
  const openHost = (): ReturnType<CommandContext['openHost']> => context.openHost({});
  try {
    const { port, place, wantsBrowser: open } = given;
    return await serveWindow({ openHost, version, pageFolder, port, open, ...(place === null ? {} : { place }) });
  } catch (thrown) {
    if (!isPortProblem(thrown)) throw thrown;
    throw new UsageProblem(context.words.cli.errors.portTaken(`127.0.0.1:${String(given.port)}`));
  }
}

function sentences(
  { hasOpened, wantsBrowser }: { readonly hasOpened: boolean; readonly wantsBrowser: boolean },
  { cli: { serve } }: CommandContext['words'],
): readonly string[] {
  if (hasOpened) return [serve.opened];
  return wantsBrowser ? [serve.noBrowser, serve.ready] : [serve.ready];
}

/** A preset is named as a file, a page as a link; neither starts anything. */
function readPlace(text: string | undefined, { words }: CommandContext): string | null {
  if (text === undefined) return null;
  const isAddress = /^[a-z]{2,}:/u.test(text);
  const place = placeOf([isAddress ? text : path.resolve(text)]);
  if (place === null) throw new UsageProblem(words.cli.errors.notOpenable(text));
  return place;
}

function readPort(text: string | undefined, { words }: CommandContext): number {
  if (text === undefined) return 0;
  const port = /^[0-9]{1,5}$/u.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new UsageProblem(words.cli.errors.portRange(text));
  return port;
}

/** Taken, or one that only administrators may listen on. */
function isPortProblem(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'EADDRINUSE' || thrown.code === 'EACCES');
}
