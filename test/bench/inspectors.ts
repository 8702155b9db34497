/** Lines to the inspectors of the page and of the program behind it. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';
import WebSocket from 'ws';
import type { Inspector } from './live-heap.ts';

/** Does something with the inspector of a page; its session ends afterwards, so that it keeps nothing alive. */
export async function withPage<T>(page: Page, use: (inspector: Inspector) => Promise<T>): Promise<T> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  const result = await use({
    send: (method) => session.send(method),
    hearChunks: (listener) => {
      const hear = ({ chunk }: { readonly chunk: string }): void => {
        listener(chunk);
      };
      session.on('HeapProfiler.addHeapSnapshotChunk', hear);
      return () => session.off('HeapProfiler.addHeapSnapshotChunk', hear);
    },
  });
  await session.detach();
  return result;
}

/** The address that `node --inspect` names on its error output; what it says after that is passed over. */
export async function inspectorAddress(errors: Readable): Promise<string> {
  const lines = createInterface({ input: errors });
  for await (const line of lines) {
    const address = /ws:\/\/\S+/u.exec(line)?.[0];
    if (address === undefined) continue;
    errors.resume();
    return address;
  }
  throw new Error('the program named no inspector');
}

/** Does something with the inspector of a program; its line ends afterwards. */
export async function withProgram<T>(address: string, use: (inspector: Inspector) => Promise<T>): Promise<T> {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await once(socket, 'open');
  const listeners = new Set<(message: Message) => void>();
  socket.on('message', (data: Buffer) => {
    const message: Message = JSON.parse(data.toString());
    for (const listener of listeners) listener(message);
  });
  let count = 0;
  const result = await use({
    send: (method) => {
      count += 1;
      const id = count;
      return new Promise((done, failed) => {
        const hear = (message: Message): void => {
          if (message.id !== id) return;
          listeners.delete(hear);
          if (message.error === undefined) done(undefined);
          else failed(new Error(message.error.message));
        };
        listeners.add(hear);
        socket.send(JSON.stringify({ id, method }));
      });
    },
    hearChunks: (listener) => {
      const hear = ({ method, params }: Message): void => {
        if (method === 'HeapProfiler.addHeapSnapshotChunk' && params?.chunk !== undefined) listener(params.chunk);
      };
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  });
  socket.close();
  await once(socket, 'close');
  return result;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly chunk?: string };
  readonly error?: { readonly message: string };
}
