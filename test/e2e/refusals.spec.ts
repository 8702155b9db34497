/** Every page while it waits, and when the assistant refuses or has gone: words in every case, Japanese ones, and never an empty page. */
import { expect } from '@playwright/test';
import type { Page, Route } from '@playwright/test';
import { violations } from './support/axe.ts';
import { latinWords } from './support/latin-words.ts';
import { PLACES } from './support/places.ts';
import { test } from './support/window.ts';

/** What becomes of every call of a page; `null`: it is never answered. */
const FATES = {
  loading: null,
  bug: { kind: 'bug' },
  busy: { kind: 'busy' },
  managed: { kind: 'managed' },
  'not-available': { kind: 'not-available' },
  'not-found': { kind: 'not-found' },
  'keychain-locked': { kind: 'keychain', problem: 'keychain-locked' },
  disconnected: { kind: 'disconnected' },
} as const;

test.use({ language: 'ja', theme: 'dark' });

for (const fate of ['loading', 'bug', 'busy', 'managed', 'not-available', 'not-found'] as const) refusal(fate);
refusal('keychain-locked');
refusal('disconnected');

function refusal(fate: keyof typeof FATES): void {
  test(`${fate}: every page says so in Japanese`, async ({ page, openWindow }) => {
    test.setTimeout(120_000);
    await openWindow.check.address.waitFor();
    const open: Route[] = [];
    await page.route(/\/api\/(?!preferences|app\.info)/u, async (route) => {
      const problem = FATES[fate];
      if (problem === null) open.push(route);
      else await route.fulfill({ json: { ok: false, problem } });
    });
    for (const { name, hash } of PLACES) {
      await visit(page, hash);
      if (fate !== 'loading') await expect(page.locator('.loading'), name).toHaveCount(0, { timeout: 20_000 });
      const main = page.locator('main');
      await expect(main.locator('h1, .loading, .notice').first(), name).toBeVisible();
      expect((await main.innerText()).trim().length, name).toBeGreaterThan(5);
      expect(await main.innerText(), name).not.toMatch(/\bat .+:\d+:\d+|undefined|\[object|Error\b/u);
      expect(await latinWords(page), name).toEqual([]);
      if (fate === 'loading' || fate === 'bug') {
        expect(await violations(page), name).toEqual([]);
        await page.screenshot({ path: `out/screens/${fate}-${name}-ja-dark.png`, fullPage: true });
      }
    }
    for (const route of open) await route.abort();
  });
}

/** Anew, so that nothing is left of what was read before. */
async function visit(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.reload();
  await page.locator('main h1, main .loading').first().waitFor();
}
