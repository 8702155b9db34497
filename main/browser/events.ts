/** The line for events: a WebSocket that only the session's own page may open, and that only speaks. */
import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { Endpoints } from '../../src/contract/endpoints.ts';
import { mayListen } from './admit.ts';
import { headOf } from './head-of.ts';
import type { Idle } from './idle.ts';
import type { Session } from './session.ts';

/** A page that takes nothing off the line for so long is gone; its line is cut rather than kept in memory. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const PING_MS = 20_000;

/** Serves the line on the given server. */
export function serveEvents(given: {
  readonly server: Server;
  readonly session: Session;
  readonly endpoints: Endpoints;
  readonly idle: Idle;
}): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, clientTracking: true });
  given.server.on('upgrade', (request, socket, head) => {
    if (!mayListen(headOf(request), given.session)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (line) => {
      const closed = given.idle.opened();
      const unsubscribe = given.endpoints.subscribe((event) => {
        if (line.bufferedAmount > MAX_WAITING_BYTES) line.terminate();
        else line.send(JSON.stringify(event));
      });
      // A tunnel drops silent connections; a ping keeps it open and finds out when the page is gone.
      const ping = setInterval(() => {
        line.ping();
      }, PING_MS);
      line.on('error', () => {
        line.terminate();
      });
      line.on('close', () => {
        clearInterval(ping);
        unsubscribe();
        closed();
      });
    });
  });
  return {
    close: () => {
      for (const line of sockets.clients) line.terminate();
      sockets.close();
    },
  };
}
