/** Finds out what a port speaks: every kind of proxy greeting at once, each on a socket of its own. */
import { setMaxListeners } from 'node:events';
import { DEADLINES, startWait, type Wait } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import type { Fact } from '../observation/observation.ts';
import type { ProxyKind } from '../settings/proxy-server.ts';
import { openSocket } from './connect.ts';
import { isAsExpected, type ControlSite } from './control-site.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { authorityOf, hostOf, portOf, requestBytes } from './http-request.ts';
import type { RawReply } from './http-reply.ts';
import {
  askHttp,
  failed,
  onSocket,
  tryBehindTunnel,
  tryBytes,
  tryHttp,
  type KindPlace,
  type RawTry,
} from './kind-try.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';
import { headerValues } from './reply-fact.ts';
import { socks4aRequest } from './socks4a.ts';
import { TlsCarrier } from './tls-carrier.ts';
import { clientHello, SHORT_HELLO_BYTES } from './client-hello.ts';
import { openTls } from './tls-handshake.ts';
import { Wire } from './wire.ts';

/** Emits `proxy.kind` for one port. */
export async function probeProxyKind(
  run: ProbeRun,
  at: { readonly host: string; readonly port: number },
): Promise<void> {
  const { addresses } = await lookUpAddresses(run, { name: at.host, role: 'proxy' });
  const emit = startWatch(run);
  const limitMs = DEADLINES.portTry.ms + DEADLINES.kindTry.ms;
  await step(run, { probe: 'proxy.kind', about: authorityOf(at.host, at.port), limitMs }, async () => {
    const place = await firstOpen(run, addresses, at.port);
    if (place.open === null) {
      const connect = place.failure;
      emit({ probe: 'proxy.kind', ...at, address: place.address, connect, ...NOTHING_TRIED });
      return;
    }
    emit({
      probe: 'proxy.kind',
      ...at,
      address: place.open.address,
      connect: null,
      ...(await tryAll(run, place.open, at.host)),
    });
  });
}

const NOTHING_TRIED = {
  banner: null,
  http: null,
  httpGet: null,
  httpOther: null,
  https: null,
  socks5: null,
  socks4: null,
  alive: null,
  speaks: [],
} as const;

async function firstOpen(
  run: ProbeRun,
  addresses: readonly string[],
  port: number,
): Promise<
  { readonly open: KindPlace } | { readonly open: null; readonly address: string; readonly failure: Failure }
> {
  const tries = await Promise.all(
    addresses.slice(0, 4).map((address) => openSocket({ address, port, deadline: 'portTry', signal: run.signal })),
  );
  for (const opened of tries) opened.socket?.destroy();
  const open = tries.find(({ failure }) => failure === null);
  if (open !== undefined) return { open: { address: open.address, port } };
  const first = tries[0];
  return { open: null, address: first?.address ?? '', failure: first?.failure ?? { kind: 'no-address' } };
}

async function tryAll(
  run: ProbeRun,
  at: KindPlace,
  host: string,
): Promise<{ readonly [K in keyof typeof NOTHING_TRIED]: KindFacts[K] }> {
  const sites = run.context.controlSites;
  const plain = sites.find(({ url }) => url.startsWith('http:'));
  const secure = sites.find(({ url }) => url.startsWith('https:')) ?? plain;
  const authority = secure === undefined ? 'www.gstatic.com:443' : tunnelAuthority(secure);
  const connectBytes = requestBytes({ method: 'CONNECT', requestUri: authority, host: authority, toProxy: true });
  const connect = { bytes: connectBytes, isConnect: true } as const;
  const asHttp = [
    tryHttp(run, at, connect),
    tryHttp(run, at, { bytes: aliveBytes(authority), isConnect: false }),
  ] as const;
  using rest = untilHttpAnswers(run, asHttp);
  const [http, alive, banner, get, other, https, socks5, socks4] = await Promise.all([
    ...asHttp,
    tryBytes(rest.run, at, { bytes: null, deadline: 'banner', atLeast: 1 }),
    plain === undefined ? null : tryGet(run, at, plain),
    tryHttp(run, at, { bytes: otherBytes(), isConnect: false }),
    tryHttps(rest.run, at, { host, connect, alive: { bytes: aliveBytes(authority), isConnect: false } }),
    tryBytes(rest.run, at, { bytes: Buffer.from([5, 2, 0, 2]), deadline: 'kindTry', atLeast: 2 }),
    tryBytes(rest.run, at, { bytes: socks4aRequest(splitAuthority(authority)), deadline: 'kindTry', atLeast: 8 }),
  ]);
  const speaks: ProxyKind[] = [];
  if (await speaksHttpProxy(run, at, { http, get, other, connectBytes, authority })) speaks.push('http');
  if (https.told.tls && showsProxy(https.raw, 'CONNECT')) speaks.push('https');
  if (isSocks5(socks5.bytes)) speaks.push('socks5');
  if (isSocks4(socks4.bytes)) speaks.push('socks4');
  return {
    banner: banner.told,
    http: http.told,
    httpGet: get?.told ?? null,
    httpOther: other.told,
    https: https.told,
    socks5: socks5.told,
    socks4: socks4.told,
    alive: alive.told,
    speaks,
  };
}

