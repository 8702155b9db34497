/** Looks a name up twice at once: as the system does (hosts file, mDNS, search domains) and at the name server itself. */
import { lookup, Resolver } from 'node:dns';
import { isIP } from 'node:net';
import { DEADLINES, startWait } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import type { Way } from '../observation/observation.ts';
import { failureOf } from './failure.ts';
import type { LookedUp, NameRole } from './name-cache.ts';
import { startWatch, step, waitingFor, type ProbeRun } from './probe-run.ts';

/** Returns the addresses of a host; an address literal stands for itself and leaves no observation. */
export async function lookUpAddresses(
  run: ProbeRun,
  what: { readonly name: string; readonly role: NameRole; readonly way?: Way },
): Promise<LookedUp> {
  const { name, role, way } = what;
  if (isIP(name) !== 0) return { addresses: [name], failure: null };
  const { names } = run.context.state;
  const emit = startWatch(run);
  const limitMs = DEADLINES.dnsLookup.ms;
  const isTargets = way?.purpose === 'target';
  const ask = (): Promise<LookedUp> =>
    names.once(name, () => lookUpBoth(name, run.signal, isTargets ? (server) => isAlive(run, server) : undefined));
  const about = { probe: 'dns.lookup', name, role, ...(way === undefined ? {} : { way }) } as const;
  const waiting = waitingFor(run, { ...about, addresses: [], failure: { kind: 'timed-out' } });
  const found = await step(run, { probe: 'dns.lookup', about: name, limitMs }, async () => {
    const shared = await ask();
    if (shared.failure?.kind !== 'cancelled') return shared;
    names.forget(name);
    // Cut short by the signal of whoever asked first, not by ours: asked once more.
    return run.signal.aborted ? shared : ask();
  });
  waiting[Symbol.dispose]();
  const isCut = run.signal.aborted || found.failure?.kind === 'cancelled';
  // A way that ends here says so itself; a name that was found needs telling once, by one who was not cut short.
  if ((!isCut && names.tellOnce(name, role)) || (found.failure !== null && way !== undefined)) {
    emit({ ...about, ...found });
  }
  return found;
}

/** Asks one given resolver, apart from all that this computer would ask by itself, and emits what it said. */
export async function lookUpAt(
  run: ProbeRun,
  what: { readonly name: string; readonly role: NameRole; readonly server: string },
): Promise<void> {
  const { name, role, server } = what;
  const emit = startWatch(run);
  const found = await step(run, { probe: 'dns.lookup', about: name, limitMs: DEADLINES.linkLookup.ms }, () =>
    lookUpAtServer(name, server, run.signal),
  );
  emit({ probe: 'dns.lookup', name, role, server, ...found });
}

async function lookUpAtServer(name: string, server: string, within: AbortSignal): Promise<LookedUp> {
  using wait = startWait('linkLookup', within);
  const resolver = new Resolver({ timeout: 800, tries: 2 });
  const cancel = (): void => {
    resolver.cancel();
  };
  wait.signal.addEventListener('abort', cancel, { once: true });
  try {
    resolver.setServers([isIP(server) === 6 ? `[${server}]` : server]);
    const [a, aaaa] = await Promise.all([askServer(resolver, name, 4), askServer(resolver, name, 6)]);
    const addresses = [...a.addresses, ...aaaa.addresses];
    const byFamily = { a: a.failure, aaaa: aaaa.failure };
    if (within.aborted && addresses.length === 0) return { addresses, failure: { kind: 'cancelled' } };
    return { addresses, failure: addresses.length > 0 ? null : worstOf(a.failure, aaaa.failure), byFamily };
  } catch (thrown) {
    // An address that the resolver library can't take (a zone that does not exist).
    return { addresses: [], failure: failureOf(thrown) };
  } finally {
    wait.signal.removeEventListener('abort', cancel);
    resolver.cancel();
  }
}

interface FamilyAnswer {
  readonly addresses: readonly string[];
  readonly failure: Failure | null;
}

/**
 * Asks the system and its name servers at once.
 * @param isAlive whether the host of a name server is there: then its silence may be slowness, and it is waited for
 */
async function lookUpBoth(
  name: string,
  within: AbortSignal,
  isAlive?: (server: string) => Promise<boolean>,
): Promise<LookedUp> {
  const wait = startWait('dnsLookup', within);
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  leaveOutRest(resolver);
  const cancel = (): void => {
    resolver.cancel();
  };
  wait.signal.addEventListener('abort', cancel, { once: true });
  try {
    const system = unlessOver(askSystem(name), wait.signal);
    const server = Promise.all([askServer(resolver, name, 4), askServer(resolver, name, 6)]);
    const slow =
      isAlive === undefined ? null : askPatiently(name, { first: Promise.race([system, server]), isAlive, within });
    const firstOf = await Promise.race([
      system.then((answer) => (answer.failure === null ? answer : null)),
      server.then(() => null),
    ]);
    if (firstOf !== null) return { addresses: firstOf.addresses, failure: null };
    const [a, aaaa] = await server;
    const fromServer = [...a.addresses, ...aaaa.addresses];
    const graceMs = fromServer.length > 0 ? DEADLINES.systemLookupGrace.ms : DEADLINES.systemLookupAfterNo.ms;
    const late = await noLaterThan(system, graceMs);
    if (late !== null && late.failure === null) return { addresses: late.addresses, failure: null };
    if (within.aborted) return { addresses: [], failure: { kind: 'cancelled' } };
    const isSilent = fromServer.length === 0 && worstOf(a.failure, aaaa.failure).kind === 'timed-out';
    const atLast = isSilent ? await slow : null;
    if (atLast !== null && atLast.length > 0) return { addresses: atLast, failure: null };
    const byFamily = { a: a.failure, aaaa: aaaa.failure };
    if (fromServer.length > 0) return { addresses: fromServer, failure: null, byFamily };
    return { addresses: [], failure: worstOf(a.failure, aaaa.failure), byFamily };
  } finally {
    wait.signal.removeEventListener('abort', cancel);
    wait[Symbol.dispose]();
    resolver.cancel();
  }
}

