/** A row of connects to one address, each closed at once: how many came through, and how fast. */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../base/clock.ts';
import { startWait } from '../base/deadline.ts';
import { pauseFor } from '../base/pause-for.ts';
import { openSocket } from './connect.ts';

/** What a row showed; milliseconds, in tenths. */
export interface ConnectRow {
  readonly attempts: number;
  readonly succeeded: number;
  readonly rttsMs: readonly number[];
}

/** Connects `attempts` times, `spacingMs` apart, all within the deadline; what was not begun by then does not count. */
export async function connectOften(
  to: { readonly address: string; readonly port: number },
  given: {
    readonly attempts: number;
    readonly spacingMs: number;
    readonly clock: Clock;
    readonly signal: AbortSignal;
  },
): Promise<ConnectRow> {
  const { attempts, spacingMs, clock } = given;
  using wait = startWait('quality', given.signal);
  setMaxListeners(0, wait.signal);
  const outcomes = await Promise.all(Array.from({ length: attempts }, (_, index) => tryOnce(index, wait.signal)));
  const made = outcomes.filter((outcome) => outcome !== 'not-made');
  const rttsMs = made.filter((outcome) => outcome !== 'failed').map((ms) => Math.round(ms * 10) / 10);
  return { attempts: made.length, succeeded: rttsMs.length, rttsMs };

  async function tryOnce(index: number, signal: AbortSignal): Promise<number | 'failed' | 'not-made'> {
    if (!(await pauseFor(index * spacingMs, signal))) return 'not-made';
    const begunMs = clock.nowMs();
    const opened = await openSocket({ ...to, deadline: 'portTry', signal });
    opened.socket?.destroy();
    return opened.failure === null ? clock.nowMs() - begunMs : 'failed';
  }
}
