/** `serve`: the whole window over loopback, from the host's parts to an opened browser. */
import path from 'node:path';
import { createEndpoints } from '../../src/contract/endpoints.ts';
import { getMessages } from '../../src/messages/get-messages.ts';
import type { Host } from '../host/compose.ts';
import { hasDisplay } from '../host/desktop-availability.ts';
import { createEndpointsHost } from '../host/endpoints-host.ts';
import { findBrowser } from '../host/installed-browser.ts';
import { openInBrowser } from './open-in-browser.ts';
import { startBrowserMode } from './start-browser-mode.ts';
import type { BrowserMode } from './start-browser-mode.ts';

export interface ServeOptions {
  readonly host: Host;
  readonly version: string;
  /** Folder of the built page (`out/renderer`). */
  readonly pageFolder: string;
  /** Absent: a free one. */
  readonly port?: number;
  /** Where the window begins; absent: at its first page. */
  readonly place?: string;
  /** Whether an installed browser is opened. */
  readonly open: boolean;
  /** Told of a bug inside a handler; nothing of it reaches the page. */
  readonly onBug?: (thrown: unknown) => void;
}

/** Starts browser mode. `ended` resolves when the window was closed for a while; `close` ends it earlier. */
export async function serveWindow(options: ServeOptions): Promise<BrowserMode> {
  const { host } = options;
  const endpointsHost = createEndpointsHost({ host, face: 'browser', version: options.version });
  const noKeyText = (['ja', 'en'] as const).map((lang) => getMessages(lang).ui.problems.disconnectedBody).join('\n\n');
  const browserMode = await startBrowserMode({
    endpoints: createEndpoints(endpointsHost, options.onBug === undefined ? {} : { onBug: options.onBug }),
    pageFolder: options.pageFolder,
    noKeyText,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.place === undefined ? {} : { place: options.place }),
    ...(options.open ? { open: (url: string) => open(url, host) } : {}),
  });
  const ended = browserMode.ended.then(() => endpointsHost.close());
  return {
    ...browserMode,
    ended,
    close: async () => {
      await browserMode.close();
      await ended;
    },
  };
}

async function open(url: string, host: Host): Promise<boolean> {
  if (!hasDisplay(host.env)) return false;
  const program = await findBrowser(host.env);
  if (program === null) return false;
  return openInBrowser(url, { program, profileFolder: path.join(host.dataFolder, 'browser-profile') });
}
