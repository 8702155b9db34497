/** What the window offers by itself: the way back from a change that was cut short, and the same way for other programs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import { en } from '../../src/messages/en.ts';
import { ja } from '../../src/messages/ja.ts';
import { FixesPage } from './pages/fixes-page.ts';
import { violations } from './support/axe.ts';
import { test } from './support/window.ts';

let home: string;
let site: Server;
let url: string;

test.beforeAll(async () => {
  site = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
  const address = site.address();
  url = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}/`;
});
test.afterAll(() => {
  site.close();
  site.closeAllConnections();
});
test.beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'throughway-offers-'));
});
test.afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

for (const [language, words] of [
  ['en', en],
  ['ja', ja],
] as const) {
  test.describe(language, () => {
    test.use({ language, theme: language === 'ja' ? 'dark' : 'light' });

    test('a change that was cut short is told on every page, and taken back by one button', async ({
      page,
      startWindow,
    }) => {
      const { fixes } = words.changing;
      const npmrc = path.join(home, '.npmrc');
      writeFileSync(npmrc, 'proxy=http://half.example:1\n');
      await startWindow(
        { HOME: home, THROUGHWAY_DATA_DIR: path.join(home, 'data') },
        {
          before: async (host) => {
            const shown = { what: npmrc, from: null, to: 'proxy=http://half.example:1' };
            const step = {
              ref: { kind: 'file', path: npmrc },
              from: readFileSync(npmrc, 'utf8'),
              to: 'proxy=1\n',
              shown,
            } as const;
            await host.changes.apply(
              { reason: { kind: 'tools', tools: ['npm'] }, steps: [step], restart: [] },
              { signal: AbortSignal.timeout(5_000) },
            );
            cutShort(path.join(home, 'data/changes'));
          },
        },
      );
      const told = page.locator('.told');
      await expect(told).toContainText(fixes.interruptedTitle);
      await page.getByRole('link', { name: words.ui.nav.settings, exact: true }).click();
      await expect(told).toContainText(fixes.interruptedBody);
      await page.screenshot({ path: `out/screens/cut-short-${language}.png` });
      expect(await violations(page)).toEqual([]);
      await told.getByRole('button', { name: fixes.undo }).click();
      await expect(told.locator('.notice.good')).toBeVisible();
      await page.screenshot({ path: `out/screens/cut-short-undone-${language}.png` });
      expect(readFileSync(npmrc, 'utf8')).toBe('proxy=http://half.example:1\n');
    });

    test('programs that go another way are brought onto this one', async ({ page, startWindow }) => {
      const gitconfig = path.join(home, '.gitconfig');
      writeFileSync(gitconfig, '[http]\n\tproxy = http://old.example:8080\n');
      const { check } = await startWindow({ HOME: home, THROUGHWAY_CONTROL_URLS: `${url}control` });
      const fixes = new FixesPage(page);
      await check.check(url);
      expect(await check.code()).toBe('ok');
      await expect(page.getByText(words.changing.tools.stray('git'))).toBeVisible();
      await page.screenshot({ path: `out/screens/stray-${language}.png`, fullPage: true });
      await page.getByRole('link', { name: words.fixes['set-tool-proxy'] }).click();
      await expect(fixes.card).toContainText('http://old.example:8080');
      await page.screenshot({ path: `out/screens/stray-ready-${language}.png`, fullPage: true });
      await fixes.main.click();
      await expect(fixes.result).toHaveText(words.fix.sameWay, { timeout: 30_000 });
      expect(readFileSync(gitconfig, 'utf8')).not.toContain('old.example');
    });
  });
}

/** The journal as a kill leaves it while the change is being made. */
function cutShort(journal: string): void {
  for (const name of readdirSync(journal).filter((one) => one.endsWith('.json'))) {
    const file = path.join(journal, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"phase":"applied"', '"phase":"applying"'));
  }
}
