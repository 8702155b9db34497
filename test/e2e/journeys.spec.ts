/** What people come here for, on a real squid. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect } from '@playwright/test';
import { Secret } from '../../src/base/secret.ts';
import { keyringIsMissing, startKeyring } from '../lab/servers/keyring.ts';
import type { Keyring } from '../lab/servers/keyring.ts';
import { squidIsMissing, startSquid } from '../lab/servers/squid.ts';
import type { SquidServer } from '../lab/servers/squid.ts';
import { test } from './support/window.ts';

const PASSWORD = 'Correct-Horse-7';
const WRONG = 'Wrong-Horse-7';

let squid: SquidServer;
let site: Server;
let siteUrl: string;
let controlUrl: string;

test.skip(squidIsMissing !== null, squidIsMissing ?? '');

test.beforeAll(async () => {
  squid = await startSquid({
    auth: [{ scheme: 'basic', realm: 'Office', users: [{ user: 'hanako', password: PASSWORD }] }],
  });
  site = createServer((_request, response) => {
    response.writeHead(204).end();
  });
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
  const address = site.address();
  const origin = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`;
  siteUrl = `${origin}/page`;
  controlUrl = `${origin}/generate_204`;
});
test.afterAll(async () => {
  await squid.stop();
  site.close();
});

/** The site is on loopback; only a list that takes the implicit rule away sends it through the proxy. */
function environment(proxy: string): Record<string, string> {
  return { http_proxy: proxy, https_proxy: proxy, no_proxy: '<-loopback>', THROUGHWAY_CONTROL_URLS: controlUrl };
}

