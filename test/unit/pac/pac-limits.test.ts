import { describe, expect, it } from 'vitest';
import { DEADLINES } from '../../../src/base/deadline.ts';
import { calm, engineWith, loaded } from './pac-tools.ts';

const URL = 'http://www.example.test/';
const ASK =
  'function FindProxyForURL(u, h) { var n = 0; for (var i = 0; i < 30; i++) if (dnsResolve("h" + i)) n++; return "PROXY n:" + (n + 1) }';

/** Longer than any test. */
const NEVER_MS = 60_000;

/** Names that are answered after so long, `null` where that is never; whatever is asked is written down. */
function slowNames(answerMs: number | null, asked: string[] = []) {
  return engineWith(
    {},
    {
      resolve: (name, _, signal) => {
        asked.push(name);
        return new Promise((resolve) => {
          const end = (found: readonly string[] | null): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', cancel);
            resolve(found);
          };
          const cancel = (): void => {
            end(null);
          };
          const timer = setTimeout(() => {
            end(['10.0.0.1']);
          }, answerMs ?? NEVER_MS);
          signal.addEventListener('abort', cancel);
        });
      },
    },
  );
}

describe('names that a script waits for', () => {
  it('take time of their own, not that of the script', { timeout: 20_000 }, async () => {
    const script = await loaded(slowNames(150), ASK);
    const result = await script.evaluate(URL, { signal: calm });
    await script.dispose();
    expect(result).toMatchObject({ ok: true, value: { answer: 'PROXY n:21', dnsQuestions: 20 } });
    expect(result.ok ? result.value.tookMs : 0).toBeGreaterThan(DEADLINES.pacRun.ms);
  });

  it('end together at their limit, and the script goes on without them', { timeout: 20_000 }, async () => {
    const asked: string[] = [];
    const script = await loaded(slowNames(1_300, asked), ASK);
    const sinceMs = performance.now();
    const result = await script.evaluate(URL, { signal: calm });
    const tookMs = performance.now() - sinceMs;
    await script.dispose();
    expect(result).toMatchObject({ ok: true });
    expect(asked.length).toBeLessThanOrEqual(5);
    expect(tookMs).toBeLessThan(DEADLINES.pacNames.ms + DEADLINES.pacRun.ms);
  });

  it('that never come end the same way, and leave the machine usable', { timeout: 20_000 }, async () => {
    const script = await loaded(
      slowNames(null),
      'function FindProxyForURL(u, h) { return dnsResolve("never") === null ? "PROXY none:1" : "DIRECT" }',
    );
    const sinceMs = performance.now();
    const result = await script.evaluate(URL, { signal: calm });
    expect(performance.now() - sinceMs).toBeLessThan(DEADLINES.pacNames.ms + DEADLINES.pacRun.ms);
    expect(result).toMatchObject({ ok: true, value: { answer: 'PROXY none:1' } });
    await script.dispose();
  });

  it('are given up at once when the run is cancelled', { timeout: 20_000 }, async () => {
    const script = await loaded(slowNames(null), ASK);
    const sinceMs = performance.now();
    const result = await script.evaluate(URL, { signal: AbortSignal.timeout(100) });
    expect(result.ok).toBe(false);
    expect(performance.now() - sinceMs).toBeLessThan(1_500);
    await script.dispose();
  });

  it('leave the caller awake', { timeout: 20_000 }, async () => {
    const script = await loaded(slowNames(600), ASK.replace('30', '1'));
    let beats = 0;
    const beat = setInterval(() => {
      beats += 1;
    }, 20);
    await script.evaluate(URL, { signal: calm });
    clearInterval(beat);
    await script.dispose();
    expect(beats).toBeGreaterThan(5);
  });

  it('are remembered from one URL to the next, but not where somebody wants to see each call', async () => {
    const asked: string[] = [];
    const script = await loaded(
      slowNames(1, asked),
      'function FindProxyForURL() { return "PROXY " + dnsResolve("a") + ":1" }',
    );
    for (const trace of [false, false, true, true]) await script.evaluate(URL, { signal: calm, trace });
    await script.dispose();
    expect(asked).toHaveLength(3);
  });
});

describe('a script of a megabyte', () => {
  it('loads and answers within the limits', { timeout: 30_000 }, async () => {
    const rule = (at: number): string =>
      `if (shExpMatch(host, "*.branch${String(at)}.example.test")) return "PROXY p:3128";\n`;
    const rules = Array.from({ length: 13_800 }, (_, at) => rule(at)).join('');
    const text = `function FindProxyForURL(url, host) {\n${rules}return "DIRECT";\n}`;
    expect(text.length).toBeGreaterThan(1_000_000);
    const script = await loaded(engineWith(), text);
    expect(await script.evaluate(URL, { signal: calm, trace: true })).toMatchObject({
      ok: true,
      value: { answer: 'DIRECT', branch: [{ line: 13_802 }] },
    });
    await script.dispose();
  });
});
