/** Takes from a request what decides over it. */
import type { IncomingMessage } from 'node:http';
import type { RequestHead } from './admit.ts';

/** Returns what counts of a request, also of one that wants to become a WebSocket. */
export function headOf(request: IncomingMessage): RequestHead {
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    host: request.headers.host,
    origin: request.headers.origin,
    cookie: request.headers.cookie,
    contentType: request.headers['content-type'],
  };
}