/** A run for the greetings of other kinds: their wait ends soon after the port has shown that it speaks HTTP. */
function untilHttpAnswers(run: ProbeRun, asHttp: readonly Promise<RawTry>[]): Disposable & { readonly run: ProbeRun } {
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signal, enough.signal]);
  setMaxListeners(0, signal);
  let wait: Wait | null = null;
  const begin = ({ raw }: RawTry): void => {
    if (raw === null || wait !== null || signal.aborted) return;
    const begun = startWait('kindRest', signal);
    wait = begun;
    begun.signal.addEventListener('abort', () => {
      enough.abort(begun.signal.reason);
    });
  };
  for (const one of asHttp) one.then(begin, () => undefined);
  return {
    run: { ...run, signal },
    [Symbol.dispose]: () => {
      wait?.[Symbol.dispose]();
    },
  };
}

type KindFacts = Pick<Extract<Fact, { readonly probe: 'proxy.kind' }>, keyof typeof NOTHING_TRIED>;

/**
 * Whether an answer can only be a proxy's: a 2xx or a gateway failure to CONNECT, a 407, or a header by which
 * intermediaries name themselves. A web server's 400, 404, 405, 501 or own page is none of these.
 */
export function showsProxy(reply: Pick<RawReply, 'status' | 'headers'> | null, method: 'CONNECT' | 'GET'): boolean {
  if (reply === null) return false;
  if (reply.status === 407) return true;
  const names = ['proxy-authenticate', 'proxy-agent', 'proxy-status', 'via'];
  if (names.some((name) => headerValues(reply, name).length > 0)) return true;
  if (method === 'GET') return false;
  // tinyproxy and squid also say 500; 501 is what a web server says to a method that it does not know
  return (reply.status >= 200 && reply.status < 300) || (reply.status >= 500 && reply.status !== 501);
}

/**
 * A server that has a page even for a host that can't exist may say 200 to CONNECT as well; then only TLS behind the
 * "tunnel" shows that there is one.
 */
async function speaksHttpProxy(
  run: ProbeRun,
  at: KindPlace,
  tried: {
    readonly http: RawTry;
    readonly get: Parameters<typeof forwards>[0];
    readonly other: RawTry;
    readonly connectBytes: Buffer;
    readonly authority: string;
  },
): Promise<boolean> {
  if (!showsProxy(tried.http.raw, 'CONNECT')) return forwards(tried.get, tried.other);
  const hasPageForAll = tried.other.raw !== null && tried.other.raw.status < 400;
  if (!hasPageForAll || (tried.http.raw?.status ?? 0) >= 300) return true;
  const hello = clientHello({ serverName: splitAuthority(tried.authority).host, sizeBytes: SHORT_HELLO_BYTES });
  const behind = await tryBehindTunnel(run, at, { connectBytes: tried.connectBytes, hello });
  return TLS_RECORDS.includes(behind[0] ?? 0);
}

/** Content types of a TLS record that may come first: alert and handshake (RFC 8446 section 5.1). */
const TLS_RECORDS: readonly number[] = [21, 22];

/** A name that no resolver knows; the random part keeps caches out. */
function otherBytes(): Buffer {
  const host = `p${String(Math.floor(Math.random() * 1e9))}.invalid`;
  return requestBytes({ method: 'GET', requestUri: `http://${host}/`, host, toProxy: true });
}

/**
 * Whether two absolute-form requests were told apart as only a forwarding server can: the control site's known answer
 * or a proxy's mark for the one, and no page for a host that does not exist.
 */
