/** What all clients of one relay share: waiting connections, what each proxy wants, and which proxies are bad just now. */
import type { SignInChooser } from '../auth/sign-in.ts';
import type { Clock } from '../base/clock.ts';
import { createBadEntries, type BadEntries } from '../pac/bad-entries.ts';
import type { Leg, ProxyServer } from '../settings/proxy-server.ts';
import { createConnectionPool, type ConnectionPool } from './connection-pool.ts';
import { openUpstream, placeOf, type OpenedUpstream, type UpstreamTools } from './open-upstream.ts';
import { ProxyAccess } from './proxy-access.ts';
import type { AskedOn, RelayCredentials } from './relay-credentials.ts';
import type { Ask } from './sign-in-proof.ts';
import { closeLink, type Place, type UpstreamLink } from './upstream-link.ts';

export interface DeskTools extends Pick<UpstreamTools, 'secureContext'> {
  readonly clock: Clock;
  readonly signIns: SignInChooser;
  readonly credentials: RelayCredentials;
  /** Shows a proxy a sign-in for the first time; without it the first request that is asked to sign in does. */
  readonly prove?: (proxy: ProxyServer, route: AskedOn) => Promise<void>;
}

export interface UpstreamDesk {
  readonly badEntries: BadEntries;
  /** The sign-in of the leg's proxy; `null` where the leg has none that speaks HTTP. */
  accessOf(leg: Leg): ProxyAccess | null;
  /** Returns a connection that waits for another question, if there is one that is still good. */
  waiting(leg: Leg, to: Place): UpstreamLink | null;
  /** Returns a waiting connection, else a new one; with `isFresh` always a new one. */
  connect(
    leg: Leg,
    to: Place,
    options: { readonly route: AskedOn; readonly isFresh?: boolean; readonly isProof?: true },
  ): Promise<OpenedUpstream> | OpenedUpstream;
  readonly pool: ConnectionPool;
}

/** Nobody has that many proxies; a script that invents them gets the oldest forgotten. */
const MOST_PROXIES = 200;

/** Returns the desk of one relay. */
export function createUpstreamDesk(tools: DeskTools): UpstreamDesk {
  const pool = createConnectionPool();
  const accesses = new Map<string, ProxyAccess>();
  const badEntries = createBadEntries(tools.clock);

  const accessTo = (proxy: ProxyServer): ProxyAccess => {
    const key = placeOf(proxy, NOWHERE);
    const known = accesses.get(key);
    if (known !== undefined) return known;
    const { prove, ...others } = tools;
    const access = new ProxyAccess(proxy, {
      ...others,
      ...(prove === undefined ? {} : { prove: (route) => prove(proxy, route) }),
      onRefused: () => {
        pool.drop(key);
      },
    });
    accesses.set(key, access);
    const [oldest] = accesses.keys();
    if (accesses.size > MOST_PROXIES && oldest !== undefined) accesses.delete(oldest);
    return access;
  };
  const accessOf = (leg: Leg): ProxyAccess | null =>
    leg.kind === 'http' || leg.kind === 'https' ? accessTo(leg) : null;

  const takeWaiting = (leg: Leg, to: Place): UpstreamLink | null => {
    const access = accessOf(leg);
    for (;;) {
      const link = pool.take(placeOf(leg, to));
      if (link === null || access === null || access.isCurrent(link)) return link;
      closeLink(link);
    }
  };

  return {
    pool,
    badEntries,
    accessOf,
    waiting: takeWaiting,
    connect(leg, to, { route, isFresh, isProof }) {
      const waiting = isFresh === true ? null : takeWaiting(leg, to);
      if (waiting !== null) return { link: waiting, failure: null };
      return openUpstream(leg, to, {
        secureContext: tools.secureContext,
        socksSignIn: () => {
          const context = { method: 'CONNECT', requestUri: '' };
          const ask: Ask = { context, route, endTurn: null, sentGeneration: 0, isProof: isProof === true };
          const access = leg.kind === 'direct' ? null : accessTo(leg);
          return {
            begin: () => access?.beginSocks(ask) ?? Promise.resolve('proxy.auth-required' as const),
            end: (accepted) => {
              access?.endSocks(ask, accepted);
            },
          };
        },
      });
    },
  };
}

const NOWHERE: Place = { host: '', port: 0 };
