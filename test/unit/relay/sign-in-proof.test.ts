import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEADLINES } from '../../../src/base/deadline.ts';
import { Secret } from '../../../src/base/secret.ts';
import { SignInProof, type Ask, type ProofTools } from '../../../src/relay/sign-in-proof.ts';

function makeAsk(): Ask {
  return {
    context: { method: 'GET', requestUri: 'http://site.example/' },
    route: { legs: [] },
    endTurn: null,
    sentGeneration: 0,
    isProof: false,
  };
}

function makeProof(more: Pick<ProofTools, 'prove'> = {}): SignInProof {
  let isRefused = false;
  return new SignInProof(
    { host: 'proxy.example', port: 3128 },
    {
      clock: { nowMs: () => performance.now(), wallMs: () => Date.now() },
      credentials: {
        find: () => Promise.resolve({ user: 'bob', password: new Secret('secret'), from: 'option' }),
        wasRefused: () => Promise.resolve(isRefused),
        note: (_proxy, _realm, { accepted }) => {
          isRefused = !accepted;
        },
      },
      onRefused: () => undefined,
      ...more,
    },
  );
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('requests that wait for somebody else’s try', () => {
  test('give up after the limit, and not before', async () => {
    const proof = makeProof();
    expect(await proof.mayTry(makeAsk(), '')).toBe('unproven');
    const outcomes: string[] = [];
    void proof.mayTry(makeAsk(), '').then((outcome) => outcomes.push(outcome));
    await vi.advanceTimersByTimeAsync(DEADLINES.relayTurn.ms - 1_000);
    expect(outcomes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(outcomes).toEqual(['late']);
  });

  test('go on without a try of their own once one was accepted', async () => {
    const proof = makeProof();
    const first = makeAsk();
    await proof.mayTry(first, '');
    const waiting = [makeAsk(), makeAsk()].map((ask) => proof.mayTry(ask, ''));
    proof.prove(true);
    first.endTurn?.();
    expect(await Promise.all(waiting)).toEqual(['proven', 'proven']);
  });

  test('take the next turn where the first one came to nothing', async () => {
    const proof = makeProof();
    const [first, second] = [makeAsk(), makeAsk()];
    await proof.mayTry(first, '');
    const waiting = proof.mayTry(second, '');
    first.endTurn?.();
    expect(await waiting).toBe('unproven');
  });

  test('send nothing after a refusal', async () => {
    const proof = makeProof();
    const first = makeAsk();
    await proof.mayTry(first, '');
    const waiting = proof.mayTry(makeAsk(), '');
    proof.prove(false);
    first.endTurn?.();
    expect(await waiting).toBe('refused');
  });
});

describe('a sign-in that is to be proven first', () => {
  test('is shown once, and everybody waits until the proxy has said something to it', async () => {
    let shown = 0;
    const proof = makeProof({
      prove: () => {
        shown += 1;
        return new Promise<void>(() => undefined);
      },
    });
    const waiting = Promise.all([proof.proveFirst(makeAsk(), ''), proof.proveFirst(makeAsk(), '')]);
    await vi.advanceTimersByTimeAsync(0);
    expect(shown).toBe(1);
    proof.prove(false);
    await waiting;
    expect(await proof.mayTry(makeAsk(), '')).toBe('refused');
  });

  test('is tried by whoever asks where the proof gets no answer', async () => {
    const proof = makeProof({ prove: () => Promise.reject(new Error('no such site')) });
    await proof.proveFirst(makeAsk(), '');
    expect(await proof.mayTry(makeAsk(), '')).toBe('unproven');
  });
});
