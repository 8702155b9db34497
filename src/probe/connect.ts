/** Opens a TCP connection to the first of several addresses that answers, each tried apart (RFC 8305 section 5). */
import { connect, type Socket } from 'node:net';
import { DEADLINES, startWait, type DeadlineName } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import type { Way } from '../observation/observation.ts';
import { failureOf } from './failure.ts';
import { openRepeatedly } from './open-repeatedly.ts';
import { startWatch, step, waitingFor, type ProbeRun } from './probe-run.ts';

/** More addresses than this are not tried: a name with dozens would only repeat itself. */
const MOST_ADDRESSES = 8;

export type Connected =
  | { readonly socket: Socket; readonly address: string; readonly failure: null }
  | { readonly socket: null; readonly address: string; readonly failure: Failure };

/** Races all addresses, staggered; emits one `tcp.connect` for each attempt that ended by itself. */
export async function connectFirst(
  run: ProbeRun,
  to: {
    readonly way: Way;
    readonly to: 'proxy' | 'site';
    readonly host: string;
    readonly port: number;
    readonly addresses: readonly [string, ...string[]];
  },
): Promise<Connected> {
  const ordered = interleaveFamilies(to.addresses).slice(0, MOST_ADDRESSES);
  const limitMs = DEADLINES[deadlineOf(run, to.way)].ms;
  return step(run, { probe: 'tcp.connect', about: `${to.host}:${String(to.port)}`, limitMs }, () =>
    race(run, to, ordered),
  );
}

/** Other ways are gone to compare; the target itself is waited for. */
function deadlineOf(run: ProbeRun, way: Way): 'tcpConnect' | 'comparisonConnect' | 'directComparison' {
  if (way.purpose === 'target') return 'tcpConnect';
  return way.leg.kind === 'direct' && run.context.goesByProxy === true ? 'directComparison' : 'comparisonConnect';
}

async function race(
  run: ProbeRun,
  to: { readonly way: Way; readonly to: 'proxy' | 'site'; readonly host: string; readonly port: number },
  addresses: readonly string[],
): Promise<Connected> {
  const over = new AbortController();
  const signal = AbortSignal.any([run.signal, over.signal]);
  return new Promise<Connected>((resolve) => {
    let next = 0;
    let pending = 0;
    let won = false;
    let lastFailure: { readonly address: string; readonly failure: Failure } | null = null;
    let timer: NodeJS.Timeout | undefined;
    const startNext = (): void => {
      clearTimeout(timer);
      const address = addresses[next];
      if (won || address === undefined || run.signal.aborted) return;
      next += 1;
      pending += 1;
      const emit = startWatch(run);
      const place = { probe: 'tcp.connect', way: to.way, to: to.to, host: to.host, address, port: to.port } as const;
      const waiting = waitingFor(run, { ...place, failure: { kind: 'timed-out' } });
      const deadline = deadlineOf(run, to.way);
      const open = (within: AbortSignal): Promise<Connected> =>
        openSocket({ address, port: to.port, deadline, signal: within });
      const opening = deadline === 'directComparison' ? openRepeatedly(open, signal) : open(signal);
      void opening.then((result) => {
        waiting[Symbol.dispose]();
        pending -= 1;
        if (won) {
          result.socket?.destroy();
          return;
        }
        const { failure } = result;
        emit({ ...place, failure });
        if (result.failure === null) {
          won = true;
          clearTimeout(timer);
          run.signal.removeEventListener('abort', onAbort);
          over.abort();
          resolve(result);
          return;
        }
        lastFailure = { address, failure: result.failure };
        startNext();
        if (pending === 0 && (next >= addresses.length || run.signal.aborted)) finish();
      });
      if (next < addresses.length) timer = setTimeout(startNext, DEADLINES.connectStagger.ms);
    };
    const finish = (): void => {
      clearTimeout(timer);
      run.signal.removeEventListener('abort', onAbort);
      const { address, failure } = lastFailure ?? { address: '', failure: { kind: 'cancelled' as const } };
      resolve({ socket: null, address, failure });
    };
    const onAbort = (): void => {
      if (!won && pending === 0) finish();
    };
    run.signal.addEventListener('abort', onAbort, { once: true });
    startNext();
    if (pending === 0) finish();
  });
}

/** Opens one socket to one address inside a named deadline; never throws. */
export async function openSocket(to: {
  readonly address: string;
  readonly port: number;
  readonly deadline: DeadlineName;
  readonly signal: AbortSignal;
}): Promise<Connected> {
  const { address } = to;
  const wait = startWait(to.deadline, to.signal);
  try {
    const socket = await new Promise<Socket>((resolve, reject) => {
      if (wait.signal.aborted) {
        reject(wait.signal.reason instanceof Error ? wait.signal.reason : new DOMException('aborted', 'AbortError'));
        return;
      }
      const opening = connect({ host: address, port: to.port, noDelay: true });
      const onAbort = (): void => {
        opening.destroy();
        reject(wait.signal.reason instanceof Error ? wait.signal.reason : new DOMException('aborted', 'AbortError'));
      };
      wait.signal.addEventListener('abort', onAbort, { once: true });
      opening.once('connect', () => {
        wait.signal.removeEventListener('abort', onAbort);
        opening.removeListener('error', onError);
        // A reset between now and the first reader must not become an uncaught exception; the reader sees `errored`.
        opening.on('error', () => undefined);
        resolve(opening);
      });
      const onError = (error: Error): void => {
        wait.signal.removeEventListener('abort', onAbort);
        opening.destroy();
        reject(error);
      };
      opening.once('error', onError);
    });
    return { socket, address, failure: null };
  } catch (thrown) {
    return { socket: null, address, failure: failureOf(thrown) };
  } finally {
    wait[Symbol.dispose]();
  }
}

/** Alternates families, beginning with the one the system put first (RFC 8305 section 4). */
export function interleaveFamilies(addresses: readonly string[]): readonly string[] {
  const first = addresses[0];
  if (first === undefined) return [];
  // A colon tells the family of what is known to be an address; Node's own test costs milliseconds at its first use.
  const isIPv6 = (address: string): boolean => address.includes(':');
  const leading = addresses.filter((address) => isIPv6(address) === isIPv6(first));
  const other = addresses.filter((address) => isIPv6(address) !== isIPv6(first));
  const mixed: string[] = [];
  for (let index = 0; index < Math.max(leading.length, other.length); index += 1) {
    const a = leading[index];
    const b = other[index];
    if (a !== undefined) mixed.push(a);
    if (b !== undefined) mixed.push(b);
  }
  return [...new Set(mixed)];
}
