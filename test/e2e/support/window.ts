/** Fixtures of the journeys: the real assistant behind browser mode, and the pages of its window. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startBrowserMode } from '../../../main/browser/start-browser-mode.ts';
import { composeHost } from '../../../main/host/compose.ts';
import type { Host } from '../../../main/host/compose.ts';
import { withPlannedFixes } from '../../../main/host/plannable-fixes.ts';
import { createEndpointsHost } from '../../../main/host/endpoints-host.ts';
import { createEndpoints } from '../../../src/contract/endpoints.ts';
import { CheckPage } from '../pages/check-page.ts';
import { CredentialsPage } from '../pages/credentials-page.ts';

/** `THROUGHWAY_PAGE_FOLDER` names another build of the page. */
const PAGE_FOLDER = path.resolve(
  import.meta.dirname,
  '../../..',
  process.env['THROUGHWAY_PAGE_FOLDER'] ?? 'out/renderer',
);

export interface OpenWindow {
  readonly check: CheckPage;
  readonly credentials: CredentialsPage;
  /** Everything that left the assistant for the page: answers, events, files. */
  readonly received: readonly string[];
  /** Ends the program behind the page. */
  readonly end: () => Promise<void>;
}

interface Options {
  /** The environment of the assistant: its proxy settings and control sites. */
  readonly env: Readonly<Record<string, string>>;
  readonly language: 'ja' | 'en';
  readonly theme: 'light' | 'dark';
}

interface Fixtures {
  /** The window in the environment of `env`. */
  readonly openWindow: OpenWindow;
  /** Opens the window in an environment that is only known inside the test. */
  readonly startWindow: (env: Readonly<Record<string, string>>, options?: StartOptions) => Promise<OpenWindow>;
}

export interface StartOptions {
  /** Exchanges a part of the host: for states of a computer that can't be brought about here. */
  readonly alter?: (host: Host) => Host;
  /** What the host does before the window opens. */
  readonly before?: (host: Host) => Promise<unknown>;
  readonly welcomed?: boolean;
}

export const test = base.extend<Options & Fixtures>({
  env: [{}, { option: true }],
  language: ['en', { option: true }],
  theme: ['light', { option: true }],
  startWindow: async ({ page, language, theme }, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (env, { alter = (host: Host): Host => host, before, welcomed = true } = {}) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'throughway-window-'));
      const host = alter(
        withPlannedFixes(composeHost({ env: { PATH: '/usr/bin:/bin', THROUGHWAY_DATA_DIR: folder, ...env } })),
      );
      await before?.(host);
      const endpointsHost = createEndpointsHost({ host, face: 'browser', version: '0.1.0' });
      const endpoints = createEndpoints(endpointsHost);
      await endpoints.invoke('preferences.set', { language, theme, welcomed });
      const browserMode = await startBrowserMode({
        endpoints,
        pageFolder: PAGE_FOLDER,
        noKeyText: () => Promise.resolve('no key'),
      });
      ends.push(async () => {
        await browserMode.close();
        await endpointsHost.close();
        await rm(folder, { recursive: true, force: true });
      });
      const received = listenTo(page);
      await page.goto(browserMode.url);
      await page.waitForURL((url) => url.pathname === '/');
      return {
        check: new CheckPage(page),
        credentials: new CredentialsPage(page),
        received,
        end: () => browserMode.close(),
      };
    });
    for (const end of ends) await end();
  },
  openWindow: async ({ env, startWindow }, use) => {
    await use(await startWindow(env));
  },
});

function listenTo(page: Page): readonly string[] {
  const received: string[] = [];
  page.on('response', (response) => {
    received.push(JSON.stringify(response.headers()));
    // A page that is left takes its bodies with it; they were looked at when they came.
    void response.text().then(
      (text) => received.push(text),
      () => undefined,
    );
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => received.push(String(payload)));
  });
  return received;
}
