/** `throughway diagnose [URL …]`: finds the cause for each URL; documents come in the order of the arguments. */
import type { DiagnoseInput } from '../../../src/assistant/assistant.ts';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';
import type { Host } from '../../host/compose.ts';
import { USUAL_INTERVAL_MS } from '../../../src/watch/watch-settings.ts';
import type { CommandContext, GivenOptions, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { checkUrls, readOverrides, readTimeout, textOption, textsOption } from '../given-options.ts';
import { proxyCredentials } from '../proxy-credentials.ts';
import { readCaFile } from '../read-ca-file.ts';
import { noteChecks } from '../note-checks.ts';
import { followProgress } from '../print/progress.ts';
import { UsageProblem } from '../usage-problem.ts';

/** More would compete for the network and make each other slow, which is what we measure. */
const MOST_AT_ONCE = 4;

export const runDiagnose: RunCommand = async (context, { args, options }) => {
  const { words, lang } = context;
  const overrides = readOverrides(options, words);
  const controlUrls = textsOption(options, 'controlUrl');
  checkUrls([...args, ...controlUrls], words);
  const intervalMs = readInterval(options, context);
  const timeoutMs = readTimeout(textOption(options, 'timeout'), words);
  const caFile = await readCaFile(textOption(options, 'ca'), context);
  const host = await context.openHost(caFile === undefined ? {} : { extraAnchors: caFile });
  const urls = args.length > 0 ? args : [await host.defaultUrl()];
  const credentials = await proxyCredentials(context, host, { options, overrides, urls });
  const input = {
    lang,
    ...overrides,
    ...(controlUrls.length === 0 ? {} : { controlUrls }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(credentials === null ? {} : { credentials }),
    ...(options['insist'] === true ? { insist: true } : {}),
  };
  const keepsHistory = options['history'] !== false;
  if (intervalMs !== null) {
    const { watchUrls } = await import('./diagnose-watch.ts');
    const isOwnQuestion = Object.keys(overrides).length > 0 || credentials !== null || caFile !== undefined;
    return watchUrls(context, host, { urls, input, intervalMs, keepsHistory, isOwnQuestion });
  }
  const inputs = urls.map((url): DiagnoseInput => ({ ...input, url }));
  const documents = await diagnoseAll(context, host, inputs);
  if (keepsHistory) await noteChecks(host, documents, context);
  await host.assistant.close();
  return documents.every(({ verdict }) => verdict.code === 'ok') ? EXIT.good : EXIT.notGood;
};

/** Runs the diagnoses side by side, a few at once; prints each as soon as those before it are printed. */
async function diagnoseAll(
  context: CommandContext,
  host: Host,
  inputs: readonly DiagnoseInput[],
): Promise<readonly DiagnosisDocument[]> {
  const progress = followProgress(context);
  const pending: Promise<DiagnosisDocument | null>[] = [];
  const documents: DiagnosisDocument[] = [];
  const print = await printer(context);
  const begin = (input: DiagnoseInput): Promise<DiagnosisDocument | null> =>
    // What an interruption finds not yet begun stays undone.
    context.interruption.aborted
      ? Promise.resolve(null)
      : host.assistant.diagnose(input, { signal: context.interruption, onProgress: progress.take });
  const limit = createLimit(MOST_AT_ONCE);
  for (const input of inputs) pending.push(limit(() => begin(input)));
  // A failure of a later one must not go unhandled while an earlier one is awaited.
  for (const work of pending) work.catch(() => undefined);
  for (const work of pending) {
    const document = await work;
    if (document === null) continue;
    progress.pause();
    print(document, documents.length);
    documents.push(document);
  }
  progress.end();
  return documents;
}

async function printer(context: CommandContext): Promise<(document: DiagnosisDocument, before: number) => void> {
  const { terminal, common } = context;
  if (common.json) {
    return (document) => {
      terminal.print(JSON.stringify(document));
    };
  }
  const { diagnosisText } = await import('../print/diagnosis.ts');
  return (document, before) => {
    if (before > 0 && !common.quiet) terminal.print('');
    terminal.print(diagnosisText(document, context));
  };
}

/** Returns a function that begins work, at most `most` at a time, in the order of its calls. */
function createLimit(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (busy >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
      waiting.shift()?.();
    }
  };
}

/** The time between two looks of `--watch`; `null` where each URL is diagnosed once. */
function readInterval(options: GivenOptions, { words }: CommandContext): number | null {
  const text = textOption(options, 'interval');
  if (options['watch'] !== true) {
    if (text !== undefined) throw new UsageProblem(words.history.watch.needsWatch);
    return null;
  }
  if (text === undefined) return USUAL_INTERVAL_MS;
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds < 5 || seconds > 86_400) throw new UsageProblem(words.history.watch.intervalRange(text));
  return seconds * 1_000;
}
