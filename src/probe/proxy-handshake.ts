/** Asks a proxy for a connection to the site: CONNECT (RFC 9110 section 9.3.6) or SOCKS; emits `proxy.handshake`. */
import { isIP } from 'node:net';
import { DEADLINES } from '../base/deadline.ts';
import { askProxy, NO_SIGN_IN } from './ask-proxy.ts';
import { openFirstHop } from './first-hop.ts';
import { hostOf, portOf, requestBytes } from './http-request.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { startWatch, step, waitingFor, type ProbeRun } from './probe-run.ts';
import { silentHandshake } from './silent-handshake.ts';
import { speakSocks4a, type Socks4Spoken } from './socks4a.ts';
import { connectBySocks5 } from './socks5.ts';
import { siteAuthority, type OpenedWay, type Trip } from './trip.ts';
import type { Wire } from './wire.ts';

/** Opens a tunnel through the leg's proxy. */
export function connectThroughProxy(trip: Trip): Promise<OpenedWay> {
  switch (trip.plan.leg.kind) {
    case 'socks5':
      return connectBySocks5(trip);
    case 'socks4':
      return connectBySocks4a(trip);
    default:
      return connectByConnect(trip);
  }
}

async function connectByConnect(trip: Trip): Promise<OpenedWay> {
  const { run, plan, way } = trip;
  const authority = siteAuthority(trip.url);
  const deadline = way.purpose === 'target' ? 'proxyReply' : 'comparisonReply';
  const silence = silentHandshake(trip, 'CONNECT');
  const answer = await step(run, { probe: 'proxy.handshake', about: authority, limitMs: DEADLINES[deadline].ms }, () =>
    askProxy(run, {
      way,
      method: 'CONNECT',
      requestUri: authority,
      deadline,
      silence,
      build: (proxyAuthorization) =>
        requestBytes({
          method: 'CONNECT',
          requestUri: authority,
          host: authority,
          toProxy: true,
          proxyAuthorization,
          small: plan.variation === 'small-header',
        }),
      isProof: plan.isProof === true,
      prove: plan.prove ?? (() => Promise.resolve()),
    }),
  );
  if (answer.unreached !== null) return { wire: null, ...answer.unreached, signIn: answer.signIn };
  answer.emit({
    probe: 'proxy.handshake',
    way,
    method: 'CONNECT',
    authority,
    failure: answer.failure,
    reply: answer.reply,
    signIn: answer.signIn,
    firstBytes: answer.firstBytes,
    bytesReceived: answer.bytesReceived,
  });
  if (answer.wire === null) {
    return { wire: null, at: 'handshake', failure: answer.failure, raw: answer.raw, signIn: answer.signIn };
  }
  return { wire: answer.wire, signIn: answer.signIn };
}

/**
 * SOCKS 4 with the name for the proxy to resolve (4a) first; a proxy that knows only plain SOCKS 4 refuses that, and is
 * asked again with the address that this computer finds, as Chromium does.
 */
async function connectBySocks4a(trip: Trip): Promise<OpenedWay> {
  const { run, way } = trip;
  const emit = startWatch(run);
  const authority = siteAuthority(trip.url);
  const asked = await askSocks4(trip, hostOf(trip.url));
  if ('at' in asked) return asked;
  const address = asked.spoken.reply === SOCKS4_REFUSED ? await ownIpv4(run, hostOf(trip.url)) : null;
  if (address !== null) asked.wire.close();
  const final = address === null ? asked : await askSocks4(trip, address);
  if ('at' in final) return final;
  const { wire, spoken } = final;
  emit({
    probe: 'proxy.handshake',
    way,
    method: 'SOCKS4a',
    authority,
    failure: spoken.failure,
    reply: null,
    ...(spoken.reply === undefined ? {} : { socks: { reply: spoken.reply } }),
    signIn: NO_SIGN_IN,
    firstBytes: spoken.firstBytes,
    bytesReceived: spoken.bytesReceived,
  });
  if (spoken.failure === null && spoken.reply === SOCKS4_GRANTED) return { wire, signIn: NO_SIGN_IN };
  wire.close();
  return { wire: null, at: 'handshake', failure: spoken.failure, signIn: NO_SIGN_IN };
}

const SOCKS4_GRANTED = 90;
const SOCKS4_REFUSED = 91;

type Socks4Asked =
  { readonly wire: Wire; readonly spoken: Socks4Spoken } | Extract<OpenedWay, { readonly at: unknown }>;

async function askSocks4(trip: Trip, host: string): Promise<Socks4Asked> {
  const { run, way } = trip;
  const first = await openFirstHop(run, way);
  if (first.hop === null) return { wire: null, at: first.at, failure: first.failure, signIn: NO_SIGN_IN };
  const { wire } = first.hop;
  const about = siteAuthority(trip.url);
  const waiting = waitingFor(run, silentHandshake(trip, 'SOCKS4a'));
  const spoken = await step(run, { probe: 'proxy.handshake', about, limitMs: DEADLINES.proxyReply.ms }, () =>
    speakSocks4a(wire, { host, port: portOf(trip.url), signal: run.signal }),
  );
  waiting[Symbol.dispose]();
  return { wire, spoken };
}

async function ownIpv4(run: ProbeRun, name: string): Promise<string | null> {
  if (isIP(name) !== 0) return null;
  const { addresses } = await lookUpAddresses(run, { name, role: 'target' });
  return addresses.find((address) => isIP(address) === 4) ?? null;
}
