/** The desktop program with a keyring and a proxy that asks for a sign-in; what it keeps, and what its page gets to see. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import path from 'node:path';
import { expect } from '@playwright/test';
import { keyringIsMissing, startKeyring } from '../lab/servers/keyring.ts';
import type { Keyring } from '../lab/servers/keyring.ts';
import { squidIsMissing, startSquid } from '../lab/servers/squid.ts';
import type { SquidServer } from '../lab/servers/squid.ts';
import { CheckPage } from './pages/check-page.ts';
import { CredentialsPage } from './pages/credentials-page.ts';
import { test as base } from './support/desktop.ts';

const PASSWORD = 'Canary-Horse-7/%:@';

interface Office {
  readonly squid: SquidServer;
  readonly keyring: Keyring;
  readonly siteUrl: string;
  readonly controlUrl: string;
}

const missing = squidIsMissing ?? keyringIsMissing;

const test = base.extend<object, { readonly office: Office }>({
  office: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this very pattern
    async ({}, use) => {
      const squid = await startSquid({
        auth: [{ scheme: 'basic', realm: 'Office', users: [{ user: 'hanako', password: PASSWORD }] }],
      });
      const keyring = await startKeyring('unlocked');
      const site: Server = createServer((_request, response) => {
        response.writeHead(204).end();
      });
      await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
      const address = site.address();
      const origin = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`;
      await use({ squid, keyring, siteUrl: `${origin}/page`, controlUrl: `${origin}/generate_204` });
      site.close();
      await keyring.stop();
      await squid.stop();
    },
    { scope: 'worker' },
  ],
  environment: async ({ office }, use) => {
    const proxy = `http://127.0.0.1:${String(office.squid.port)}`;
    // The site is on loopback; only a list that takes the implicit rule away sends it through the proxy.
    const settings = { http_proxy: proxy, no_proxy: '<-loopback>', THROUGHWAY_CONTROL_URLS: office.controlUrl };
    await use({ ...office.keyring.env, ...settings, STAND_IN_TAP: 'yes' });
  },
});

test.skip(missing !== null, missing ?? '');

test('a sign-in is saved and used, answers Chromium once, and no message to the page holds the password', async ({
  desktop,
  office,
}) => {
  const { page } = desktop;
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const check = new CheckPage(page);
  await check.check(office.siteUrl);
  expect(await check.code()).toBe('proxy.auth-required');
  await page.locator('.verdict a.button.main').click();
  const credentials = new CredentialsPage(page);
  await credentials.enter('hanako', PASSWORD);
  await expect(credentials.outcome).toContainText('Saved');
  await credentials.outcome.getByRole('button').click();
  await expect(check.verdict).toBeVisible({ timeout: 30_000 });
  expect(await check.code()).toBe('ok');

  const info = { isProxy: true, host: '127.0.0.1', port: office.squid.port, realm: 'Office', scheme: 'basic' };
  desktop.happens('login', {}, {}, info);
  const answers = () => desktop.calls().filter((one) => one['event'] === 'login');
  await expect
    .poll(answers, { timeout: 15_000 })
    .toEqual([{ call: 'answer', event: 'login', given: ['hanako', PASSWORD] }]);
  desktop.happens('login', {}, {}, info);
  await expect.poll(() => answers().at(-1)).toEqual({ call: 'answer', event: 'login', given: [] });

  const crossed = desktop.calls().filter((one) => one['call'] === 'crosses');
  const writings = [PASSWORD, encodeURIComponent(PASSWORD), Buffer.from(`hanako:${PASSWORD}`).toString('base64')];
  for (const writing of writings) expect(crossed.filter((one) => JSON.stringify(one).includes(writing))).toEqual([]);
  expect(crossed.length).toBeGreaterThan(20);
});

test.describe('where a window stood before', () => {
  test.use({ files: { 'window.json': JSON.stringify({ x: 40, y: 50, width: 900, height: 640 }) } });

  test('it opens there again, keeps its theme, and notes its place when it is closed', async ({ desktop }) => {
    const { page } = desktop;
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const opened = desktop.calls().find((one) => one['call'] === 'BrowserWindow');
    expect(opened).toEqual({ call: 'BrowserWindow', x: 40, y: 50, width: 900, height: 640 });
    await page.getByRole('link', { name: 'Preferences' }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await expect.poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
    await page.close();
    expect(await desktop.ended).toBe(0);
    const kept: unknown = JSON.parse(await readFile(path.join(desktop.folder, 'window.json'), 'utf8'));
    expect(kept).toMatchObject({ width: 900, height: 640 });
  });
});
