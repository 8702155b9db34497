/** Sends small requests to a proxy, one after the other, and measures how long each answer takes. */
import { DEADLINES } from '../base/deadline.ts';
import type { Way } from '../observation/observation.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';
import { openFirstHop } from './first-hop.ts';
import { readReply } from './http-reply.ts';
import { requestBytes } from './http-request.ts';
import { pauseFor } from '../base/pause-for.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';
import { startWait } from '../base/deadline.ts';
import type { Wire } from './wire.ts';

/** Spaced so that a server's rate limit is not met, and a burst of loss not mistaken for a broken path. */
const SPACING_MS = 60;

/** Whatever is asked for, nobody may use this to load a proxy. */
const MOST_REQUESTS = 100;

/** Emits `proxy.requests`. */
export async function probeProxyRequests(
  run: ProbeRun,
  proxy: ProxyServer,
  how: { readonly count: number; readonly authority: string },
): Promise<void> {
  const emit = startWatch(run);
  const count = Math.min(how.count, MOST_REQUESTS);
  const about = `${proxy.host}:${String(proxy.port)}`;
  const timesMs: (number | null)[] = [];
  await step(run, { probe: 'proxy.requests', about, limitMs: count * DEADLINES.kindTry.ms }, async () => {
    for (let index = 0; index < count && !run.signal.aborted; index += 1) {
      if (index > 0) await pauseFor(SPACING_MS, run.signal);
      const timeMs = await timeOne(run, proxy, how.authority);
      // What an interruption cut off is no loss of the proxy's.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it may abort while a request is under way
      if (!run.signal.aborted) timesMs.push(timeMs);
    }
  });
  emit({ probe: 'proxy.requests', host: proxy.host, port: proxy.port, attempts: timesMs.length, timesMs });
}

async function timeOne(run: ProbeRun, proxy: ProxyServer, authority: string): Promise<number | null> {
  const { clock, state } = run.context;
  const begunMs = clock.nowMs();
  const wait = startWait('kindTry', run.signal);
  const quiet: ProbeRun = { ...run, signal: wait.signal, emit: () => undefined };
  const way: Way = {
    id: state.nextWayId(),
    purpose: 'variation',
    url: `https://${authority}/`,
    leg: proxy,
    redirects: 0,
  };
  try {
    const first = await openFirstHop(quiet, way);
    if (first.hop === null) return null;
    try {
      const isAnswered = await (isSocks(proxy)
        ? greet(first.hop.wire, proxy, wait.signal)
        : askItself(quiet, first.hop.wire, authority));
      return isAnswered ? Math.round((clock.nowMs() - begunMs) * 10) / 10 : null;
    } finally {
      first.hop.wire.close();
    }
  } finally {
    wait[Symbol.dispose]();
  }
}

/** An HTTP proxy answers this by itself and forwards nothing (RFC 9110 section 7.6.2); a refusal is an answer as well. */
async function askItself(run: ProbeRun, wire: Wire, authority: string): Promise<boolean> {
  wire.write(
    requestBytes({
      method: 'OPTIONS',
      requestUri: `http://${authority}/`,
      host: authority,
      toProxy: true,
      maxForwards: 0,
    }),
  );
  const read = await readReply(wire, { isConnect: false, deadline: 'kindTry', signal: run.signal });
  return read.reply !== null;
}

/** The greeting of SOCKS 5 (RFC 1928 section 3); SOCKS 4 has none, so its connection has to do. */
async function greet(wire: Wire, proxy: ProxyServer, signal: AbortSignal): Promise<boolean> {
  if (proxy.kind === 'socks4') return true;
  wire.write(Buffer.from([5, 2, 0, 2]));
  try {
    return (await wire.read(signal)) !== null;
  } catch (thrown) {
    // Silence or a reset: no answer, which is what is counted.
    if (thrown instanceof Error) return false;
    throw thrown;
  }
}

function isSocks({ kind }: ProxyServer): boolean {
  return kind === 'socks4' || kind === 'socks5';
}
