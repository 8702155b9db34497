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

  test('nothing moves on any page, nor while a check is running', async ({ page, openWindow }) => {
    const moving = (): Promise<number> => page.evaluate(() => document.getAnimations().length);
    await openWindow.check.address.fill('https://www.example.com/');
    await openWindow.check.start.click();
    expect(await moving()).toBe(0);
    for (const { name, hash } of PLACES) {
      await visit(page, hash);
      expect(await moving(), name).toBe(0);
    }
  });
});

test.describe('with forced colours', () => {
  test.use({ env: ENV, contextOptions: { forcedColors: 'active' } });

  test('the broken hop still shows by its shape and its word, and controls on every page by their border', async ({
    page,
    openWindow,
  }) => {
    await openWindow.check.check('https://www.example.com/');
    await expect(page.locator('.mark.failed')).toHaveCount(1);
    for (const { name, hash } of PLACES) {
      await visit(page, hash);
      await page.screenshot({ path: `out/screens/forced-colors-${name}.png` });
      const bare = await page.evaluate(() =>
        [...document.querySelectorAll('.button, .input, .card, .tag, [role=radio]')]
          .filter((one) => one.checkVisibility() && Number.parseFloat(getComputedStyle(one).borderTopWidth) < 1)
          .map((one) => one.outerHTML.slice(0, 120)),
      );
      expect(bare, name).toEqual([]);
    }
  });
});

test.describe('by keyboard alone', () => {
  test.use({ env: ENV });

  test('everything on every page can be reached, and shows that it is reached', async ({ page, openWindow }) => {
    test.setTimeout(120_000);
    await openWindow.check.check('https://www.example.com/');
    for (const { name, hash } of PLACES) {
      await visit(page, hash);
      expect(await notReachedByTab(page), name).toEqual([]);
    }
  });
});

test.describe('on paper', () => {
  test.use({ env: ENV, theme: 'dark' });

  test('a page is dark on white, without what can only be pressed', async ({ page, openWindow }) => {
    await openWindow.check.check('https://www.example.com/');
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(23, 34, 42)');
    await expect(page.locator('nav')).toBeHidden();
    await expect(page.locator('.mark.failed')).toBeVisible();
    await page.screenshot({ path: 'out/screens/print.png', fullPage: true });
  });
});

/** Goes through the page with Tab; what can be focused and was not, or did not show it. */
async function notReachedByTab(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => {
    const wanted = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
      .filter((one) => one instanceof HTMLElement && one.tabIndex >= 0 && !one.matches(':disabled'))
      .filter((one) => one.checkVisibility({ visibilityProperty: true }));
    for (const one of wanted) one.setAttribute('data-wanted', '');
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      const shows = [target, target.closest('label')].some(
        (one) =>
          one !== null && (getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none'),
      );
      if (shows) target.removeAttribute('data-wanted');
    });
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  const left = page.locator('[data-wanted]');
  // A field for a time of day takes several presses.
  const most = 2 * (await left.count()) + 10;
  for (let presses = 0; presses < most && (await left.count()) > 0; presses += 1) await page.keyboard.press('Tab');
  return left.evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 120)));
}

async function visit(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.locator('h1').first().waitFor();
  // Settings of every program are read, each by a command of its own.
  await expect(page.locator('.loading')).toHaveCount(0, { timeout: 20_000 });
}
