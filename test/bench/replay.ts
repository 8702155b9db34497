/** How many saved runs are judged a second on one core: `benchReplay(console.log)`. */
import { judgeAgain, readStoredRuns } from '../replay/stored-runs.ts';

const WANTED_A_SECOND = 1_000;
const MEASURED_MS = 2_000;

/** Judges all saved runs over and over; prints the rate. Returns whether it is as wanted. */
export function benchReplay(print: (line: string) => void): boolean {
  const runs = readStoredRuns();
  if (runs.length === 0) {
    print('skipped: no run is saved in test/replay');
    return true;
  }
  const judgeAll = (): void => {
    for (const stored of runs) judgeAgain(stored, stored.run);
  };
  for (let warm = 0; warm < 3; warm += 1) judgeAll();
  const started = process.cpuUsage();
  const until = performance.now() + MEASURED_MS;
  let judged = 0;
  while (performance.now() < until) {
    judgeAll();
    judged += runs.length;
  }
  // The time of this process, whatever else the computer does meanwhile.
  const { user, system } = process.cpuUsage(started);
  const rate = judged / ((user + system) / 1_000_000);
  print('judging saved runs');
  print(
    `  ${String(runs.length)} runs, ${String(judged)} judgements: ${rate.toFixed(0)} a second on one core (at least ${String(WANTED_A_SECOND)} wanted, ${(rate / WANTED_A_SECOND).toFixed(1)} times that)`,
  );
  return rate >= WANTED_A_SECOND;
}
