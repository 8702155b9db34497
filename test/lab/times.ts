import type { Outcome } from './play.ts';

/** A verdict is wanted within this time for any single fault. */
const WANTED_MS = 5_000;

/** How long the diagnoses took, how much memory they took, and which were slower than wanted: lines to print. */
export function describeTimes(outcomes: readonly Outcome[]): readonly string[] {
  const times = outcomes.map((outcome) => outcome.tookMs).sort((left, right) => left - right);
  const at = (share: number): string =>
    seconds(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  const megabytes = Math.max(0, ...outcomes.map((outcome) => outcome.peakMegabytes));
  const slow = outcomes
    .filter((outcome) => outcome.tookMs > WANTED_MS)
    .sort((left, right) => right.tookMs - left.tookMs);
  return [
    `a diagnosis took ${at(0.5)} (median), ${at(0.75)} (three of four), ${at(0.9)} (nine of ten), ${at(1)} (longest), ${megabytes.toFixed(0)} MB at most`,
    `${String(slow.length)} took longer than ${seconds(WANTED_MS)}`,
    ...slow.map((one) => `  ${seconds(one.tookMs)}  ${one.scenario.code}: ${one.scenario.title}`),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
