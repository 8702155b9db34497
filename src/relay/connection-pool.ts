/** Keeps connections that wait for another question, each to one place; nobody but this relay's person uses them. */
import { DEADLINES } from '../base/deadline.ts';
import { RELAY_LIMITS } from './limits.ts';
import { closeLink, type UpstreamLink } from './upstream-link.ts';

export interface ConnectionPool {
  /** Returns the most recently used connection to a place that is still good. */
  take(place: string): UpstreamLink | null;
  /** Keeps a connection on which nothing is underway; closes it where there is no room. */
  put(link: UpstreamLink): void;
  /** Closes what waits for one place: what was signed there holds no longer. */
  drop(place: string): void;
  close(): void;
  readonly size: number;
}

/** Returns an empty pool. */
export function createConnectionPool(): ConnectionPool {
  const idle = new Map<string, UpstreamLink[]>();
  let size = 0;
  let isClosed = false;

  const remove = (link: UpstreamLink): void => {
    const links = idle.get(link.place);
    const at = links?.indexOf(link) ?? -1;
    if (links === undefined || at < 0) return;
    links.splice(at, 1);
    size -= 1;
    if (links.length === 0) idle.delete(link.place);
  };
  const forget = (link: UpstreamLink): void => {
    const { socket } = link.inlet;
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    const onEnd = listeners.get(link);
    if (onEnd === undefined) return;
    listeners.delete(link);
    for (const event of ENDS) socket.off(event, onEnd);
  };
  const listeners = new WeakMap<UpstreamLink, () => void>();

  return {
    take(place) {
      for (;;) {
        const link = idle.get(place)?.at(-1);
        if (link === undefined) return null;
        remove(link);
        forget(link);
        if (link.inlet.isQuiet) {
          link.isReused = true;
          return link;
        }
        closeLink(link);
      }
    },
    put(link) {
      const links = idle.get(link.place) ?? [];
      const hasRoom = links.length < RELAY_LIMITS.idlePerPlace && size < RELAY_LIMITS.idleInAll;
      if (isClosed || !hasRoom || !link.inlet.isQuiet) {
        closeLink(link);
        return;
      }
      links.push(link);
      idle.set(link.place, links);
      size += 1;
      const end = (): void => {
        remove(link);
        forget(link);
        closeLink(link);
      };
      listeners.set(link, end);
      const { socket } = link.inlet;
      for (const event of ENDS) socket.on(event, end);
      socket.setTimeout(DEADLINES.relayIdleUpstream.ms, end);
    },
    drop(place) {
      for (const link of [...(idle.get(place) ?? [])]) {
        remove(link);
        forget(link);
        closeLink(link);
      }
    },
    close() {
      isClosed = true;
      for (const place of [...idle.keys()]) this.drop(place);
    },
    get size() {
      return size;
    },
  };
}

/** A connection that says or ends anything unasked can't be used again. */
const ENDS = ['data', 'end', 'close'] as const;
