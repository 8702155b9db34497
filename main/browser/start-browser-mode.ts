/** Browser mode: the same window on loopback, for an installed browser. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Endpoints } from '../../src/contract/endpoints.ts';
import { answerRequest, type Served } from './answer-request.ts';
import { serveEvents } from './events.ts';
import { watchIdle } from './idle.ts';
import { openPageFiles } from './page-files.ts';
import { makeSession } from './session.ts';

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
  readonly noKeyText: () => Promise<string>;
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
  const files = await openPageFiles(options.pageFolder);
  const served: Served[] = [];
  const server = createServer((request, response) => {
    const [ready] = served;
    if (ready === undefined) response.destroy();
    // A page that went away in the middle, or a file of ours that did: there is nothing to say to anybody.
    else answerRequest(request, response, ready).catch(() => response.destroy());
  });
  server.requestTimeout = 30_000;
  server.maxHeadersCount = 100;
  await listen(server, options.port ?? 0);
  const port = portOf(server.address());
  const session = makeSession(port);
  let onScript: () => void = () => undefined;
  const scriptSent = new Promise<void>((resolve) => {
    onScript = resolve;
  });
  const { endpoints, place, noKeyText } = options;
  served.push({ session, files, endpoints, place, noKeyText, scriptSent, onScript });

  let onEnded: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    onEnded = resolve;
  });
  const idle = watchIdle(() => void close());
  const events = serveEvents({ server, session, endpoints, idle });
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
