/** Where the checks of a timeline stand in a plot: pure geometry in a field of 100 by 100. */
import type { HistoryLine } from '../../src/contract/history-view.ts';

export interface PlotPoint {
  readonly id: string;
  readonly x: number;
  /** 0 is the bottom. */
  readonly height: number;
  readonly isGood: boolean;
  /** The share of test connections that were lost, 0 to 100; `null` where none were made. */
  readonly lost: number | null;
}

/** How many packets were lost over the whole time. */
export interface PlotLoss {
  readonly attempts: number;
  readonly lost: number;
  /** The check that lost the most; `null` where nothing was lost. */
  readonly worst: { readonly at: string; readonly attempts: number; readonly lost: number } | null;
}

export interface Plot {
  readonly points: readonly PlotPoint[];
  /** The duration at the upper edge, a round number of milliseconds. */
  readonly topMs: number;
  readonly from: string;
  readonly to: string;
  readonly failed: number;
  /** `null` where no check measured it. */
  readonly loss: PlotLoss | null;
}

/** Returns the plot of the checks among lines (newest first); `null` where there are too few to see anything. */
export function plotOf(lines: readonly HistoryLine[]): Plot | null {
  const checks = lines.flatMap(({ id, at, kind, durationMs, code, loss }) => {
    const atMs = Date.parse(at);
    return kind === 'check' && durationMs !== undefined && !Number.isNaN(atMs)
      ? [{ id, at, atMs, durationMs, isGood: code === 'ok', ...(loss === undefined ? {} : { loss }) }]
      : [];
  });
  const [last] = checks;
  const first = checks.at(-1);
  if (first === undefined || last === undefined || checks.length < 2) return null;
  const spanMs = Math.max(1, last.atMs - first.atMs);
  const topMs = roundUp(Math.max(...checks.map(({ durationMs }) => durationMs)));
  const points = checks.map(({ id, atMs, durationMs, isGood, loss }) => ({
    id,
    x: (100 * (atMs - first.atMs)) / spanMs,
    height: (100 * durationMs) / topMs,
    isGood,
    lost: loss === undefined ? null : 100 * shareOf(loss),
  }));
  const failed = checks.filter(({ isGood }) => !isGood).length;
  return { points, topMs, from: first.at, to: last.at, failed, loss: lossOf(checks) };
}

function lossOf(checks: readonly Pick<HistoryLine, 'at' | 'loss'>[]): PlotLoss | null {
  const measured = checks.flatMap(({ at, loss }) => (loss === undefined ? [] : [{ at, ...loss }]));
  if (measured.length === 0) return null;
  const [worst] = measured.toSorted((a, b) => shareOf(b) - shareOf(a));
  return {
    attempts: measured.reduce((sum, one) => sum + one.attempts, 0),
    lost: measured.reduce((sum, one) => sum + one.lost, 0),
    worst: worst === undefined || worst.lost === 0 ? null : worst,
  };
}

function shareOf({ lost, attempts }: { readonly lost: number; readonly attempts: number }): number {
  return attempts === 0 ? 0 : lost / attempts;
}

/** The next of 1, 2 or 5 times a power of ten. */
function roundUp(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, ms)));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= ms) ?? 10);
}
