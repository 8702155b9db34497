/** Runs before the page, in the sandbox: hands it the transport and nothing else. */
import { contextBridge, ipcRenderer } from 'electron';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from './channels.ts';

contextBridge.exposeInMainWorld('throughwayTransport', {
  invoke: (name: string, input: unknown): Promise<unknown> => ipcRenderer.invoke(INVOKE_CHANNEL, name, input),
  subscribe: (listener: (event: unknown) => void): (() => void) => {
    const hear = (_event: unknown, value: unknown): void => {
      listener(value);
    };
    ipcRenderer.on(EVENT_CHANNEL, hear);
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, hear);
    };
  },
});
