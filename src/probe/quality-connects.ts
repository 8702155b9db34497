/** Connects over and over to one place, to see whether the path loses packets or drops connections. */
import { DEADLINES } from '../base/deadline.ts';
import { connectOften } from './connect-often.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';

const ATTEMPTS = 32;
/** Spaced so that a burst of loss is not mistaken for a broken path, and a server's rate limit is not met. */
const SPACING_MS = 30;

/** A sample is eight connects nearly at once: a path that loses a third of its packets shows it in 19 of 20 samples. */
const SAMPLE = { attempts: 8, spacingMs: 4 };

/** Emits `quality.connects` after some thirty connects, or a sample's few, all within its deadline. */
export async function probeQuality(
  run: ProbeRun,
  request: { readonly host: string; readonly port: number; readonly sample?: true },
): Promise<void> {
  const to = { host: request.host, port: request.port };
  const { attempts, spacingMs } = request.sample === true ? SAMPLE : { attempts: ATTEMPTS, spacingMs: SPACING_MS };
  const { addresses } = await lookUpAddresses(run, { name: to.host, role: 'proxy' });
  const address = addresses[0];
  const emit = startWatch(run);
  if (address === undefined) {
    emit({ probe: 'quality.connects', ...to, attempts: 0, succeeded: 0, rttsMs: [] });
    return;
  }
  const limitMs = DEADLINES.quality.ms;
  const about = `${to.host}:${String(to.port)}`;
  const { clock } = run.context;
  const made = await step(run, { probe: 'quality.connects', about, limitMs }, () =>
    connectOften({ address, port: to.port }, { attempts, spacingMs, clock, signal: run.signal }),
  );
  emit({ probe: 'quality.connects', ...to, ...made });
}
