/** What a page shows of an automatic configuration script: its answer, what it asked, and the lines that decided. */
import type { PacLine, PacView } from '../../src/contract/settings-view.ts';
import type { PacResolution, PacSource } from '../../src/pac/proxy-resolution.ts';
import type { PacProblem } from '../../src/pac/pac-problem.ts';
import { redactUrl } from '../../src/base/redact.ts';
import type { Result } from '../../src/base/result.ts';
import type { Route } from '../../src/route/route.ts';

/** One look at a script. `text` is `null` where there is none that could be read. */
export interface PacLook {
  readonly outcome: Result<PacResolution, PacProblem>;
  readonly text: string | null;
}

/** Longer scripts are shown around the lines that decided. */
const MOST_LINES = 120;
const MOST_CALLS = 50;
const LINE_CHARS = 300;

/** The script that a route came from; `null` where none took part. */
export function scriptOf(route: Route): PacSource | null {
  if (route.because !== 'pac-answer' && route.because !== 'pac-failed') return null;
  if (route.pacUrl !== undefined) return { from: 'url', url: route.pacUrl };
  return route.source === 'wpad' ? { from: 'auto-detect' } : null;
}

/** Returns the view. */
export function pacView({ outcome, text }: PacLook): PacView {
  const marked = outcome.ok ? outcome.value.evaluation.branch.map((one) => one.line) : [outcome.problem.line ?? 0];
  const lines = linesOf(text ?? '', marked);
  if (!outcome.ok) return { answer: null, tookMs: 0, calls: [], lines };
  const { evaluation, scriptUrl } = outcome.value;
  return {
    answer: evaluation.answer,
    tookMs: evaluation.tookMs,
    scriptUrl: redactUrl(scriptUrl),
    calls: evaluation.calls
      .filter((call) => call.depth === 0)
      .slice(0, MOST_CALLS)
      .map((call) => `${call.name}(${call.args.join(', ')}) → ${call.answer ?? '–'}`),
    lines,
  };
}

function linesOf(text: string, marked: readonly number[]): readonly PacLine[] {
  if (text === '') return [];
  const all = text.split(/\r\n|[\n\r\u2028\u2029]/u);
  const first = Math.max(1, Math.min(...marked.filter((line) => line > 0), all.length) - MOST_LINES / 2);
  const from = all.length <= MOST_LINES ? 1 : first;
  return all.slice(from - 1, from - 1 + MOST_LINES).map((line, index) => ({
    number: from + index,
    text: line.slice(0, LINE_CHARS),
    ran: marked.includes(from + index),
  }));
}