function forwards(
  get: { readonly told: { readonly asExpected: boolean }; readonly raw: RawReply | null } | null,
  other: RawTry,
): boolean {
  if (showsProxy(other.raw, 'GET') && isRefusal(other.raw)) return true;
  if (get === null || !(get.told.asExpected || showsProxy(get.raw, 'GET'))) return false;
  if (other.raw === null) return other.told.failure?.kind === 'timed-out';
  return isRefusal(other.raw);
}

/** What a gateway says to a name it can't find, or to somebody it does not serve; an origin server has 404 or a page. */
function isRefusal(reply: Pick<RawReply, 'status'> | null): boolean {
  return reply !== null && (reply.status >= 500 || reply.status === 407 || reply.status === 403);
}

/** RFC 1928 section 3: version 5, and one of the methods that were offered or "none of them". */
export function isSocks5(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 5 && [0, 2, 255].includes(bytes[1] ?? -1);
}

/** The reply of SOCKS 4: a null byte, a code from 90 to 93, six bytes more. */
export function isSocks4(bytes: Uint8Array): boolean {
  const code = bytes[1] ?? 0;
  return bytes.length >= 8 && bytes[0] === 0 && code >= 0x5a && code <= 0x5d;
}

async function tryGet(
  run: ProbeRun,
  at: KindPlace,
  site: ControlSite,
): Promise<{ readonly told: RawTry['told'] & { readonly asExpected: boolean }; readonly raw: RawReply | null }> {
  const url = new URL(site.url);
  const requestUri = `http://${url.host}${url.pathname}${url.search}`;
  const bytes = requestBytes({ method: 'GET', requestUri, host: url.host, toProxy: true });
  const tried = await tryHttp(run, at, { bytes, isConnect: false });
  // Any web server can answer 2xx to anything: only an answer known beforehand tells a proxy.
  const isKnown = site.expect.kind !== 'any-2xx';
  const asExpected = isKnown && tried.raw !== null && isAsExpected(site.expect, tried.raw);
  return { told: { ...tried.told, asExpected }, raw: tried.raw };
}

interface KindAsk {
  readonly bytes: Buffer;
  readonly isConnect: boolean;
}

/** CONNECT over TLS; where the answer tells no date, one that an HTTP proxy gives by itself does. */
async function tryHttps(
  run: ProbeRun,
  at: KindPlace,
  with_: { readonly host: string; readonly connect: KindAsk; readonly alive: KindAsk },
): ReturnType<typeof askOverTls> {
  const tried = await askOverTls(run, at, { host: with_.host, request: with_.connect });
  if (!tried.told.tls || tried.raw === null || tried.told.clock !== undefined) return tried;
  const { told } = await askOverTls(run, at, { host: with_.host, request: with_.alive });
  return told.clock === undefined ? tried : { ...tried, told: { ...tried.told, clock: told.clock } };
}

async function askOverTls(
  run: ProbeRun,
  at: KindPlace,
  with_: { readonly host: string; readonly request: KindAsk },
): Promise<{ readonly told: RawTry['told'] & { readonly tls: boolean }; readonly raw: RawReply | null }> {
  const { secureContext } = await run.context.state.trust(run.context);
  let hasTls = false;
  const tried = await onSocket(run, at, async (wire) => {
    const carrier = new TlsCarrier(wire, run.signal);
    const deadlineMs = DEADLINES.kindTry.ms;
    const tls = await openTls({ carrier, serverName: with_.host, secureContext, signal: run.signal, deadlineMs });
    if (tls.failure !== null) {
      const first = wire.firstBytes;
      return { ...failed(tls.failure), told: { failure: tls.failure, firstBytes: first, reply: null } };
    }
    hasTls = true;
    const inner = new Wire(tls.socket);
    try {
      // The request holds no secret, so an untrusted certificate may hear it: only the kind of answer matters.
      return await askHttp(run, inner, with_.request);
    } finally {
      inner.close();
      carrier.destroy();
    }
  });
  return { told: { ...tried.told, tls: hasTls }, raw: tried.raw };
}

/** An HTTP proxy answers this by itself and forwards nothing (RFC 9110 section 7.6.2). */
function aliveBytes(authority: string): Buffer {
  return requestBytes({
    method: 'OPTIONS',
    requestUri: `http://${authority}/`,
    host: authority,
    toProxy: true,
    maxForwards: 0,
  });
}

function tunnelAuthority(site: ControlSite): string {
  const url = new URL(site.url);
  return authorityOf(hostOf(url), portOf(url));
}

function splitAuthority(authority: string): { readonly host: string; readonly port: number } {
  const at = authority.lastIndexOf(':');
  return { host: authority.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(authority.slice(at + 1)) };
}
