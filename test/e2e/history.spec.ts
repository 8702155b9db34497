/** The timeline, its plot and its export; and the watch that fills it by itself. */
import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { HistoryPage } from './pages/history-page.ts';
import { test } from './support/window.ts';

/** Nothing listens there: a verdict without any network. */
const ENV = { http_proxy: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' };

test('what was checked is found again, searched, opened and taken along', async ({ page, startWindow }) => {
  const { check } = await startWindow(ENV);
  const history = new HistoryPage(page);
  await history.open();
  await expect(page.getByText('Nothing has happened yet.')).toBeVisible();
  await page.screenshot({ path: 'out/screens/history-none.png' });
  await page.getByRole('link', { name: 'Check', exact: true }).click();
  await check.check('https://one.example.com/?token=canary-77');
  await check.check('https://two.example.com/');

  await history.open();
  await expect(history.rows).toHaveCount(2);
  await expect(history.plot).toHaveAccessibleName(/2 checks .* 2 of them without success/);
  await page.screenshot({ path: 'out/screens/history.png', fullPage: true });

  await history.search.fill('ONE.EXAMPLE');
  await expect(history.rows).toHaveCount(1);
  await history.search.fill('nowhere');
  await expect(page.getByText('Nothing fits.')).toBeVisible();
  await history.search.fill('');
  await history.show('Notice');
  await expect(page.getByText('Nothing fits.')).toBeVisible();
  await history.show('Everything');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as a table' }).click(),
  ]);
  const table = await readFile(await download.path(), 'utf8');
  expect(table.split('\r\n').map((line) => line.split(',')[5])).toEqual([
    'code',
    'settings.stale-local-proxy',
    'settings.stale-local-proxy',
    undefined,
  ]);
  expect(table).not.toContain('canary');

  await history.rows.first().getByRole('link').click();
  await expect(page.getByText('https://two.example.com/')).toBeVisible();
  await page.reload();
  await expect(page.getByText('https://two.example.com/')).toBeVisible();
  await page.screenshot({ path: 'out/screens/history-entry.png', fullPage: true });
});

test('a history that can not be read says so', async ({ page, startWindow }) => {
  const refused = Object.assign(new Error('refused'), { code: 'EACCES', syscall: 'scandir' });
  await startWindow(ENV, {
    alter: (host) => ({ ...host, history: { ...host.history, list: () => Promise.reject(refused) } }),
  });
  await new HistoryPage(page).open();
  await expect(page.getByText('This can’t be done on this computer.')).toBeVisible();
});

test('the watch is off until it is turned on, shows how it stands, and tells a page of a fault', async ({
  page,
  startWindow,
}) => {
  await startWindow(ENV);
  await page.getByRole('link', { name: 'Preferences' }).click();
  await expect(page.getByRole('button', { name: 'Look now' })).toHaveCount(0);
  await page.locator('#watch-urls').fill('https://one.example.com/');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Applied.')).toBeVisible();
  const watch = page.getByRole('radiogroup', { name: 'Keep watching' });
  await watch.getByRole('radio', { name: 'On', exact: true }).click();
  await expect(page.getByText(/Not working: A proxy setting is left over/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/^Next look: /)).toBeVisible();
  await page.screenshot({ path: 'out/screens/watch-on.png', fullPage: true });
  await page.getByRole('button', { name: 'Look now' }).click();
  await expect(page.getByText('https://one.example.com/').first()).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused')).toBeVisible();
  await watch.getByRole('radio', { name: 'Off', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Look now' })).toHaveCount(0);
  const history = new HistoryPage(page);
  await history.open();
  await history.show('Notice');
  await expect(history.rows).toHaveCount(1);
});
