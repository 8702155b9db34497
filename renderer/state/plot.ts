/** Where the checks of a timeline stand in a plot: pure geometry in a field of 100 by 100. */
import type { HistoryLine } from '../../src/contract/history-view.ts';

export interface PlotPoint {
  readonly id: string;
  readonly x: number;
  /** 0 is the bottom. */
  readonly height: number;
  readonly isGood: boolean;
}

export interface Plot {
  readonly points: readonly PlotPoint[];
  /** The duration at the upper edge, a round number of milliseconds. */
  readonly topMs: number;
  readonly from: string;
  readonly to: string;
  readonly failed: number;
}

/** Returns the plot of the checks among lines (newest first); `null` where there are too few to see anything. */
export function plotOf(lines: readonly HistoryLine[]): Plot | null {
  const checks = lines.flatMap(({ id, at, kind, durationMs, code }) => {
    const atMs = Date.parse(at);
    return kind === 'check' && durationMs !== undefined && !Number.isNaN(atMs)
      ? [{ id, at, atMs, durationMs, isGood: code === 'ok' }]
      : [];
  });
  const [last] = checks;
  const first = checks.at(-1);
  if (first === undefined || last === undefined || checks.length < 2) return null;
  const spanMs = Math.max(1, last.atMs - first.atMs);
  const topMs = roundUp(Math.max(...checks.map(({ durationMs }) => durationMs)));
  const points = checks.map(({ id, atMs, durationMs, isGood }) => ({
    id,
    x: (100 * (atMs - first.atMs)) / spanMs,
    height: (100 * durationMs) / topMs,
    isGood,
  }));
  return { points, topMs, from: first.at, to: last.at, failed: checks.filter(({ isGood }) => !isGood).length };
}

/** The next of 1, 2 or 5 times a power of ten. */
function roundUp(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, ms)));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= ms) ?? 10);
}
