import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { violations } from './support/axe.ts';
import { LOOKS, PLACES } from './support/places.ts';
import { test } from './support/window.ts';

/** A stale local proxy: a verdict with every part, without any network. */
const ENV = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  no_proxy: 'intranet.example,.corp.example',
};

for (const { language, theme } of LOOKS) {
  test.describe(`in ${language}, ${theme}`, () => {
    test.use({ env: ENV, language, theme });

    test('every page is free of accessibility violations, of English in Japanese, and of refused content', async ({
      page,
      openWindow,
    }) => {
      // Sixteen pages, each looked over whole.
      test.setTimeout(120_000);
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await openWindow.check.check('https://www.example.com/');
      for (const { name, hash } of PLACES) {
        await visit(page, hash);
        await page.screenshot({ path: `out/screens/${name}-${language}-${theme}.png`, fullPage: true });
        expect(await violations(page), `${name} ${language} ${theme}`).toEqual([]);
      }
      expect(complaints).toEqual([]);
    });
  });
}

test.describe('at 200 % zoom', () => {
  test.use({ env: ENV, viewport: { width: 550, height: 380 }, deviceScaleFactor: 2 });

  for (const language of ['en', 'ja'] as const) {
    test.describe(language, () => {
      test.use({ language });
      test('no page scrolls sideways', async ({ page, openWindow }) => {
        await openWindow.check.check('https://www.example.com/');
        for (const { name, hash } of PLACES) {
          await visit(page, hash);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(overflow, name).toBeLessThanOrEqual(0);
          await page.screenshot({ path: `out/screens/zoom-${name}-${language}.png` });
        }
      });
    });
  }
});

test.describe('with reduced motion', () => {
  test.use({ env: ENV, contextOptions: { reducedMotion: 'reduce' } });

  test('nothing moves', async ({ page, openWindow }) => {
    await openWindow.check.address.fill('https://www.example.com/');
    await openWindow.check.start.click();
    const moving = await page.evaluate(() => document.getAnimations().length);
    expect(moving).toBe(0);
  });
});

test.describe('with forced colours', () => {
  test.use({ env: ENV, contextOptions: { forcedColors: 'active' } });

  test('the broken hop still shows by its shape and its word', async ({ page, openWindow }) => {
    await openWindow.check.check('https://www.example.com/');
    await expect(page.locator('.mark.failed')).toHaveCount(1);
    await page.screenshot({ path: 'out/screens/forced-colors.png' });
  });
});

async function visit(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.locator('h1').first().waitFor();
  await expect(page.locator('.loading')).toHaveCount(0);
}
