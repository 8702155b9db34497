/** What serving one client takes of the relay. */
import type { Socket } from 'node:net';
import type { Admission } from './admission.ts';
import type { RouteFollower } from './follow-route.ts';
import type { PageLang, RelayPageWords } from './relay-page.ts';
import type { UpstreamDesk } from './upstream-desk.ts';

export interface RelayContext {
  readonly desk: UpstreamDesk;
  readonly routes: RouteFollower;
  readonly admission: Admission;
  readonly words: (lang: PageLang) => Promise<RelayPageWords>;
  /** The language of a client that doesn't say which it would like. */
  readonly lang: PageLang;
  /** The relay takes no further requests: connections end with the one that is underway. */
  readonly isStopping: () => boolean;
  /** Clients between two requests: nothing is lost where they are closed. */
  readonly waiting: Set<Socket>;
  readonly count: (what: 'requests' | 'tunnels' | 'pages') => void;
}

/** A client's socket with the flags that decide how long it may be silent. */
export interface ClientSocket {
  readonly socket: Socket;
  /** Sets how long nothing may move before the connection is closed; shorter once the client has ended its side. */
  limitIdle(ms: number): void;
}
