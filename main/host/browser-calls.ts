/** The contract's calls on installed browsers: which there are, and opening one where it clears its data. */
import { ok, refuse } from '../../src/base/result.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import { installedBrowsers, openBrowserPage } from './browser-pages.ts';
import type { Host } from './compose.ts';

/** Returns the handlers. Only programs that were found here are started, and only with addresses of our own table. */
export function createBrowserCalls(
  host: Pick<Host, 'env' | 'system'>,
): Pick<Handlers, 'browsers.list' | 'browsers.open'> {
  const { platform } = host.system;
  return {
    'browsers.list': async () => {
      const all = await installedBrowsers(platform, host.env);
      return ok(all.map(({ id, name, page, passwords, opensPage }) => ({ id, name, page, passwords, opensPage })));
    },
    'browsers.open': async ({ id, page }) => {
      const browser = (await installedBrowsers(platform, host.env)).find((one) => one.id === id);
      if (browser === undefined) return refuse({ kind: 'not-found' });
      return ok({ opened: await openBrowserPage(browser, { platform, page }) });
    },
  };
}