/** The host of a name server that says nothing: one that is alive may be slow. */
async function isAlive(run: ProbeRun, server: string): Promise<boolean> {
  if (isIP(server) === 0) return false;
  const reading = await run.context.system.ping(server, run.signal, {});
  return reading.state === 'read' && reading.value.rttMs !== null;
}

/** C libraries ask no more of those that are listed (MAXNS of resolv.h): what a later one knows, programs never hear. */
const MOST_SERVERS = 3;

function leaveOutRest(resolver: Resolver): void {
  const servers = resolver.getServers();
  if (servers.length <= MOST_SERVERS) return;
  try {
    resolver.setServers(servers.slice(0, MOST_SERVERS));
  } catch {
    // An address that the library lists and does not take (a zone): then all of them are asked.
  }
}

/** Resolvers are near, and most know the names of today. */
const USUALLY_MS = 60;

/** After that it is worth a look whether anybody is there. */
const SILENT_MS = 500;

/** Where nothing has come for a moment and the name server's host is alive, asks once more and waits for long. */
async function askPatiently(
  name: string,
  about: {
    readonly first: Promise<unknown>;
    readonly isAlive: (server: string) => Promise<boolean>;
    readonly within: AbortSignal;
  },
): Promise<readonly string[]> {
  if ((await noLaterThan(about.first, USUALLY_MS)) !== null || about.within.aborted) return [];
  using wait = startWait('lateLookup', about.within);
  const resolver = new Resolver({ timeout: wait.ms, tries: 1 });
  wait.signal.addEventListener('abort', () => {
    resolver.cancel();
  });
  const answers = Promise.all([askServer(resolver, name, 4), askServer(resolver, name, 6)]);
  const isSilent = (await noLaterThan(about.first, SILENT_MS)) === null;
  const isSlow = isSilent && (await about.isAlive(resolver.getServers()[0] ?? '').catch(() => false));
  if (!isSlow) resolver.cancel();
  return (await answers).flatMap(({ addresses }) => addresses);
}

function askSystem(name: string): Promise<FamilyAnswer> {
  return new Promise((resolve) => {
    lookup(name, { all: true, verbatim: true }, (error, found) => {
      if (error !== null) resolve({ addresses: [], failure: failureOf(error) });
      else if (found.length === 0) resolve({ addresses: [], failure: { kind: 'no-address' } });
      else resolve({ addresses: found.map(({ address }) => address), failure: null });
    });
  });
}

function askServer(resolver: Resolver, name: string, family: 4 | 6): Promise<FamilyAnswer> {
  return new Promise((resolve) => {
    const take = (error: Error | null, addresses: readonly string[] | undefined): void => {
      if (error !== null) resolve({ addresses: [], failure: failureOf(error) });
      else if (addresses === undefined || addresses.length === 0)
        resolve({ addresses: [], failure: { kind: 'no-address', code: 'ENODATA' } });
      else resolve({ addresses, failure: null });
    };
    try {
      if (family === 4) resolver.resolve4(name, take);
      else resolver.resolve6(name, take);
    } catch (thrown) {
      // A name that can't be written in DNS at all (a label of 64 signs) throws at once.
      resolve({ addresses: [], failure: failureOf(thrown) });
    }
  });
}

/** The one reason to tell: NXDOMAIN speaks for the whole name, silence of one family outweighs "no address" of the other. */
function worstOf(a: Failure | null, aaaa: Failure | null): Failure {
  const failures = [a, aaaa].filter((failure) => failure !== null);
  return (
    failures.find(({ kind }) => kind === 'name-not-found') ??
    failures.find(({ kind }) => kind !== 'no-address') ??
    failures[0] ?? { kind: 'no-address' }
  );
}

/** getaddrinfo can't be cancelled; it is left alone when the wait is over. */
function unlessOver(answer: Promise<FamilyAnswer>, signal: AbortSignal): Promise<FamilyAnswer> {
  return new Promise((resolve) => {
    const over = (): void => {
      resolve({ addresses: [], failure: failureOf(signal.reason) });
    };
    if (signal.aborted) over();
    else signal.addEventListener('abort', over, { once: true });
    void answer.then((value) => {
      signal.removeEventListener('abort', over);
      resolve(value);
    });
  });
}

function noLaterThan<T>(answer: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(null);
    }, ms);
    void answer.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
