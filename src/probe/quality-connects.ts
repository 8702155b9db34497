/** Connects over and over to one place, to see whether the path loses packets or drops connections. */
import { setMaxListeners } from 'node:events';
import { DEADLINES, startWait } from '../base/deadline.ts';
import { openSocket } from './connect.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { pauseFor } from '../base/pause-for.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';

const ATTEMPTS = 32;
/** Spaced so that a burst of loss is not mistaken for a broken path, and a server's rate limit is not met. */
const SPACING_MS = 70;

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
  const outcomes = await step(run, { probe: 'quality.connects', about, limitMs }, async () => {
    const wait = startWait('quality', run.signal);
    setMaxListeners(0, wait.signal);
    try {
      return await Promise.all(Array.from({ length: attempts }, (_, index) => tryOnce(index, wait.signal)));
    } finally {
      wait[Symbol.dispose]();
    }
  });
  const made = outcomes.filter((outcome) => outcome !== 'not-made');
  const rttsMs = made.filter((outcome) => outcome !== 'failed').map((ms) => Math.round(ms * 10) / 10);
  emit({ probe: 'quality.connects', ...to, attempts: made.length, succeeded: rttsMs.length, rttsMs });

  async function tryOnce(index: number, signal: AbortSignal): Promise<number | 'failed' | 'not-made'> {
    if (!(await pauseFor(index * spacingMs, signal))) return 'not-made';
    const begunMs = run.context.clock.nowMs();
    const opened = await openSocket({ address: address ?? '', port: to.port, deadline: 'portTry', signal });
    opened.socket?.destroy();
    return opened.failure === null ? run.context.clock.nowMs() - begunMs : 'failed';
  }
}
