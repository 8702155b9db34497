/** How many packets the way to the first hop loses, seen by a few connects: the watch keeps it, so that there is a row of them. */
import type { Clock } from '../../src/base/clock.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { connectOften } from '../../src/probe/connect-often.ts';
import { lossOf } from '../../src/report/check-entry.ts';
import { isLoopback } from '../../src/settings/canonical-host.ts';
import type { CheckFacts } from '../../src/watch/history-entry.ts';

/** Few enough for a proxy's log, which may show each as a line: sixty an hour. */
const SAMPLE = { attempts: 5, spacingMs: 20 };

/** Returns it for a check that reached its first hop; `null` where none was reached, or it is on this very computer. */
export async function sampleLoss(
  observations: readonly Observation[],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<NonNullable<CheckFacts['loss']> | null> {
  const hop = observations.find(
    (one) => one.probe === 'tcp.connect' && one.way.purpose === 'target' && one.failure === null,
  );
  if (hop?.probe !== 'tcp.connect' || isLoopback(hop.address)) return null;
  const row = await connectOften({ address: hop.address, port: hop.port }, { ...SAMPLE, clock, signal });
  return row.attempts === 0 ? null : lossOf(row);
}