test.describe('with the keyring of this desktop', () => {
  test.skip(keyringIsMissing !== null, keyringIsMissing ?? '');
  let keyring: Keyring;
  test.beforeAll(async () => {
    keyring = await startKeyring('unlocked');
  });
  test.afterAll(async () => {
    await keyring.stop();
  });

  test('a wrong password is corrected in the form, saved, and then all is green', async ({ page, startWindow }) => {
    const key = { host: '127.0.0.1', port: squid.port, realm: 'Office', user: 'hanako' };
    const { check, credentials, received } = await startWindow(
      { ...environment(`http://127.0.0.1:${String(squid.port)}`), ...keyring.env },
      {
        before: async (host) => {
          expect(await host.store.save(key, new Secret(WRONG), { untested: true })).toMatchObject({ ok: true });
        },
      },
    );
    await check.check(siteUrl);
    expect(await check.code()).toBe('proxy.credentials-rejected');
    await page.locator('.verdict a.button.main').click();

    await credentials.enter('hanako', WRONG);
    await expect(credentials.outcome).toContainText('refused exactly this password before');
    await credentials.enter('hanako', `${WRONG} `);
    await expect(page.locator('#password-hints li')).toContainText('a blank at the end');
    await expect(credentials.outcome).toContainText('did not accept');
    await credentials.enter('hanako', PASSWORD);
    await expect(credentials.outcome).toContainText('Saved');

    await credentials.outcome.getByRole('button').click();
    await expect(check.verdict).toBeVisible({ timeout: 30_000 });
    expect(await check.code()).toBe('ok');
    await page.getByRole('link', { name: 'Sign-ins' }).click();
    await expect(page.locator('main li strong')).toHaveText(['hanako']);
    const secrets = [PASSWORD, WRONG, base64(`hanako:${PASSWORD}`), base64(`hanako:${WRONG}`)];
    for (const secret of secrets) expect(received.filter((text) => text.includes(secret))).toEqual([]);
    expect(received.length).toBeGreaterThan(20);
  });

  test('a locked keyring is said in words, and nothing is lost', async ({ page, startWindow }) => {
    const { check, credentials } = await startWindow({
      ...environment(`http://127.0.0.1:${String(squid.port)}`),
      ...keyring.env,
    });
    await check.check(siteUrl);
    expect(await check.code()).toBe('proxy.auth-required');
    await page.locator('.verdict a.button.main').click();
    keyring.lock();
    await credentials.enter('hanako', PASSWORD);
    await expect(credentials.outcome).toContainText('locked');
    await expect(credentials.password).toHaveValue(PASSWORD);
    await page.screenshot({ path: 'out/screens/keychain-locked.png', fullPage: true });
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

test('a wrong port is named together with the right one', async ({ startWindow, page }) => {
  // An address of this very computer counts as a leftover only where it is a loopback one.
  const host = ownAddress();
  test.skip(host === null, 'This computer has no IPv4 address beside loopback.');
  if (host === null) return;
  const elsewhere = await startSquid({ host, port: 3128 });
  try {
    const { check } = await startWindow(environment(`http://${host}:8081`));
    await check.check(siteUrl);
    expect(await check.code()).toBe('settings.proxy-port-wrong');
    await expect(page.locator('.explanation')).toContainText('3128');
    await expect(page.getByRole('link', { name: 'Correct the port number of the proxy' })).toBeVisible();
  } finally {
    await elsewhere.stop();
  }
});

test('a broken configuration script is explained by its line, and once it is mended all is green', async ({
  startWindow,
  page,
}) => {
  // Chromium sends nothing for a loopback address through a script.
  const host = ownAddress();
  test.skip(host === null, 'This computer has no IPv4 address beside loopback.');
  if (host === null) return;
  const open = await startSquid({});
  const office = await startOffice(host, open.port);
  try {
    const { check } = await startWindow({
      auto_proxy: `${office.url}/proxy.pac`,
      THROUGHWAY_CONTROL_URLS: `${office.url}/generate_204`,
    });
    await check.check(`${office.url}/page`);
    expect(await check.code()).toBe('settings.pac-invalid');
    await expect(page.locator('.explanation')).toContainText('line 2');
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('button', { name: 'Show the way' }).click();
    // The page reads the settings of every program at the same time, each by a command of its own.
    await expect(page.locator('.script .failed')).toContainText('isInOffice', { timeout: 20_000 });

    office.mend();
    await page.getByRole('link', { name: 'Check', exact: true }).click();
    await check.check(`${office.url}/page`);
    expect(await check.code()).toBe('ok');
    expect(open.log()).toContain('/page');
  } finally {
    office.close();
    await open.stop();
  }
});

test('for a proxy that is silent there is a message to IT, ready to copy', async ({ startWindow, page }) => {
  const silent = await startSilence();
  const { check } = await startWindow(environment(silent.url));
  await check.check(siteUrl);
  expect(await check.code()).toBe('proxy.no-response');
  await expect(page.getByRole('button', { name: 'Copy a message for IT' })).toBeVisible();
  silent.close();
});

test('for a proxy that is down it is said who can fix it, and there is a message to them', async ({
  startWindow,
  page,
}) => {
  const host = ownAddress();
  test.skip(host === null, 'This computer has no IPv4 address beside loopback.');
  const { check } = await startWindow(environment(`http://${host ?? ''}:8089`));
  await check.check(siteUrl);
  expect(await check.code()).toBe('proxy.down');
  await expect(page.locator('section.verdict')).toContainText('your IT');
  await expect(page.getByRole('button', { name: 'Copy a message for IT' })).toBeVisible();
});

test('the whole way is possible by keyboard alone', async ({ startWindow, page }) => {
  await startWindow(environment(`http://127.0.0.1:${String(squid.port)}`));
  await page.locator('#address').waitFor();
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.locator('#address')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(siteUrl);
  await page.keyboard.press('Enter');
  await page.locator('#verdict-title').waitFor();
  for (
    let presses = 0;
    presses < 14 && !(await page.locator('.verdict a.button.main').evaluate((link) => link === document.activeElement));
    presses += 1
  ) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(page.locator('#user')).toBeVisible();
});

test('a run is cancelled at once', async ({ startWindow, page }) => {
  const silent = await startSilence();
  const { check } = await startWindow(environment(silent.url));
  await check.address.fill(siteUrl);
  await check.start.click();
  await check.cancel.click();
  await expect(page.getByText('Cancelled.')).toBeVisible();
  silent.close();
});

test('the window comes back to its run after a reload', async ({ startWindow, page }) => {
  const { check } = await startWindow(environment(`http://127.0.0.1:${String(squid.port)}`));
  await check.check(siteUrl);
  const title = await check.verdict.textContent();
  await page.reload();
  await expect(check.verdict).toHaveText(title ?? '');
});

/** A site, and beside it the script that names its proxy: broken until it is mended. */
async function startOffice(
  host: string,
  proxyPort: number,
): Promise<{ readonly url: string; mend(): void; close(): void }> {
  const condition = { text: 'isInOffice(host)' };
  const server = createServer(({ url }, response) => {
    if (url !== '/proxy.pac') {
      response.writeHead(204).end();
      return;
    }
    response
      .writeHead(200, { 'content-type': 'application/x-ns-proxy-autoconfig' })
      .end(
        `function FindProxyForURL(url, host) {\n  if (${condition.text})\n    return "PROXY 127.0.0.1:${String(proxyPort)}";\n  return "DIRECT";\n}`,
      );
  });
  await new Promise<void>((done) => server.listen(0, host, done));
  const address = server.address();
  return {
    url: `http://${host}:${String(typeof address === 'object' && address !== null ? address.port : 0)}`,
    mend: () => {
      condition.text = `host === "${host}"`;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Takes connections and never says a word. */
async function startSilence(): Promise<{ readonly url: string; close(): void }> {
  const open = new Set<Socket>();
  const server = createTcpServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

function ownAddress(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find((one) => one.family === 'IPv4' && !one.internal)?.address ?? null;
}
