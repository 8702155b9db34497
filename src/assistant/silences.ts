/** What a run is waiting for at the moment: the facts that it will have if nobody answers. */
import type { Clock } from '../base/clock.ts';
import type { Fact } from '../observation/observation.ts';

/** An answer that takes longer is probably not coming; a resolver is near, and answers sooner. */
export const SILENT_MS = 900;
const SILENT_NAME_MS = 400;

/** One answer that has not come yet. */
export interface Silence {
  readonly fact: Fact;
  readonly forMs: number;
}

/** The waits of one run. */
export interface Silences {
  /** Notes a wait; returns what ends it. */
  begin(fact: Fact): () => void;
  all(): readonly Silence[];
}

export function createSilences(clock: Clock): Silences {
  const waits = new Map<symbol, { readonly fact: Fact; readonly sinceMs: number }>();
  return {
    begin(fact) {
      const key = Symbol('wait');
      waits.set(key, { fact, sinceMs: clock.nowMs() });
      return () => {
        waits.delete(key);
      };
    },
    all() {
      const nowMs = clock.nowMs();
      return [...waits.values()].map(({ fact, sinceMs }) => ({ fact, forMs: nowMs - sinceMs }));
    },
  };
}

/** Whether it lasts so long that it is worth asking what is behind it. */
export function isLong({ fact, forMs }: Silence): boolean {
  return forMs >= (fact.probe === 'dns.lookup' ? SILENT_NAME_MS : SILENT_MS);
}
