import type { Clock } from '../../../src/base/clock.ts';
import { createPacEngine } from '../../../src/pac/pac-engine.ts';
import type { PacEngine, PacEvaluation, PacFailure, PacScript, PacTools } from '../../../src/pac/pac-engine.ts';
import type { Result } from '../../../src/base/result.ts';

/** A signal that nobody aborts. */
export const calm = new AbortController().signal;

/** A clock that stands still at `iso`. */
export function clockAt(iso: string): Clock {
  const wall = Date.parse(iso);
  return { nowMs: () => performance.now(), wallMs: () => wall };
}

/** An engine whose names are the given ones and nothing else. */
export function engineWith(
  names: Readonly<Record<string, readonly string[]>> = {},
  others: Partial<PacTools> = {},
): PacEngine {
  return createPacEngine({
    clock: clockAt('2026-03-04T10:20:30Z'),
    resolve: (name, families) => {
      const found = (names[name] ?? []).filter((address) => families === 'any' || !address.includes(':'));
      return Promise.resolve(found.length === 0 ? null : found);
    },
    myAddresses: () => Promise.resolve(['192.0.2.7', '2001:db8::7']),
    ...others,
  });
}

/** Loads a script that is known to be good. */
export async function loaded(engine: PacEngine, text: string): Promise<PacScript> {
  const script = await engine.load(text, { signal: calm });
  if (!script.ok) throw new Error(`the script doesn't load: ${JSON.stringify(script.problem)}`);
  return script.value;
}

/** Loads, asks once, and closes. */
export async function askOnce(
  text: string,
  url = 'http://www.example.test/',
  engine = engineWith(),
): Promise<Result<PacEvaluation, PacFailure>> {
  const script = await loaded(engine, text);
  try {
    return await script.evaluate(url, { signal: calm, trace: true });
  } finally {
    await script.dispose();
  }
}
