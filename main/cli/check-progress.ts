/** Shows on a terminal how far a list has come, how fast it goes, and how many are asked at once. */
import type { CheckRun } from '../../src/check/run-check.ts';
import { formatNumber } from '../../src/messages/format.ts';
import type { CommandContext } from './command-context.ts';

/** Often enough to look alive; a line a URL goes by in between. */
const REFRESH_MS = 250;

/** Starts to show it; on anything but a terminal it does nothing. */
export function followCheck(
  { terminal, words, lang, common }: CommandContext,
  about: { readonly total: () => number | null; readonly done: () => number; readonly run: Pick<CheckRun, 'state'> },
): { end(): void } {
  if (!terminal.hasProgress || common.quiet) return { end: () => undefined };
  const beganAtMs = performance.now();
  const timer = setInterval(() => {
    const done = about.done();
    const rate = (done * 1_000) / Math.max(1, performance.now() - beganAtMs);
    const said = (number: number): string => formatNumber(number, lang);
    const [doneText, rateText, atOnce] = [said(done), said(Math.round(rate)), said(about.run.state.limit)];
    const total = about.total();
    terminal.showProgress(
      total === null
        ? words.check.progressOpen(doneText, rateText, atOnce)
        : words.check.progress(doneText, said(total), rateText, atOnce),
    );
  }, REFRESH_MS);
  timer.unref();
  return {
    end: () => {
      clearInterval(timer);
      terminal.clearProgress();
    },
  };
}
