/** Both languages on every page: no English where Japanese was chosen, and the longest words still fit. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { latinWords } from './support/latin-words.ts';
import { PLACES } from './support/places.ts';
import { test } from './support/window.ts';

const ENV = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  no_proxy: 'intranet.example,.corp.example',
};

test.describe('in Japanese', () => {
  test.use({ env: ENV, language: 'ja' });

  test('no page holds an English word', async ({ page, openWindow }) => {
    await openWindow.check.check('https://www.example.com/');
    const foreign: string[] = [];
    const collect = async (place: string): Promise<void> => {
      for (const word of await latinWords(page)) foreign.push(`${place}: ${word}`);
    };
    for (const { name, hash } of [...PLACES, ...ARTICLES]) {
      await visit(page, hash);
      // What opens on demand is read as well.
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await collect(name);
    }
    await visit(page, '#/check');
    for (const hop of await page.locator('ol li button').all()) {
      await hop.click();
      await collect('hop');
    }
    expect(foreign).toEqual([]);
  });

  test('the language changes at once, everywhere, and back', async ({ page, openWindow }) => {
    await openWindow.check.check('https://www.example.com/');
    const title = await openWindow.check.verdict.textContent();
    await visit(page, '#/preferences');
    await page.getByRole('radio', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Preferences');
    await visit(page, '#/check');
    await expect(openWindow.check.verdict).not.toHaveText(title ?? '');
    expect(await page.title()).toContain('Check');
  });
});

for (const language of ['en', 'ja'] as const) {
  test.describe(`the longest strings in ${language}`, () => {
    test.use({
      env: { ...ENV, http_proxy: LONG_PROXY(), https_proxy: LONG_PROXY() },
      language,
      viewport: { width: 900, height: 700 },
    });

    test('stay inside their boxes', async ({ page, openWindow }) => {
      await openWindow.check.address.fill(`https://${'long-name.'.repeat(20)}example/${'path/'.repeat(60)}`);
      await openWindow.check.start.click();
      await openWindow.check.verdict.waitFor({ timeout: 30_000 });
      for (const { name, hash } of PLACES) {
        await visit(page, hash);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
          name,
        ).toBeLessThanOrEqual(0);
        expect(await cutOff(page), name).toEqual([]);
      }
    });
  });
}

const ARTICLES = ['407', '502', 'proxy.credentials-rejected', 'settings.pac-invalid', 'tls.intercepted-untrusted'].map(
  (id) => ({ name: id, hash: `#/learn/${id}` }),
);

function LONG_PROXY(): string {
  return `http://${'very-long-proxy-name.'.repeat(6)}corp.example:3128`;
}

async function visit(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.locator('h1').first().waitFor();
  // Settings of every program are read, each by a command of its own.
  await expect(page.locator('.loading')).toHaveCount(0, { timeout: 20_000 });
}

/** Elements whose own text is wider than their box. */
async function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
      .filter((one) => !['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
      .filter((one) => !one.matches('input, textarea, select, .visually-hidden, .visually-hidden *, svg, svg *'))
      .map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`),
  );
}
