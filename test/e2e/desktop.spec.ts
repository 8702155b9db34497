import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@playwright/test';
import { runToEnd, test } from './support/desktop.ts';

test('the desktop window comes up, talks to the assistant and has no Node in its page', async ({ desktop }) => {
  const { page } = desktop;
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.locator('#address')).not.toHaveValue('');
  const inside = await page.evaluate(() => ({
    process: typeof Reflect.get(globalThis, 'process'),
    require: typeof Reflect.get(globalThis, 'require'),
  }));
  expect(inside).toEqual({ process: 'undefined', require: 'undefined' });
});

test('a check runs through the window, and what the browser would do stands beside it', async ({ desktop }) => {
  const { page } = desktop;
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.locator('#address').fill('http://127.0.0.1:9/');
  await page.locator('form button[type=submit]').click();
  await page.locator('#verdict-title').waitFor({ timeout: 30_000 });
  await expect(page.getByText('What your browser would do')).toBeVisible();
});

test('a value that can not be cloned never leaves the page', async ({ desktop }) => {
  const answer = await desktop.page.evaluate(async () => {
    const transport = Reflect.get(globalThis, 'throughwayTransport');
    try {
      await transport.invoke('app.info', { run: () => 1 });
      return 'taken';
    } catch (thrown) {
      return String(thrown);
    }
  });
  expect(answer).toContain('could not be cloned');
});

test('a call from a frame inside the page is refused', async ({ desktop }) => {
  const answer = await desktop.page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return Reflect.get(frame.contentWindow ?? {}, 'standInInvoke')('throughway:invoke', ['app.info', {}]);
  });
  expect(answer).toEqual({ ok: false, problem: { kind: 'not-available' } });
});

test('the page can not be led away, and opens only web links outside', async ({ desktop }) => {
  const { page } = desktop;
  const before = page.url();
  await page.evaluate(() => {
    location.href = 'https://foreign.test/';
  });
  await page.evaluate(() => {
    open('https://www.example.com/');
    open('file:///etc/passwd');
  });
  await expect
    .poll(() => desktop.calls().filter((one) => one['call'] === 'shell.openExternal'))
    .toEqual([{ call: 'shell.openExternal', url: 'https://www.example.com/' }]);
  expect(page.url()).toBe(before);
});

test.describe('in Japanese, from a deep link', () => {
  test.use({ systemLocale: 'ja', argv: ['throughway://learn/407'] });

  test('the window opens at the article, with a Japanese menu', ({ desktop }) => {
    expect(desktop.page.url()).toContain('#/learn/407');
    expect(desktop.calls().find((one) => one['call'] === 'Menu.setApplicationMenu')?.['labels']).toEqual([
      'ファイル',
      '編集',
      '表示',
      'ヘルプ',
    ]);
  });
});

test('its own page is always fetched directly, and nothing is permitted but to copy', async ({ desktop }) => {
  await desktop.page.locator('#address').waitFor();
  const calls = desktop.calls();
  expect(calls.filter((one) => one['call'] === 'session.setProxy')).toEqual([
    { call: 'session.setProxy', partition: 'window', mode: 'direct' },
  ]);
  expect(calls.find((one) => one['call'] === 'session.permissions')).toEqual({
    call: 'session.permissions',
    partition: 'window',
    granted: ['clipboard-sanitized-write'],
  });
});

test('a second start, a link and a file lead the one window to their place', async ({ desktop }) => {
  const { page, happens } = desktop;
  await page.locator('#address').waitFor();
  happens('second-instance', ['throughway', 'throughway://learn/502']);
  await expect.poll(() => page.url()).toContain('#/learn/502');
  happens('open-url', 'throughway://practice');
  await expect.poll(() => page.url()).toContain('#/practice');
  happens('open-file', '/home/user/office.throughway.json');
  await expect.poll(() => page.url()).toContain('#/presets?file=');
});

test('a certificate that is not trusted is refused and shown', async ({ desktop }) => {
  await desktop.page.locator('#address').waitFor();
  desktop.happens(
    'certificate-error',
    {},
    'https://self-signed.test/path?token=1',
    'net::ERR_CERT_AUTHORITY_INVALID',
    {},
  );
  await expect
    .poll(() => desktop.calls().find((one) => one['call'] === 'answer'))
    .toEqual({ call: 'answer', event: 'certificate-error', given: [false] });
  const shown = JSON.stringify(desktop.calls().find((one) => one['call'] === 'dialog.showMessageBox'));
  expect(shown).toContain('self-signed.test');
  expect(shown).toContain('ERR_CERT_AUTHORITY_INVALID');
  expect(shown).not.toContain('token');
});

test('a proxy that asks for a sign-in that nobody has stored gets none, and is not asked about again', async ({
  desktop,
}) => {
  await desktop.page.locator('#address').waitFor();
  const info = { isProxy: true, host: 'proxy.corp.example', port: 3128, realm: 'Corp', scheme: 'basic' };
  desktop.happens('login', {}, {}, info);
  desktop.happens('login', {}, {}, info);
  desktop.happens('login', {}, {}, { ...info, isProxy: false, host: 'site.test' });
  await expect
    .poll(() => desktop.calls().filter((one) => one['event'] === 'login'))
    .toEqual([1, 2, 3].map(() => ({ call: 'answer', event: 'login', given: [] })));
});

test('the program ends when its window is closed', async ({ desktop }) => {
  await desktop.page.getByRole('button', { name: 'Start', exact: true }).click();
  await desktop.page.close();
  expect(await desktop.ended).toBe(0);
});

test('a second start while the program runs ends at once and opens nothing', async () => {
  expect(await runToEnd({ STAND_IN_LOCK: 'taken' })).toBe(0);
});

test('a crash is said in one sentence, and noted without what was being said', async ({ desktop }) => {
  await desktop.page.locator('#address').waitFor();
  desktop.happens('uncaughtException', 'http://hanako:Canary-Horse-7@proxy.corp.example/?token=canary said no');
  expect(await desktop.ended).toBe(3);
  const shown = desktop.calls().find((one) => one['call'] === 'dialog.showErrorBox');
  expect(shown?.['title']).toBe('Throughway has to stop');
  const folder = path.join(desktop.folder, 'crashes');
  const [file = ''] = await readdir(folder);
  const text = await readFile(path.join(folder, file), 'utf8');
  expect(text).toContain('Error ECONNRESET');
  expect(text).toContain('electron.js:');
  for (const told of [text, JSON.stringify(shown)]) expect(told).not.toMatch(/canary|hanako|corp\.example/iu);
});

test('a page that dies is loaded again, a few times', async ({ desktop }) => {
  const { page } = desktop;
  await page.locator('#address').waitFor();
  await page.evaluate(() => Reflect.set(globalThis, 'before', true));
  const loaded = page.waitForEvent('load');
  desktop.happens('render-process-gone', { reason: 'crashed', exitCode: 5 });
  await loaded;
  expect(await page.evaluate(() => Reflect.get(globalThis, 'before'))).toBeUndefined();
  await expect(page.locator('#address')).toBeVisible();
});

test.describe('behind a proxy that is broken', () => {
  test.use({
    environment: {
      http_proxy: 'http://127.0.0.1:9',
      https_proxy: 'http://127.0.0.1:9',
      all_proxy: 'socks5://127.0.0.1:9',
    },
  });

  test('the window comes up all the same', async ({ desktop }) => {
    await desktop.page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(desktop.page.locator('#address')).not.toHaveValue('');
  });
});
