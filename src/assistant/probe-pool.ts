/** Runs the probes of one run side by side: equal requests once, all under one signal. */
import { requestKey, type ProbeRequest } from '../observation/probe-request.ts';

/** The requests of one run, begun and ended. */
export interface ProbePool {
  /** Begins a request unless it was begun before. Returns when it has ended. */
  run(request: ProbeRequest): Promise<void>;
  /** Whether a request was begun before. */
  hasBegun(request: ProbeRequest): boolean;
  /** Requests that have ended: what a judge may take as asked. */
  readonly ended: readonly ProbeRequest[];
  /** Requests that are still at work. */
  readonly unanswered: readonly ProbeRequest[];
  /** Those of them that have been at work for this long. */
  atWorkFor(ms: number): readonly ProbeRequest[];
  /** Ends when nothing is at work any more. */
  settled(): Promise<void>;
}

interface Entry {
  readonly request: ProbeRequest;
  readonly begunMs: number;
  readonly work: Promise<void>;
}

/** Returns a pool over `probe`, which must end once its signal aborts. */
export function createProbePool(
  probe: (request: ProbeRequest) => Promise<void>,
  nowMs: () => number = () => performance.now(),
): ProbePool {
  const begun = new Map<string, Entry>();
  const ended: ProbeRequest[] = [];
  return {
    run(request) {
      const key = requestKey(request);
      const known = begun.get(key);
      if (known !== undefined) return known.work;
      const work = probe(request).then(() => {
        ended.push(request);
      });
      begun.set(key, { request, begunMs: nowMs(), work });
      // Whoever waits for it sees the bug; a speculative probe must not bring the process down before that.
      work.catch(() => undefined);
      return work;
    },
    hasBegun: (request) => begun.has(requestKey(request)),
    ended,
    get unanswered() {
      return [...begun.values()].map((entry) => entry.request).filter((request) => !ended.includes(request));
    },
    atWorkFor(ms) {
      const since = nowMs() - ms;
      return [...begun.values()]
        .filter((entry) => entry.begunMs <= since && !ended.includes(entry.request))
        .map((entry) => entry.request);
    },
    async settled() {
      await Promise.allSettled([...begun.values()].map((entry) => entry.work));
    },
  };
}
