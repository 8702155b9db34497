/** Speaks SOCKS5 (RFC 1928) with user name and password (RFC 1929); names go to the proxy unresolved. */
import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { Credentials } from '../auth/credentials.ts';
import { DeadlinePassed, DEADLINES, startWait } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import type { SignInFact } from '../observation/observation.ts';
import { NO_SIGN_IN } from './ask-proxy.ts';
import { failureOf, ProbeFailure } from './failure.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { openFirstHop } from './first-hop.ts';
import { hostOf, portOf } from './http-request.ts';
import { patienceOf, startWatch, step, waitingFor } from './probe-run.ts';
import { silentHandshake } from './silent-handshake.ts';
import { credentialsOf, isWithheld, noteOutcome } from './proxy-credentials.ts';
import { siteAuthority, type OpenedWay, type Trip } from './trip.ts';
import type { Wire } from './wire.ts';

/** The codes of the three answers, as far as the dialogue came. */
export interface Socks5Codes {
  method?: number;
  auth?: number;
  reply?: number;
}

/** "Address type not supported" (RFC 1928 section 6): to a name, from a proxy that takes addresses alone. */
const SOCKS5_NO_NAMES = 8;

/**
 * Opens a connection to the site through a SOCKS5 proxy, by name; a proxy that takes no names is asked again with the
 * address that this computer finds.
 */
export async function connectBySocks5(trip: Trip): Promise<OpenedWay> {
  const name = hostOf(trip.url);
  const asked = await askSocks5(trip, name);
  if (asked.reply !== SOCKS5_NO_NAMES || isIP(name) !== 0) return asked.finish();
  const { addresses } = await lookUpAddresses(trip.run, { name, role: 'target' });
  const address = addresses.find((one) => isIPv4(one)) ?? addresses[0];
  return address === undefined ? asked.finish() : (await askSocks5(trip, address)).finish();
}

interface Socks5Asked {
  readonly reply: number | undefined;
  /** Leaves the fact and hands the connection on; without it, nothing of the try is told. */
  readonly finish: () => OpenedWay;
}

/** One dialogue on a connection of its own; the rules for unproven credentials hold here as well. */
async function askSocks5(trip: Trip, host: string): Promise<Socks5Asked> {
  const { run, way, plan } = trip;
  const first = await openFirstHop(run, way);
  if (first.hop === null) {
    const { at, failure } = first;
    return { reply: undefined, finish: () => ({ wire: null, at, failure, signIn: NO_SIGN_IN }) };
  }
  const { wire } = first.hop;
  const proxy = plan.leg.kind === 'direct' ? { host: '', port: 0, realm: '' } : { ...plan.leg, realm: '' };
  const authority = siteAuthority(trip.url);
  const emit = startWatch(run);
  const codes: Socks5Codes = {};
  let signIn: SignInFact = NO_SIGN_IN;
  let release = (): void => undefined;
  const signedIn = async (): Promise<Credentials | null> => {
    const entry = run.context.state.ledger.of(proxy);
    const credentials = await credentialsOf(run, proxy);
    if (credentials === null) {
      signIn = { ...NO_SIGN_IN, unusable: [{ scheme: 'basic', why: 'no-credentials' }] };
      return null;
    }
    if (!fitsPasswordMessage(credentials)) {
      signIn = { ...NO_SIGN_IN, unusable: [{ scheme: 'basic', why: 'not-for-this-peer' }] };
      return null;
    }
    if (entry.state === 'unproven') {
      if (plan.isProof !== true) await plan.prove?.();
      release = await run.context.state.ledger.takeTurn(proxy, run.signal);
    }
    if (run.signal.aborted || isWithheld(run, proxy, credentials)) {
      signIn = { ...NO_SIGN_IN, withheld: true };
      return null;
    }
    signIn = { ...NO_SIGN_IN, sent: 'basic', from: credentials.from, provenBefore: entry.state === 'accepted' };
    return credentials;
  };
  wire.mark();
  const waiting = waitingFor(run, { ...silentHandshake(trip, 'SOCKS5'), socks: codes });
  const failure = await step(
    run,
    { probe: 'proxy.handshake', about: authority, limitMs: DEADLINES.proxyReply.ms },
    () =>
      speakSocks5(wire, {
        host,
        port: portOf(trip.url),
        signal: run.signal,
        patience: patienceOf(run, way),
        codes,
        credentials: signedIn,
        onSignIn: async (accepted) => {
          const credentials = await credentialsOf(run, proxy);
          noteOutcome(run, proxy, { credentials, outcome: accepted ? 'accepted' : 'rejected' });
        },
      }),
  );
  waiting[Symbol.dispose]();
  release();
  const { firstBytes, bytesReceived } = wire;
  const isOpen = failure === null && codes.reply === 0;
  if (!isOpen) wire.close();
  const finish = (): OpenedWay => {
    emit({
      probe: 'proxy.handshake',
      way,
      method: 'SOCKS5',
      authority,
      failure,
      reply: null,
      socks: codes,
      signIn,
      firstBytes,
      bytesReceived,
    });
    return isOpen ? { wire, signIn } : { wire: null, at: 'handshake', failure, signIn };
  };
  return { reply: codes.reply, finish };
}

