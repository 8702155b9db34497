/** A fix from the verdict to the cure and back again, in the settings of a real desktop and on a real squid. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import { squidIsMissing, startSquid } from '../lab/servers/squid.ts';
import type { SquidServer } from '../lab/servers/squid.ts';
import { FixesPage } from './pages/fixes-page.ts';
import { test } from './support/window.ts';

const PROXY_PORT = 3128;

// An address of this very computer counts as a leftover only where it is a loopback one.
const host = ownAddress();
let squid: SquidServer;
let site: Server;
let siteUrl: string;
let home: string;
let kioslaverc: string;
let env: Record<string, string>;
/** Whether somebody has signed in to the network; the site lets nobody through before. */
let isSignedIn: boolean;

test.skip(squidIsMissing !== null, squidIsMissing ?? '');
test.skip(host === null, 'This computer has no IPv4 address beside loopback.');

test.beforeAll(async () => {
  squid = await startSquid({ host: host ?? '', port: PROXY_PORT });
  site = createServer((request, response) => {
    if (isSignedIn) response.writeHead(204).end();
    else if (request.url === '/generate_204') response.writeHead(302, { location: '/sign-in' }).end();
    else if (request.url === '/sign-in') response.end('<h1>Welcome to our guest network</h1>');
    else request.socket.destroy();
  });
  await new Promise<void>((done) => site.listen(0, host ?? '', done));
  const address = site.address();
  siteUrl = `http://${host ?? ''}:${String(typeof address === 'object' && address !== null ? address.port : 0)}/page`;
});
test.afterAll(async () => {
  await squid.stop();
  site.close();
});
test.beforeEach(async () => {
  isSignedIn = true;
  home = mkdtempSync(path.join(tmpdir(), 'throughway-fixes-'));
  kioslaverc = path.join(home, '.config', 'kioslaverc');
  await mkdir(path.dirname(kioslaverc));
  env = {
    HOME: home,
    XDG_CURRENT_DESKTOP: 'KDE',
    KDE_SESSION_VERSION: '5',
    THROUGHWAY_CONTROL_URLS: siteUrl.replace('/page', '/generate_204'),
  };
});
test.afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function setProxy(port: number): string {
  const server = `http://${host ?? ''} ${String(port)}`;
  const text = `[Proxy Settings]\nProxyType=1\nhttpProxy=${server}\nhttpsProxy=${server}\nNoProxyFor=intranet.example\n# kept\n`;
  writeFileSync(kioslaverc, text);
  return text;
}

for (const language of ['en', 'ja'] as const) {
  test.describe(language, () => {
    test.use({ language });

    test('a wrong port is put right by one button, and taken back bit by bit', async ({ page, startWindow }) => {
      const before = setProxy(8081);
      const { check } = await startWindow(env);
      const fixes = new FixesPage(page);
      await check.check(siteUrl);
      expect(await check.code()).toBe('settings.proxy-port-wrong');
      await page.locator('.verdict a.button.main').click();

      await expect(fixes.card).toContainText(`${host ?? ''} 8081`);
      await expect(fixes.card).toContainText(`${host ?? ''} ${String(PROXY_PORT)}`);
      expect(readFileSync(kioslaverc, 'utf8')).toBe(before);
      await page.screenshot({ path: `out/screens/fix-ready-${language}.png`, fullPage: true });
      await fixes.main.click();

      await expect(fixes.result).toHaveText(language === 'ja' ? /^直りました/u : /^Cured/u, { timeout: 30_000 });
      expect(readFileSync(kioslaverc, 'utf8')).toContain(`${host ?? ''} ${String(PROXY_PORT)}`);
      await page.screenshot({ path: `out/screens/fix-cured-${language}.png`, fullPage: true });
      await fixes.card.locator('a.button.main').click();
      expect(await check.code()).toBe('ok');

      await fixes.open();
      await page.reload();
      await expect(fixes.changes).toHaveCount(1);
      await fixes.changes.locator('button').click();
      await expect(fixes.changes.locator('.notice.good')).toBeVisible();
      await expect(fixes.changes.locator('button')).toHaveCount(0);
      expect(readFileSync(kioslaverc, 'utf8')).toBe(before);
    });
  });
}

