/** `serve`: the whole window over loopback, from the host's parts to an opened browser. */
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { loadMessages } from '../../src/messages/load-messages.ts';
import type { Host } from '../host/compose.ts';
import { dataFolderHere } from '../host/data-folder.ts';
import { hasDisplay } from '../host/desktop-availability.ts';
import type { EndpointsHost } from '../host/endpoints-host.ts';
import { processEnvironment } from '../host/environment.ts';
import { findBrowser } from '../host/installed-browser.ts';
import { lateEndpoints } from './late-endpoints.ts';
import { openInBrowser } from './open-in-browser.ts';
import { startBrowserMode } from './start-browser-mode.ts';
import type { BrowserMode } from './start-browser-mode.ts';

export interface ServeOptions {
  /** Opens the assistant's host; called when the page first needs it. */
  readonly openHost: () => Promise<Host>;
  readonly version: string;
  /** Folder of the built page (`out/renderer`). */
  readonly pageFolder: string;
  /** Absent: a free one. */
  readonly port?: number;
  /** Where the window begins; absent: at its first page. */
  readonly place?: string;
  /** Whether an installed browser is opened. */
  readonly open: boolean;
}

/** Starts browser mode. `ended` resolves when the window was closed for a while; `close` ends it earlier. */
export async function serveWindow(options: ServeOptions): Promise<BrowserMode> {
  const opened: EndpointsHost[] = [];
  const endpoints = lateEndpoints(async () => {
    // In turns, so that what the page asks for meanwhile is served in between.
    const host = await options.openHost();
    await turn();
    const { createEndpointsHost } = await import('../host/endpoints-host.ts');
    await turn();
    const { createEndpoints } = await import('../../src/contract/endpoints.ts');
    const endpointsHost = createEndpointsHost({ host, face: 'browser', version: options.version });
    opened.push(endpointsHost);
    return createEndpoints(endpointsHost);
  });
  const browserMode = await startBrowserMode({
    endpoints,
    pageFolder: options.pageFolder,
    noKeyText,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.place === undefined ? {} : { place: options.place }),
    ...(options.open ? { open } : {}),
  });
  const ended = browserMode.ended.then(async () => {
    for (const endpointsHost of opened) await endpointsHost.close();
  });
  return {
    ...browserMode,
    ended,
    close: async () => {
      await browserMode.close();
      await ended;
    },
  };
}

/** Nobody knows in which language a stranger reads. */
async function noKeyText(): Promise<string> {
  const words = await Promise.all([loadMessages('ja'), loadMessages('en')]);
  return words.map(({ ui }) => ui.problems.disconnectedBody).join('\n\n');
}

async function open(url: string): Promise<boolean> {
  const env = processEnvironment();
  if (!hasDisplay(env)) return false;
  const program = await findBrowser(env);
  if (program === null) return false;
  const profileFolder = path.join(dataFolderHere(env), 'browser-profile');
  return openInBrowser(url, { program, profileFolder });
}
