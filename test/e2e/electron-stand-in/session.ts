/** Sessions by partition: own protocol handlers, proxy settings and permission handlers. */
import type * as Electron from 'electron';

type Handler = (request: Request) => Response | Promise<Response>;

export class StandInSession {
  readonly handlers = new Map<string, Handler>();
  proxy: Electron.ProxyConfig = { mode: 'system' };
  mayAsk: ((permission: string) => boolean) | null = null;

  readonly protocol = {
    handle: (scheme: string, handler: Handler): void => {
      if (this.handlers.has(scheme)) throw new Error(`the protocol ${scheme} has a handler already`);
      this.handlers.set(scheme, handler);
    },
  };
  setProxy(config: Electron.ProxyConfig): Promise<void> {
    this.proxy = config;
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
  }
  setPermissionCheckHandler(_handler: unknown): void {
    // Chromium headless grants nothing by itself.
  }
}

const sessions = new Map<string, StandInSession>();

export const session = {
  fromPartition: (name: string): StandInSession => {
    const found = sessions.get(name) ?? new StandInSession();
    sessions.set(name, found);
    return found;
  },
};
