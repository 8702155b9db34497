/** Real servers on loopback and a run that probes them. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSignInChooser } from '../../../src/auth/choose-sign-in.ts';
import type { Credentials } from '../../../src/auth/credentials.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { createRedactor } from '../../../src/base/redact.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { ProbeRequest } from '../../../src/observation/probe-request.ts';
import type { ControlSite } from '../../../src/probe/control-site.ts';
import type { ProbeContext, TimedFact } from '../../../src/probe/probe-context.ts';
import { runProbe } from '../../../src/probe/run-probe.ts';
import { createRunState } from '../../../src/probe/run-state.ts';
import type { Route } from '../../../src/route/route.ts';
import { DIRECT, type Leg } from '../../../src/settings/proxy-server.ts';
import type { System } from '../../../src/system/system.ts';

/** A listening server; `close` also ends what is connected. */
export interface Listening {
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

export async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const { port } = isAddress(address) ? address : { port: 0 };
  return {
    port,
    sockets,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

/** A proxy that does with each connection what it is told, after the first bytes have come. */
export function listenRaw(serve: (socket: Socket, first: Buffer) => void): Promise<Listening> {
  return listen(
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (first: Buffer) => {
        serve(socket, first);
      });
    }),
  );
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const listening = await listen(createServer());
  await listening.close();
  return listening.port;
}

const SYSTEM: System = {
  platform: 'linux',
  readSettings: () => Promise.reject(new Error('not asked here')),
  network: () => Promise.resolve({ interfaces: [], routes: [], nameServers: [] }),
  routeTo: () => Promise.resolve({ state: 'absent' }),
  ping: () => Promise.resolve({ state: 'absent' }),
  vpnConnections: () => Promise.resolve({ state: 'absent' }),
  firewallRules: () => Promise.resolve({ state: 'absent' }),
  trustAnchors: () => Promise.resolve([]),
};

export interface RunOptions {
  readonly controlSites?: readonly ControlSite[];
  readonly credentials?: { readonly user: string; readonly password: string };
  readonly leg?: Leg;
  readonly legs?: readonly Leg[];
  readonly anchors?: readonly string[];
}

/** A context for one run. */
export function contextFor(options: RunOptions = {}): ProbeContext {
  const given = options.credentials;
  const credentials: Credentials | null =
    given === undefined ? null : { user: given.user, password: new Secret(given.password), from: 'option' };
  const redactor = createRedactor();
  if (credentials !== null) redactor.add(credentials.password, credentials.user);
  return {
    state: createRunState(),
    clock: systemClock,
    startedAtMs: systemClock.nowMs(),
    system: { ...SYSTEM, trustAnchors: () => Promise.resolve(options.anchors ?? []) },
    controlSites: options.controlSites ?? [],
    credentialsFor: () => Promise.resolve(credentials),
    store: null,
    signIns: createSignInChooser({ clock: systemClock, negotiate: null }),
    trustAnchors: () => Promise.resolve(options.anchors ?? []),
    resolveRoute: (url) => Promise.resolve(routeFor(url, options)),
    siteCredentials: null,
    redact: redactor.redact,
    onStep: () => undefined,
  };
}

function routeFor(url: string, options: RunOptions): Route {
  const legs = options.legs ?? [options.leg ?? DIRECT];
  return { url, legs, source: 'option', because: 'server-for-all', bypassed: false };
}

/** Runs requests one after another in one run; returns all facts. */
export async function probe(
  context: ProbeContext,
  ...requests: readonly ProbeRequest[]
): Promise<readonly TimedFact[]> {
  const facts: TimedFact[] = [];
  for (const request of requests) {
    await runProbe(request, context, { signal: AbortSignal.timeout(20_000), emit: (fact) => facts.push(fact) });
  }
  return facts;
}

/** The facts of one probe. */
export function of<P extends TimedFact['probe']>(
  facts: readonly TimedFact[],
  name: P,
): readonly Extract<TimedFact, { readonly probe: P }>[] {
  return facts.filter((fact): fact is Extract<TimedFact, { readonly probe: P }> => fact.probe === name);
}

/** A proxy of kind `http` on loopback. */
export function httpLeg(port: number): Leg {
  return { kind: 'http', host: '127.0.0.1', port };
}
