/** Several tries of one connection beside each other: a lost SYN is made good sooner than the system would. */
import { setMaxListeners } from 'node:events';
import type { FailureKind } from '../observation/failure.ts';
import { pauseFor } from '../base/pause-for.ts';

/** When the tries begin: the system repeats a SYN only after a whole second (RFC 6298 section 2). */
const TRIES_AT_MS = [0, 250, 500] as const;

/** How a try ended. */
interface Tried {
  readonly socket: { destroy(): unknown } | null;
  readonly failure: { readonly kind: FailureKind } | null;
}

/** Returns the first connection or refusal; where all is silence, how the first try ended. */
export function openRepeatedly<T extends Tried>(
  open: (signal: AbortSignal) => Promise<T>,
  within: AbortSignal,
): Promise<T> {
  const over = new AbortController();
  const signal = AbortSignal.any([within, over.signal]);
  setMaxListeners(0, signal);
  return new Promise<T>((resolve, reject) => {
    let isOver = false;
    const tryAt = async (afterMs: number): Promise<void> => {
      const isFirst = afterMs === 0;
      if (!isFirst && !(await pauseFor(afterMs, signal))) return;
      const tried = await open(signal);
      if (isOver) {
        tried.socket?.destroy();
        return;
      }
      const isTelling = tried.failure?.kind !== 'timed-out' && tried.failure?.kind !== 'cancelled';
      if (!isFirst && !isTelling) return;
      isOver = true;
      over.abort();
      resolve(tried);
    };
    for (const afterMs of TRIES_AT_MS) tryAt(afterMs).catch(reject);
  });
}
