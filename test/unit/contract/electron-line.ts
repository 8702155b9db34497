/** The desktop window's own wiring, `connectPage` and the preload script, over an IPC that clones as Electron's does. */
import { vi } from 'vitest';
import type { Endpoints } from '../../../src/contract/endpoints.ts';
import type { Transport } from '../../../src/contract/transport.ts';

type Handler = (event: unknown, ...args: readonly unknown[]) => unknown;
type Hear = (event: unknown, value: unknown) => void;

const ipc = vi.hoisted(() => ({
  handlers: new Map<string, Handler>(),
  heard: new Set<Hear>(),
  exposed: new Map<string, unknown>(),
  // `Object` gives what the program takes for a page.
  contents: Object({ isDestroyed: () => false }),
}));

vi.mock('electron', () => ({
  ipcMain: {
    handle: (channel: string, handler: Handler) => ipc.handlers.set(channel, handler),
    removeHandler: (channel: string) => ipc.handlers.delete(channel),
  },
  ipcRenderer: {
    invoke: async (channel: string, ...args: readonly unknown[]): Promise<unknown> => {
      const event = { sender: ipc.contents, senderFrame: { parent: null, url: 'app://throughway/index.html' } };
      return structuredClone(await ipc.handlers.get(channel)?.(event, ...structuredClone(args)));
    },
    on: (_channel: string, hear: Hear) => ipc.heard.add(hear),
    off: (_channel: string, hear: Hear) => ipc.heard.delete(hear),
  },
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => ipc.exposed.set(name, api) },
}));

/** Connects a page to the endpoints as the desktop program does. */
export async function openElectronLine(
  endpoints: Endpoints,
): Promise<{ readonly transport: Transport; readonly end: () => void }> {
  const { connectPage } = await import('../../../main/desktop/connect-page.ts');
  await import('../../../main/desktop/preload.ts');
  ipc.contents.send = (_channel: string, value: unknown) => {
    const cloned: unknown = structuredClone(value);
    for (const hear of ipc.heard) hear({}, cloned);
  };
  const end = connectPage(ipc.contents, endpoints);
  const transport: unknown = ipc.exposed.get('throughwayTransport');
  if (!isTransport(transport)) throw new Error('the preload script handed over no transport');
  return { transport, end };
}

function isTransport(value: unknown): value is Transport {
  return typeof value === 'object' && value !== null && 'invoke' in value && 'subscribe' in value;
}
