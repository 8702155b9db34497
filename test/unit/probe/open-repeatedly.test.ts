import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../../src/observation/failure.ts';
import { openRepeatedly } from '../../../src/probe/open-repeatedly.ts';

/** A socket that knows whether it was closed. */
class FakeSocket {
  isClosed = false;

  destroy(): void {
    this.isClosed = true;
  }
}

interface Opened {
  readonly socket: FakeSocket | null;
  readonly failure: { readonly kind: FailureKind } | null;
}

const calm = new AbortController().signal;
const silence: Opened = { socket: null, failure: { kind: 'timed-out' } };

/** Answers the tries in order, each after its time, also where it was told to stop. */
function answering(...answers: readonly (readonly [afterMs: number, opened: Opened])[]) {
  let tries = 0;
  return {
    open: async (): Promise<Opened> => {
      const [afterMs, opened] = answers[tries++] ?? [0, silence];
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      return opened;
    },
    tries: () => tries,
  };
}

describe('opening a connection by several tries', () => {
  it('needs one where the first is answered at once', async () => {
    const first: Opened = { socket: new FakeSocket(), failure: null };
    const { open, tries } = answering([5, first]);
    expect(await openRepeatedly(open, calm)).toBe(first);
    expect([tries(), first.socket?.isClosed]).toEqual([1, false]);
  });

  it('takes the second where the first is lost, and closes what comes after it', async () => {
    const late: Opened = { socket: new FakeSocket(), failure: null };
    const second: Opened = { socket: new FakeSocket(), failure: null };
    const { open } = answering([300, late], [5, second]);
    expect(await openRepeatedly(open, calm)).toBe(second);
    await expect.poll(() => late.socket?.isClosed).toBe(true);
    expect(second.socket?.isClosed).toBe(false);
  });

  it('believes a refusal of any try, and no silence but that of the first', async () => {
    const refusal: Opened = { socket: null, failure: { kind: 'connection-refused' } };
    expect(await openRepeatedly(answering([400, silence], [0, refusal]).open, calm)).toBe(refusal);
    const first: Opened = { socket: null, failure: { kind: 'timed-out' } };
    expect(await openRepeatedly(answering([300, first], [0, silence]).open, calm)).toBe(first);
  });

  it('makes no further try once it is told to stop', async () => {
    const over = new AbortController();
    const { open, tries } = answering([50, { socket: null, failure: { kind: 'cancelled' } }]);
    const opening = openRepeatedly(open, over.signal);
    over.abort();
    expect((await opening).failure?.kind).toBe('cancelled');
    expect(tries()).toBe(1);
  });
});
