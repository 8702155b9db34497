/** Every line between a page and the endpoints, each with a host that answers from memory: what the contract's tests run over. */
import WebSocket from 'ws';
import { startBrowserMode } from '../../../main/browser/start-browser-mode.ts';
import { createClient } from '../../../src/contract/client.ts';
import type { Client } from '../../../src/contract/client.ts';
import { createEndpoints } from '../../../src/contract/endpoints.ts';
import { inProcessTransport } from '../../../src/contract/in-process-transport.ts';
import type { Transport } from '../../../src/contract/transport.ts';
import { memoryHost } from './contract-host.ts';
import type { MemoryHost } from './contract-host.ts';
import { openElectronLine } from './electron-line.ts';

/** One line, ready for calls. */
export interface Line {
  readonly client: Client;
  readonly transport: Transport;
  readonly host: MemoryHost;
}

/** What opened lines leave behind. */
export const ends: (() => Promise<void> | void)[] = [];

/** Ends every line that was opened. */
export async function endLines(): Promise<void> {
  for (const end of ends.splice(0)) await end();
}

const LINES: Readonly<Record<string, (host: MemoryHost) => Promise<Transport>>> = {
  'in the same process': (host) => Promise.resolve(inProcessTransport(createEndpoints(host))),
  'over loopback HTTP and WebSocket': async (host) => {
    const mode = await startBrowserMode({
      endpoints: createEndpoints(host),
      pageFolder: import.meta.dirname,
      noKeyText: () => Promise.resolve(''),
    });
    ends.push(() => mode.close());
    const opened = await fetch(mode.url);
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    return loopbackTransport(new URL(mode.url).origin, cookie);
  },
  "over Electron's IPC": async (host) => {
    const { transport, end } = await openElectronLine(createEndpoints(host));
    ends.push(end);
    return transport;
  },
};

export const LINE_NAMES = Object.keys(LINES);

/** Opens a line by name. */
export async function openLine(name: string): Promise<Line> {
  const open = LINES[name];
  if (open === undefined) throw new Error('no such line');
  const host = memoryHost();
  const transport = await open(host);
  return { host, transport, client: createClient(transport) };
}

/** What a page does in browser mode, without a page. */
async function loopbackTransport(origin: string, cookie: string): Promise<Transport> {
  const listeners = new Set<(event: unknown) => void>();
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/events`, { headers: { cookie, origin } });
  socket.on('message', (data: Buffer) => {
    const event: unknown = JSON.parse(data.toString('utf8'));
    for (const listener of listeners) listener(event);
  });
  await new Promise((done) => socket.once('open', done));
  ends.unshift(() => {
    socket.terminate();
  });
  return {
    invoke: async (name, input) => {
      const headers = { 'content-type': 'application/json', cookie, origin };
      const url = `${origin}/api/${encodeURIComponent(name)}`;
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
      const answer: unknown = await response.json();
      return answer;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
