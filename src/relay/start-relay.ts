/** The relay: a proxy on this computer that goes the route in effect and signs in for programs that can't. */
import { createServer, type Server, type Socket } from 'node:net';
import { DEADLINES } from '../base/deadline.ts';
import { createUpstreamDesk, type DeskTools } from './upstream-desk.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { RouteFollower } from './follow-route.ts';
import type { Admission } from './admission.ts';
import { RELAY_LIMITS } from './limits.ts';
import type { RelayContext } from './relay-context.ts';
import { serveClient } from './serve-client.ts';
import type { Place } from './upstream-link.ts';

/** What a relay needs of its host. */
export interface RelayTools extends DeskTools, Pick<RelayContext, 'words' | 'lang'> {
  readonly admission: Admission;
  /** Opens what knows the routes; `isOurselves`: whether a leg leads to this relay. */
  readonly openRoutes: (isOurselves: (leg: Leg) => boolean) => RouteFollower;
  /** Clients at a time; the default is the table's. */
  readonly mostClients?: number;
}

/** What a relay has done since its start; no addresses, nothing of anybody's business. */
export interface RelayCounts {
  readonly requests: number;
  readonly tunnels: number;
  readonly pages: number;
  readonly clients: number;
}

export interface Relay {
  /** Where it listens. */
  readonly place: Place;
  counts(): RelayCounts;
  /** Takes no more, lets what is underway end for a while, and closes everything. */
  stop(): Promise<void>;
}

/** Starts to listen; throws what the system says where it can't. */
export async function startRelay(tools: RelayTools, listen: Place): Promise<Relay> {
  const desk = createUpstreamDesk(tools);
  const counts = { requests: 0, tunnels: 0, pages: 0 };
  const clients = new Set<Socket>();
  const waiting = new Set<Socket>();
  const busy = new Set<Promise<void>>();
  let isStopping = false;
  let place = listen;
  const routes = tools.openRoutes(
    (leg) => leg.kind !== 'direct' && leg.port === place.port && isSameHost(leg.host, place.host),
  );
  const context: RelayContext = {
    desk,
    routes,
    admission: tools.admission,
    words: tools.words,
    lang: tools.lang,
    isStopping: () => isStopping,
    waiting,
    count: (what) => {
      counts[what] += 1;
    },
  };
  const server = createServer(SERVER_OPTIONS, (socket) => {
    // A client that breaks off is no error of ours; without this it would end the program.
    socket.on('error', () => undefined);
    clients.add(socket);
    socket.on('close', () => {
      clients.delete(socket);
      waiting.delete(socket);
    });
    const serving = serveClient(context, socket)
      .catch(() => {
        // A mistake of ours in one request must not take the others along.
        socket.destroy();
      })
      .finally(() => busy.delete(serving));
    busy.add(serving);
  });
  server.maxConnections = tools.mostClients ?? RELAY_LIMITS.clients;
  try {
    place = await listenAt(server, listen);
  } catch (thrown) {
    await routes.close();
    throw thrown;
  }

  return {
    place,
    counts: () => ({ ...counts, clients: clients.size }),
    async stop() {
      isStopping = true;
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      for (const socket of clients) if (waiting.has(socket) || socket.bytesRead === 0) socket.destroy();
      await noLongerThan(Promise.all(busy), DEADLINES.relayDrain.ms);
      for (const socket of clients) socket.destroy();
      desk.pool.close();
      await routes.close();
      await closed;
    },
  };
}

const SERVER_OPTIONS = {
  allowHalfOpen: true,
  noDelay: true,
  highWaterMark: RELAY_LIMITS.readAheadBytes,
};

function listenAt(server: Server, { host, port }: Place): Promise<Place> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 1_024 }, () => {
      server.off('error', reject);
      // Out of descriptors: clients wait in the queue until some are free.
      server.on('error', () => undefined);
      const address = server.address();
      resolve({ host, port: address !== null && typeof address === 'object' ? address.port : port });
    });
  });
}

function isSameHost(one: string, own: string): boolean {
  const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
  return one === own || (LOOPBACK.includes(one) && (LOOPBACK.includes(own) || own === '0.0.0.0' || own === '::'));
}

async function noLongerThan(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
