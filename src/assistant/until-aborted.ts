/** Waits for work, but not longer than a signal allows. */

/** Returns when `work` has ended or `signal` aborts, whichever comes first; tells which. A failure of `work` is thrown. */
export async function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<'ended' | 'aborted'> {
  if (signal.aborted) {
    work.catch(() => undefined);
    return 'aborted';
  }
  let stop = (): void => undefined;
  const aborted = new Promise<'aborted'>((resolve) => {
    stop = () => {
      resolve('aborted');
    };
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work.then(() => 'ended' as const), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined);
  }
}

/** Returns the value of `work`, or `fallback` where `signal` aborts first. */
export async function valueUntilAborted<T>(work: Promise<T>, signal: AbortSignal, fallback: T): Promise<T> {
  let value = fallback;
  await untilAborted(
    work.then((result) => {
      value = result;
    }),
    signal,
  );
  return value;
}

/** Returns after `ms` milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
