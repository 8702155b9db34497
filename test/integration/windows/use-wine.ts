/** One Windows for all tests of a group. */
import { afterAll, beforeAll } from 'vitest';
import { startWine, type Wine } from './wine.ts';

/** Starts it before the first test of the group, prepares it, and stops it behind the last; returns what gives it. */
export function useWine(prepare: (wine: Wine) => void = () => undefined): () => Wine {
  const started: { wine?: Wine } = {};
  beforeAll(async () => {
    started.wine = await startWine();
    prepare(started.wine);
  }, 240_000);
  afterAll(async () => {
    await started.wine?.stop();
  });
  return () => {
    if (started.wine === undefined) throw new Error('Wine was not started');
    return started.wine;
  };
}
