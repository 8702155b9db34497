/** Browser mode: the same window on loopback, for an installed browser. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import type { Endpoints } from '../../src/contract/endpoints.ts';
import { admit } from './admit.ts';
import { serveEvents } from './events.ts';
import { headOf } from './head-of.ts';
import { watchIdle } from './idle.ts';
import { readJson } from './read-body.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { makeSession } from './session.ts';
import type { Session } from './session.ts';

export interface BrowserModeOptions {
  readonly endpoints: Endpoints;
  /** Folder of the built page. */
  readonly pageFolder: string;
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Opens the address in an installed browser; answers whether one was found. Absent: nothing is opened. */
  readonly open?: (url: string) => Promise<boolean>;
  /** Where the window begins, e.g. `/learn/407`. */
  readonly place?: string;
  /** What a visitor without the key reads: plain text. */
  readonly noKeyText: string;
}

export interface BrowserMode {
  /** The address with the key for one use. */
  readonly url: string;
  /** Whether a browser was opened. */
  readonly hasOpened: boolean;
  /** Ends when the last window has been closed for a while, or after `close`. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Starts to serve. Rejects with the operating system's error where the port can't be had. */
export async function startBrowserMode(options: BrowserModeOptions): Promise<BrowserMode> {
  const files = sirv(options.pageFolder, { etag: true, dotfiles: false });
  const sessions: Session[] = [];
  const server = createServer((request, response) => {
    const [session] = sessions;
    if (session === undefined) response.destroy();
    else void answer({ request, response, session, files, options });
  });
  server.requestTimeout = 30_000;
  server.maxHeadersCount = 100;
  await listen(server, options.port ?? 0);
  const port = portOf(server.address());
  const session = makeSession(port);
  sessions.push(session);

  let onEnded: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    onEnded = resolve;
  });
  const idle = watchIdle(() => void close());
  const events = serveEvents({ server, session, endpoints: options.endpoints, idle });
  async function close(): Promise<void> {
    idle.stop();
    events.close();
    server.closeAllConnections();
    await new Promise<void>((done) => {
      server.close(() => {
        done();
      });
    });
    onEnded();
  }
  const url = `http://127.0.0.1:${String(port)}/open?key=${session.key}`;
  const hasOpened = options.open === undefined ? false : await options.open(url);
  return { url, hasOpened, ended, close };
}

async function answer(given: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly session: Session;
  readonly files: ReturnType<typeof sirv>;
  readonly options: BrowserModeOptions;
}): Promise<void> {
  const { request, response, session, options } = given;
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  const admission = admit(headOf(request), session);
  switch (admission.kind) {
    case 'refuse':
      sendText(response, admission.status, options.noKeyText);
      return;
    case 'open': {
      const cookie = session.redeem(admission.key);
      if (cookie === null && !session.isHeldBy(request.headers.cookie)) {
        sendText(response, 403, options.noKeyText);
        return;
      }
      if (cookie !== null) response.setHeader('set-cookie', cookie);
      // Not a redirect: a strict cookie is held back from one that a foreign page began.
      response.setHeader('refresh', `0;url=/${options.place === undefined ? '' : `#${options.place}`}`);
      sendText(response, 200, '');
      return;
    }
    case 'file':
      response.setHeader('cache-control', 'no-cache');
      given.files(request, response, () => {
        sendText(response, 404, '');
      });
      return;
    case 'call': {
      const body = await readJson(request);
      if (!body.ok) {
        sendText(response, body.problem === 'too-large' ? 413 : 400, '');
        return;
      }
      const result = await options.endpoints.invoke(admission.name, body.value);
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
      response.end(JSON.stringify(result));
    }
  }
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail);
      done();
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}
