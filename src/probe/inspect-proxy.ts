/** Looks at a proxy as its administrator does: politely, one question after the other, each on a connection of its own. */
import { DEADLINES } from '../base/deadline.ts';
import type { Way } from '../observation/observation.ts';
import type { ProbeRequest } from '../observation/probe-request.ts';
import { openSocket } from './connect.ts';
import type { ControlSite } from './control-site.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { authorityOf, hostOf } from './http-request.ts';
import { pauseFor } from '../base/pause-for.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';
import { probeKeepAlive } from './proxy-keep-alive.ts';
import { connectThroughProxy } from './proxy-handshake.ts';
import { probeProxyKind } from './proxy-kind.ts';
import { probeProxyRequests } from './proxy-requests.ts';
import type { WayPlan } from './trip.ts';
import { goWay } from './way.ts';

type InspectRequest = Extract<ProbeRequest, { readonly probe: 'proxy.inspect' }>;

/** Between two questions, so that no rate limit and no intrusion detection is met. */
const PAUSE_MS = 150;

/** More addresses of one name would only repeat themselves. */
const MOST_ADDRESSES = 6;

/** Leaves the facts of all questions; stops early where the proxy takes no connection at all. */
export async function inspectProxy(run: ProbeRun, request: InspectRequest): Promise<void> {
  const { proxy } = request;
  const sites = run.context.controlSites;
  const plain = sites.find(({ url }) => url.startsWith('http:'));
  const secure = sites.find(({ url }) => url.startsWith('https:'));
  const host = hostOf(new URL((secure ?? plain)?.url ?? 'https://www.gstatic.com/'));
  if (!(await connectToEach(run, request))) return;
  await probeProxyKind(run, proxy);
  // The plain one proves the credentials, so that a wrong password is sent once.
  if (plain !== undefined) await goWay(run, controlPlan(request, plain, true));
  if (secure !== undefined) await goWay(run, controlPlan(request, secure, plain === undefined));
  for (const port of request.ports) await tryTunnel(run, request, authorityOf(host, port));
  const [address] = (await lookUpAddresses(run, { name: host, role: 'control' })).addresses;
  if (address !== undefined && address !== host) await tryTunnel(run, request, authorityOf(address, 443));
  // A name that no resolver knows (RFC 6761 section 6.4).
  const unknown = `http://p${String(Math.floor(Math.random() * 1e9))}.invalid/`;
  await goWay(run, { purpose: 'variation', url: unknown, leg: proxy, redirects: 0 });
  await probeKeepAlive(run, proxy, `https://${authorityOf(host, 443)}/`);
  await probeProxyRequests(run, proxy, { count: request.requests, authority: authorityOf(host, 443) });
}

function controlPlan({ proxy }: InspectRequest, site: ControlSite, isProof: boolean): WayPlan {
  return { purpose: 'control', url: site.url, leg: proxy, redirects: 0, expect: site.expect, isProof };
}

/** One connection to each address; returns whether any was taken. */
async function connectToEach(run: ProbeRun, { proxy }: InspectRequest): Promise<boolean> {
  const { addresses } = await lookUpAddresses(run, { name: proxy.host, role: 'proxy' });
  const way: Way = {
    id: run.context.state.nextWayId(),
    purpose: 'variation',
    url: `http://${authorityOf(proxy.host, proxy.port)}/`,
    leg: proxy,
    redirects: 0,
  };
  let isTaken = false;
  for (const address of addresses.slice(0, MOST_ADDRESSES)) {
    const emit = startWatch(run);
    const about = authorityOf(address, proxy.port);
    const opened = await step(run, { probe: 'tcp.connect', about, limitMs: DEADLINES.portTry.ms }, () =>
      openSocket({ address, port: proxy.port, deadline: 'portTry', signal: run.signal }),
    );
    opened.socket?.destroy();
    isTaken ||= opened.failure === null;
    emit({ probe: 'tcp.connect', way, to: 'proxy', ...proxyPlace(proxy), address, failure: opened.failure });
  }
  return isTaken;
}

function proxyPlace({ host, port }: InspectRequest['proxy']): { readonly host: string; readonly port: number } {
  return { host, port };
}

/** Asks for a tunnel and closes it at once: nothing is sent through it. */
async function tryTunnel(run: ProbeRun, { proxy }: InspectRequest, authority: string): Promise<void> {
  if (run.signal.aborted) return;
  await pauseFor(PAUSE_MS, run.signal);
  const url = `https://${authority}/`;
  const plan: WayPlan = { purpose: 'variation', url, leg: proxy, redirects: 0, variation: 'tunnel' };
  const way: Way = {
    id: run.context.state.nextWayId(),
    purpose: 'variation',
    url,
    leg: proxy,
    redirects: 0,
    variation: 'tunnel',
  };
  const opened = await connectThroughProxy({ run, plan, way, url: new URL(url) });
  opened.wire?.close();
}
