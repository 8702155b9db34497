/** Sessions by partition: own protocol handlers, proxy settings and permission handlers. */
import type * as Electron from 'electron';
import { record } from './record.ts';

/** Permissions that pages ask for. */
const ASKED = ['clipboard-sanitized-write', 'clipboard-read', 'geolocation', 'media', 'notifications', 'openExternal'];

type Handler = (request: Request) => Response | Promise<Response>;

export class StandInSession {
  readonly handlers = new Map<string, Handler>();
  readonly #name: string;
  proxy: Electron.ProxyConfig = { mode: 'system' };
  mayAsk: ((permission: string) => boolean) | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  readonly protocol = {
    handle: (scheme: string, handler: Handler): void => {
      if (this.handlers.has(scheme)) throw new Error(`the protocol ${scheme} has a handler already`);
      this.handlers.set(scheme, handler);
    },
  };
  setProxy(config: Electron.ProxyConfig): Promise<void> {
    this.proxy = config;
    record({ call: 'session.setProxy', partition: this.#name.replace(/-[0-9a-f-]{36}$/u, ''), mode: config.mode });
    return Promise.resolve();
  }
  resolveProxy(_url: string): Promise<string> {
    return Promise.resolve('DIRECT');
  }
  setPermissionRequestHandler(
    handler: (contents: null, permission: string, answer: (isGranted: boolean) => void) => void,
  ): void {
    this.mayAsk = (permission) => {
      let isGranted = false;
      handler(null, permission, (given) => {
        isGranted = given;
      });
      return isGranted;
    };
    const granted = ASKED.filter((permission) => this.mayAsk?.(permission) === true);
    record({ call: 'session.permissions', partition: this.#name, granted });
  }
  setPermissionCheckHandler(_handler: unknown): void {
    // Chromium headless grants nothing by itself.
  }
}

const sessions = new Map<string, StandInSession>();

export const session = {
  fromPartition: (name: string): StandInSession => {
    const found = sessions.get(name) ?? new StandInSession(name);
    sessions.set(name, found);
    return found;
  },
};
