/** `throughway check FILE`: whether each URL of a list answers through the effective route, and why where not. */
import { createReadStream } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { EarlierResults, readEarlierResults } from '../../../src/check/earlier-results.ts';
import type { CheckEntry, ListItem } from '../../../src/check/check-entry.ts';
import { Summary } from '../../../src/check/summary.ts';
import { isAnswer } from '../../../src/check/way-causes.ts';
import { formatNumber } from '../../../src/messages/format.ts';
import { followCheck } from '../check-progress.ts';
import { gatherLines } from '../gather-lines.ts';
import type { CommandContext, GivenOptions, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { checkUrls, readOverrides, readTimeout, textOption, textsOption } from '../given-options.ts';
import { openList, openUrls, type OpenList } from '../open-list.ts';
import { checkPrinter, summaryText, type CheckForm } from '../print/check.ts';
import { proxyCredentials } from '../proxy-credentials.ts';
import { readCaFile } from '../read-ca-file.ts';
import { UsageProblem } from '../usage-problem.ts';
import { codeOf } from '../../../src/base/error-code.ts';

/** Reached only while the proxy answers as fast as before: one computer must not be in the way of the others. */
const USUAL_MOST = 128;
const MOST_EVER = 256;

/**
 * In bytes of bytecode that a function has run before V8 optimises it; fifteen times the usual. A list of a thousand URLs
 * is done before optimised code pays for its making, which took a third of all computing; a hundred thousand get it still.
 */
const COMPILE_LATER = '--interrupt-budget=1000000';
const LONG_LIST = 100;

export const runCheck: RunCommand = async (context, { args, options }) => {
  const { words, lang, terminal, common, interruption } = context;
  const overrides = readOverrides(options, words);
  const form = readForm(options, context);
  const most = readConcurrency(textOption(options, 'concurrency'), context);
  const timeoutMs = readTimeout(textOption(options, 'timeout'), words);
  const controlUrls = textsOption(options, 'controlUrl');
  checkUrls(controlUrls, words);
  const [file] = args;
  if (options['list'] === true) return (await import('../print/endpoint-lists.ts')).printLists(context, file);
  if (file === undefined) throw new UsageProblem(words.check.noFile);
  const isAnyReply = options['anyReply'] === true || file.startsWith('@');
  const caFile = await readCaFile(textOption(options, 'ca'), context);
  if (file === '-' && options['passwordStdin'] === true) throw new UsageProblem(words.check.inputTwice);
  const list = await listNamed(context, file);
  const earlier = await readEarlier(textOption(options, 'resume'), context);

  const host = await context.openHost(caFile === undefined ? {} : { extraAnchors: caFile });
  const credentials = await proxyCredentials(context, host, { options, overrides, urls: [list.first] });
  const input = {
    lang,
    ...(controlUrls.length === 0 ? {} : { controlUrls }),
    ...(credentials === null ? {} : { credentials }),
  };
  const check = await host.openCheck({ overrides, input, ...(timeoutMs === undefined ? {} : { timeoutMs }) });

  const summary = new Summary();
  const taken = { count: 0 };
  const printer = checkPrinter(form, context);
  const lines = gatherLines(terminal);
  const run = check.start({
    items: withoutEarlier(list, { earlier, summary, taken }),
    most,
    signal: interruption,
    pace: () => {
      lines.flush();
      return terminal.flush();
    },
    onEntry: (entry: CheckEntry) => {
      summary.add(entry.code);
      if (!common.quiet || form !== 'table' || !isAnswer(entry.code, { isAnyReply })) lines.add(printer.line(entry));
    },
  });
  if (printer.head !== null && !(common.quiet && form === 'table')) terminal.print(printer.head);
  // V8 takes no stored code that was compiled under other flags, so that this comes after everything is loaded.
  if (list.count === null || list.count >= LONG_LIST) setFlagsFromString(COMPILE_LATER);
  const progress = followCheck(context, { total: () => list.count, done: () => summary.total, run });
  try {
    await run.run();
  } finally {
    lines.flush();
    progress.end();
    await check.close();
  }
  await host.assistant.close();
  if (!common.quiet) {
    const text = summaryText(summary, { isAnyReply, earlier: taken.count }, context);
    if (form === 'table') terminal.print(`\n${text}`);
    else terminal.complain(text);
  }
  if (interruption.aborted) {
    if (!common.quiet) terminal.complain(words.check.interrupted(formatNumber(summary.total, lang)));
    return EXIT.interrupted;
  }
  if (list.problem !== null) {
    throw new UsageProblem(words.check.endedThere(list.problem, formatNumber(summary.total, lang)));
  }
  return summary.answered({ isAnyReply }) === summary.total ? EXIT.good : EXIT.notGood;
};

async function listNamed(context: CommandContext, file: string): Promise<OpenList> {
  if (!file.startsWith('@')) return openList(context, file);
  const { endpointList, ENDPOINT_LISTS } = await import('../../host/endpoint-lists.ts');
  const known = await endpointList(file.slice(1));
  if (known !== null) return openUrls(context, file, known.urls);
  throw new UsageProblem(context.words.check.unknownList(file, ENDPOINT_LISTS.map((name) => `@${name}`).join(', ')));
}

/** Leaves out what an earlier run has answered; that counts all the same. */
async function* withoutEarlier(
  list: OpenList,
  {
    earlier,
    summary,
    taken,
  }: { readonly earlier: EarlierResults; readonly summary: Summary; readonly taken: { count: number } },
): AsyncGenerator<readonly ListItem[]> {
  for await (const items of list.items()) {
    yield items.filter(({ text }) => {
      const code = earlier.take(text);
      if (code === null) return true;
      summary.add(code);
      taken.count += 1;
      return false;
    });
  }
}

async function readEarlier(file: string | undefined, { words }: CommandContext): Promise<EarlierResults> {
  if (file === undefined) return new EarlierResults();
  try {
    return await readEarlierResults(createReadStream(file));
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === null) throw thrown;
    throw new UsageProblem(words.cli.errors.fileUnreadable(file, code));
  }
}

function readForm(options: GivenOptions, { words, common }: CommandContext): CheckForm {
  const form = textOption(options, 'format');
  if (form === undefined) return common.json ? 'json' : 'table';
  if (form !== 'table' && form !== 'csv' && form !== 'json') {
    throw new UsageProblem(words.cli.errors.badChoice('--format', form, 'table, csv, json'));
  }
  if (common.json && form !== 'json') throw new UsageProblem(words.check.jsonAndFormat);
  return form;
}

function readConcurrency(text: string | undefined, { words, lang }: CommandContext): number {
  if (text === undefined) return USUAL_MOST;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MOST_EVER) {
    throw new UsageProblem(words.check.badConcurrency(text, formatNumber(MOST_EVER, lang)));
  }
  return number;
}