/** Method 0 is "no sign-in", method 2 user name and password (RFC 1928 section 3). */
const GREETING = Buffer.from([5, 2, 0, 2]);

/** Goes through the dialogue, filling in `codes`; returns what broke it, `null` where it came to a regular end. */
async function speakSocks5(
  wire: Wire,
  to: {
    readonly host: string;
    readonly port: number;
    readonly signal: AbortSignal;
    /** Asked where the proxy has taken the request and does not say how it went. */
    readonly patience: () => number;
    readonly codes: Socks5Codes;
    readonly credentials: () => Promise<Credentials | null>;
    readonly onSignIn: (accepted: boolean) => Promise<void>;
  },
): Promise<Failure | null> {
  const { codes } = to;
  const read = async (size: number): Promise<Buffer> => {
    const wait = startWait('proxyReply', to.signal);
    try {
      return await wire.readExactly(size, wait.signal);
    } finally {
      wait[Symbol.dispose]();
    }
  };
  const readLate = async (thrown: unknown): Promise<Buffer> => {
    const moreMs = thrown instanceof DeadlinePassed && !to.signal.aborted ? to.patience() : 0;
    if (moreMs <= 0) throw thrown;
    const wait = startWait('lateReply', to.signal, { ms: moreMs });
    try {
      return await wire.readExactly(4, wait.signal);
    } finally {
      wait[Symbol.dispose]();
    }
  };
  try {
    wire.write(GREETING);
    const chosen = await read(2);
    if (chosen[0] !== 5) throw new ProbeFailure({ kind: 'malformed-reply' });
    codes.method = chosen[1] ?? 255;
    if (codes.method === 2) {
      const credentials = await to.credentials();
      if (credentials === null) return null;
      wire.write(passwordMessage(credentials));
      const answer = await read(2);
      codes.auth = answer[1] ?? 255;
      await to.onSignIn(codes.auth === 0);
      if (codes.auth !== 0) return null;
    } else if (codes.method !== 0) {
      // A method that was not offered breaks the rules, but says what the proxy wants.
      return null;
    }
    wire.write(socks5Request(to));
    const head = await read(4).catch((thrown: unknown) => readLate(thrown));
    if (head[0] !== 5) throw new ProbeFailure({ kind: 'malformed-reply' });
    codes.reply = head[1] ?? 255;
    if (codes.reply === 0) await readBound(read, head[3] ?? 0);
    return null;
  } catch (thrown) {
    return failureOf(thrown);
  }
}

/** The address that the proxy bound: of no use, but its bytes stand before the tunnel's. */
async function readBound(read: (size: number) => Promise<Buffer>, type: number): Promise<void> {
  if (type === 1) await read(6);
  else if (type === 4) await read(18);
  else if (type === 3) await read(((await read(1))[0] ?? 0) + 2);
  else throw new ProbeFailure({ kind: 'malformed-reply' });
}

/** Both parts are 1 to 255 bytes long (RFC 1929 section 2); a part cut short would be a wrong password. */
export function fitsPasswordMessage({ user, password }: Credentials): boolean {
  return [user, password.open()].map((text) => Buffer.byteLength(text, 'utf8')).every((size) => size > 0 && size < 256);
}

/** RFC 1929 section 2. This is one of the few places where a secret is opened. */
export function passwordMessage(credentials: Credentials): Buffer {
  const user = Buffer.from(credentials.user, 'utf8');
  const password = Buffer.from(credentials.password.open(), 'utf8');
  return Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]);
}

/** Returns the CONNECT request of RFC 1928 section 4. */
export function socks5Request(to: { readonly host: string; readonly port: number }): Buffer {
  const port = Buffer.alloc(2);
  port.writeUInt16BE(to.port);
  return Buffer.concat([Buffer.from([5, 1, 0]), addressOf(to.host), port]);
}

function addressOf(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)]);
  if (isIPv6(host)) return Buffer.concat([Buffer.from([4]), ipv6Bytes(host)]);
  const name = Buffer.from(host, 'latin1').subarray(0, 255);
  return Buffer.concat([Buffer.from([3, name.length]), name]);
}

function ipv6Bytes(host: string): Buffer {
  // The URL parser writes every form of an IPv6 address as plain hexadecimal groups.
  const plain = new URL(`http://[${host.replace(/%.*$/, '')}]/`).hostname.slice(1, -1);
  const [left = '', right] = plain.split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const head = groups(left);
  const tail = right === undefined ? [] : groups(right);
  const all = [...head, ...new Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail];
  const bytes = Buffer.alloc(16);
  all.slice(0, 8).forEach((group, index) => bytes.writeUInt16BE(group, index * 2));
  return bytes;
}
