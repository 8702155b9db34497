/** Calls of pages: one handler a channel, values cloned as Electron clones them. */
import { recordCrossing } from './record.ts';

type Handler = (event: unknown, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle: (channel: string, handler: Handler): void => {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  removeHandler: (channel: string): void => {
    handlers.delete(channel);
  },
};

/** Carries one call to its handler; a result that can't be cloned is refused. */
export async function callHandler(channel: string, event: unknown, args: readonly unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
  const result: unknown = structuredClone(await handler(event, ...args));
  recordCrossing(result);
  return result;
}
