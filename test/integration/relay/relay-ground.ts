/** A relay in this process, with real sockets on loopback, and the sites and clients around it. */
import { createHash } from 'node:crypto';
import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { createSignInChooser } from '../../../src/auth/choose-sign-in.ts';
import type { NegotiateProvider } from '../../../src/auth/negotiate-provider.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { Secret } from '../../../src/base/secret.ts';
import { getMessages } from '../../../src/messages/get-messages.ts';
import type { Admission } from '../../../src/relay/admission.ts';
import { createRelayCredentials } from '../../../src/relay/relay-credentials.ts';
import { startRelay, type Relay } from '../../../src/relay/start-relay.ts';
import type { Leg } from '../../../src/settings/proxy-server.ts';
import type { CredentialStore } from '../../../src/auth/credential-store.ts';
import { createSocketOwners } from '../../../src/system/linux/socket-owner.ts';

export interface GroundOptions {
  /** The legs for each URL; asked for every one. */
  readonly legs: (url: string) => readonly Leg[];
  readonly user?: string;
  readonly password?: string;
  readonly store?: CredentialStore;
  readonly negotiate?: NegotiateProvider;
  readonly admission?: Partial<Admission>;
  readonly anchors?: readonly string[];
  readonly mostClients?: number;
}

/** Starts a relay on a free port. */
export function startRelayHere(options: GroundOptions): Promise<Relay> {
  const { user, password } = options;
  return startRelay(
    {
      clock: systemClock,
      signIns: createSignInChooser({ clock: systemClock, negotiate: options.negotiate ?? null }),
      credentials: createRelayCredentials({
        option: user === undefined || password === undefined ? null : { user, password: new Secret(password) },
        store: options.store ?? null,
      }),
      secureContext: () =>
        Promise.resolve(createSecureContext(options.anchors === undefined ? {} : { ca: [...options.anchors] })),
      openRoutes: () => ({
        find: (url) => ({ legs: options.legs(url), cause: null }),
        findAnew: (url) => Promise.resolve({ legs: options.legs(url), cause: null }),
        close: () => Promise.resolve(),
      }),
      admission: {
        owners: createSocketOwners(null),
        uid: process.getuid?.() ?? -1,
        secret: null,
        ...options.admission,
      },
      words: (lang) => {
        const { causes, relay } = getMessages(lang);
        return Promise.resolve({
          cause: (code, args) => ({
            title: causes[code].title(args),
            explanation: causes[code].explanation(args),
            nextStep: causes[code].nextStep(args),
          }),
          notices: relay.notices,
          page: relay.page,
        });
      },
      lang: 'en',
      ...(options.mostClients === undefined ? {} : { mostClients: options.mostClients }),
    },
    { host: '127.0.0.1', port: 0 },
  );
}

export interface Site {
  readonly port: number;
  readonly authority: string;
  readonly url: string;
  /** Request lines with headers, as JSON. */
  readonly seen: readonly string[];
  stop(): Promise<void>;
}

/** A site; by default it takes any body and tells its hash. */
export async function startSite(listener?: RequestListener): Promise<Site> {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method ?? ''} ${incoming.url ?? ''} ${JSON.stringify(incoming.headers)}`);
    if (listener !== undefined) listener(incoming, response);
    else {
      const hash = createHash('sha256');
      incoming.on('data', (chunk: Buffer) => hash.update(chunk));
      incoming.on('end', () => {
        response.writeHead(200, { 'content-type': 'text/plain', 'x-body-hash': hash.digest('hex') });
        response.end(incoming.method === 'HEAD' ? undefined : 'hello\n');
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  const authority = `127.0.0.1:${String(address.port)}`;
  return {
    port: address.port,
    authority,
    url: `http://${authority}/`,
    seen,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Fetched {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** One request through the relay with Node's client. */
export function fetchBy(
  relay: { readonly place: { readonly port: number } },
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: Buffer | string;
  } = {},
): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: relay.place.port,
        path: url,
        method: options.method ?? 'GET',
        headers: { host: new URL(url).host, ...options.headers },
        agent: false,
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (chunk: Buffer) => parts.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

/** Opens a tunnel; resolves with the status and the socket behind the reply's head. */
export function tunnelBy(
  relay: { readonly place: { readonly port: number } },
  authority: string,
): Promise<{ readonly status: number; readonly socket: Socket; readonly headers: IncomingMessage['headers'] }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: relay.place.port,
      method: 'CONNECT',
      path: authority,
      agent: false,
    });
    outgoing.on('connect', (response, socket: Socket, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      resolve({ status: response.statusCode ?? 0, socket, headers: response.headers });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Sends raw bytes and returns everything that comes back until the other side ends. */
export function sendRaw(
  relay: { readonly place: { readonly port: number } },
  bytes: string | Buffer,
  options: { readonly endAfter?: boolean } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(relay.place.port, '127.0.0.1');
    const parts: Buffer[] = [];
    socket.on('data', (chunk) => parts.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(Buffer.concat(parts).toString('latin1'));
    });
    socket.on('connect', () => {
      if (options.endAfter === true) socket.end(bytes);
      else socket.write(bytes);
    });
  });
}
