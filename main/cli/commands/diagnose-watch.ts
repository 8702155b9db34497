/** `throughway diagnose --watch`: looks again and again until it is interrupted, and prints what happens. */
import type { DiagnoseInput } from '../../../src/assistant/assistant.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { formatDuration } from '../../../src/messages/format.ts';
import { isRefused } from '../../../src/watch/refused.ts';
import type { Host } from '../../host/compose.ts';
import { startSharedWatch } from '../../host/shared-watch.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { driftDocument, driftLines, elsewhereDocument, happenedDocument, happenedLine } from '../print/watch-event.ts';

/** Watches until the person or the system ends it. */
export async function watchUrls(
  context: CommandContext,
  host: Host,
  given: {
    readonly urls: readonly string[];
    readonly input: Omit<DiagnoseInput, 'url'>;
    readonly intervalMs: number;
    readonly keepsHistory: boolean;
    /** Options say something else than this computer's settings. */
    readonly isOwnQuestion: boolean;
  },
): Promise<ExitStatus> {
  const { terminal, words, common, lang, paint, interruption } = context;
  const [first, ...others] = given.urls;
  if (first === undefined || interruption.aborted) return EXIT.good;
  const isTalkative = !common.json && !common.quiet;
  const bugs: unknown[] = [];
  const ended = new AbortController();
  const say = (document: object, lines: string): void => {
    terminal.print(common.json ? JSON.stringify(document) : lines);
  };
  let lookedBy: number | null = null;
  let hasBegun = false;
  const watch = await startSharedWatch(host, {
    clock: systemClock,
    face: 'terminal',
    isOwnQuestion: given.isOwnQuestion,
    words: () => Promise.resolve(words),
    tellDrift: (notice) => {
      say(driftDocument(notice, new Date(systemClock.wallMs()).toISOString()), driftLines(notice, context));
    },
    settings: { urls: [first, ...others], intervalMs: given.intervalMs, quiet: null },
    input: given.input,
    keepsHistory: given.keepsHistory,
    tell: (event) => {
      if (event.kind === 'state') {
        const { heldBy } = event.state;
        if (heldBy !== undefined && heldBy.pid !== lookedBy)
          say(elsewhereDocument(heldBy), paint.dim(words.history.watch.elsewhere[heldBy.face](heldBy.pid)));
        lookedBy = heldBy?.pid ?? null;
        if (heldBy === undefined && !hasBegun && isTalkative)
          terminal.complain(paint.dim(words.history.watch.begun(formatDuration(given.intervalMs, lang))));
        hasBegun = hasBegun || heldBy === undefined;
        return;
      }
      const { facts, at } = event;
      say(happenedDocument(facts, at, context), happenedLine(facts, at, context));
      if (isTalkative && facts.kind === 'check' && isRefused(facts.code))
        terminal.print(`  ${words.history.watch.held}`);
    },
    onBug: (thrown) => {
      bugs.push(thrown);
      ended.abort();
    },
  });
  await untilAborted(AbortSignal.any([interruption, ended.signal]));
  await watch.stop();
  await host.assistant.close();
  const [bug] = bugs;
  if (bug !== undefined) throw bug instanceof Error ? bug : new Error('the watch failed', { cause: bug });
  if (isTalkative) terminal.complain(paint.dim(words.history.watch.ended));
  return EXIT.good;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener('abort', () => {
        resolve();
      });
  });
}