test('the whole fix is possible by keyboard alone', async ({ page, startWindow }) => {
  const before = setProxy(8081);
  const { check } = await startWindow(env);
  const fixes = new FixesPage(page);
  await check.check(siteUrl);
  await page.locator('.verdict a.button.main').focus();
  await page.keyboard.press('Enter');
  await fixes.main.waitFor();
  await expect(page.locator('main')).toBeFocused();
  await tabTo('.card[aria-labelledby=fix-title] button.main');
  await page.keyboard.press('Enter');
  await expect(fixes.result).toHaveText(/^Cured/u, { timeout: 30_000 });
  await tabTo('section[aria-labelledby=changes-made] li.card button');
  await page.keyboard.press('Enter');
  await expect(fixes.changes.locator('.notice.good')).toBeVisible();
  expect(readFileSync(kioslaverc, 'utf8')).toBe(before);

  async function tabTo(selector: string): Promise<void> {
    const wanted = page.locator(selector).first();
    for (let presses = 0; presses < 40; presses += 1) {
      if (await wanted.evaluate((one) => one === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${selector} is not reached by the keyboard`);
  }
});

test('what somebody else has changed since is shown, and taken back only when told so', async ({
  page,
  startWindow,
}) => {
  const before = setProxy(8081);
  const { check } = await startWindow(env);
  const fixes = new FixesPage(page);
  await check.check(siteUrl);
  await page.locator('.verdict a.button.main').click();
  await fixes.main.click();
  await expect(fixes.result).toHaveText(/^Cured/u, { timeout: 30_000 });
  const others = setProxy(9999);
  await fixes.changes.getByRole('button').click();
  await expect(fixes.changes).toContainText('9999');
  await page.screenshot({ path: 'out/screens/fix-conflict.png', fullPage: true });
  expect(readFileSync(kioslaverc, 'utf8')).toBe(others);
  await page.getByRole('button', { name: 'Take back all the same' }).click();
  await expect(fixes.changes.locator('.notice.good')).toBeVisible();
  expect(readFileSync(kioslaverc, 'utf8')).toBe(before);
});

test('a fix that is not agreed to changes nothing', async ({ page, startWindow }) => {
  const before = setProxy(8081);
  const { check } = await startWindow(env);
  const fixes = new FixesPage(page);
  await check.check(siteUrl);
  await page.locator('.verdict a.button.main').click();
  await page.getByRole('button', { name: 'Don’t change' }).click();
  await expect(fixes.card).toHaveCount(0);
  expect(readFileSync(kioslaverc, 'utf8')).toBe(before);
});

test('an address that only the person knows is asked for, looked over while typed, shown and set', async ({
  page,
  startWindow,
}) => {
  setProxy(8081);
  const broken = readFileSync(kioslaverc, 'utf8').replaceAll(/http:\/\/\S+ \d+/gu, 'http://http://proxy.example 8080');
  writeFileSync(kioslaverc, broken);
  const { check } = await startWindow(env);
  const fixes = new FixesPage(page);
  await check.check(siteUrl);
  expect(await check.code()).toBe('settings.proxy-address-invalid');
  await page.locator('.verdict a.button.main').click();
  await fixes.main.click();
  const address = fixes.card.getByLabel('Address of the proxy');
  await address.fill(`http://${host ?? ''}:99999`);
  await expect(fixes.card.getByRole('button', { name: 'Go on' })).toBeDisabled();
  await address.fill(`${host ?? ''}:${String(PROXY_PORT)}`);
  await page.screenshot({ path: 'out/screens/fix-address.png', fullPage: true });
  await fixes.card.getByRole('button', { name: 'Go on' }).click();
  await expect(fixes.card.getByText('This will change')).toBeVisible();
  expect(readFileSync(kioslaverc, 'utf8')).toBe(broken);
  // The fix goes on without the page, and is found again.
  await page.reload();
  await fixes.card.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(fixes.result).toHaveText(/^Cured/u, { timeout: 30_000 });
});

test('what only the person can do is told with the command, and the result is tried', async ({ page, startWindow }) => {
  const { check } = await startWindow({
    http_proxy: 'http://127.0.0.1:9',
    no_proxy: '<-loopback>',
    THROUGHWAY_CONTROL_URLS: siteUrl,
  });
  const fixes = new FixesPage(page);
  await check.check(siteUrl);
  await page.locator('.verdict a.button.main').click();
  await expect(fixes.steps.first()).toContainText('unset http_proxy');
  await fixes.main.click();
  await expect(fixes.card.getByRole('button', { name: 'Go on' })).toBeVisible();
  await page.screenshot({ path: 'out/screens/fix-by-hand.png', fullPage: true });
  await fixes.card.getByRole('button', { name: 'Go on' }).click();
  await expect(fixes.result).toHaveText(/This change is yours to make/u, { timeout: 30_000 });
  await expect(fixes.card).toContainText('it works');
});

test('a fix without a check before says what is missing', async ({ page, startWindow }) => {
  await startWindow(env);
  const fixes = new FixesPage(page);
  await page.evaluate(() => {
    location.hash = '#/fixes/correct-port';
  });
  await expect(page.getByText('A fix belongs to a check')).toBeVisible();
  await expect(fixes.card).toHaveCount(0);
});

test('settings are changed in their form, with slips named while typing, and taken back', async ({
  page,
  startWindow,
}) => {
  const before = setProxy(8081);
  await startWindow(env);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Change KDE settings' }).click();
  const form = page.locator('section[aria-labelledby=settings-form]');
  await expect(form.getByLabel('Port')).toHaveValue('8081');
  await form.getByLabel('Address', { exact: true }).fill('proxｙ.example.com');
  await expect(form.getByText(/full-width/u)).toBeVisible();
  await expect(form.getByRole('button', { name: 'Show what changes' })).toBeDisabled();
  await form.getByLabel('Address', { exact: true }).fill(host ?? '');
  await form.getByLabel('Port').fill('99999');
  await expect(form.getByText('A port is a number from 1 to 65535.')).toBeVisible();
  await form.getByLabel('Port').fill(String(PROXY_PORT));
  await form.getByRole('button', { name: 'Show what changes' }).click();
  await expect(form.getByText('This will change')).toBeVisible();
  await page.screenshot({ path: 'out/screens/settings-change.png', fullPage: true });
  expect(readFileSync(kioslaverc, 'utf8')).toBe(before);
  await form.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(form.getByText('Changed.')).toBeVisible();
  expect(readFileSync(kioslaverc, 'utf8')).toContain(String(PROXY_PORT));
  await form.getByRole('button', { name: 'Take back' }).click();
  await expect(form.getByText(/Everything is as it was before/u)).toBeVisible();
  expect(readFileSync(kioslaverc, 'utf8')).toBe(before);
});

test('a program with settings of its own is set like this computer', async ({ page, startWindow }) => {
  setProxy(PROXY_PORT);
  const npmrc = path.join(home, '.npmrc');
  writeFileSync(npmrc, 'proxy=http://old.example:1\nhttps-proxy=http://old.example:1\n');
  await startWindow(env);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  const npm = page.locator('section[aria-labelledby=tools] li', {
    has: page.getByRole('heading', { name: 'npm', exact: true }),
  });
  await expect(npm).toContainText('goes another way');
  await npm.getByRole('button', { name: 'Set like this computer: npm' }).click();
  await npm.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(npm.getByText('Changed.')).toBeVisible();
  await expect(npm).toContainText('goes the same way');
  await expect.poll(() => readFileSync(npmrc, 'utf8')).toContain(`http://${host ?? ''}:${String(PROXY_PORT)}`);
  await page.screenshot({ path: 'out/screens/settings-tools.png', fullPage: true });
});

function ownAddress(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null;
}

test('what the person does elsewhere is seen by the machine, and only that counts as done', async ({
  page,
  startWindow,
}) => {
  isSignedIn = false;
  const { check } = await startWindow(env);
  const fixes = new FixesPage(page);
  await check.check(siteUrl);
  expect(await check.code()).toBe('device.captive-portal');
  await page.locator('.verdict a.button.main').click();
  await fixes.main.click();
  await expect(fixes.card).toContainText('Waiting until the network lets you through');
  // There is nothing by which the person could say that it is done.
  await expect(fixes.card.getByRole('button', { name: 'Go on' })).toHaveCount(0);
  await expect(fixes.result).toHaveCount(0);
  isSignedIn = true;
  await expect(fixes.result).toHaveText(/^Cured/u, { timeout: 30_000 });
});

test('a guided fix that is cancelled puts back what it had changed', async ({ page, startWindow }) => {
  isSignedIn = false;
  const before = setProxy(8081);
  const { check } = await startWindow(env);
  const fixes = new FixesPage(page);
  await check.check(siteUrl);
  expect(await check.code()).toBe('device.captive-portal');
  await page.locator('.verdict a.button.main').click();
  await fixes.main.click();
  await expect(fixes.card).toContainText('Waiting until the network lets you through');
  expect(readFileSync(kioslaverc, 'utf8')).not.toBe(before);
  await fixes.card.getByRole('button', { name: 'Stop the fix' }).click();
  await expect(fixes.result).toBeVisible();
  expect(readFileSync(kioslaverc, 'utf8')).toBe(before);
});
