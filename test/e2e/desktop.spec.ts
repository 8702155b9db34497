import { expect } from '@playwright/test';
import { test } from './support/desktop.ts';

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
  const answer = await desktop.page.evaluate(async () => {
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

  test('the window opens at the article, with a Japanese menu', async ({ desktop }) => {
    expect(desktop.page.url()).toContain('#/learn/407');
    expect(desktop.calls().find((one) => one['call'] === 'Menu.setApplicationMenu')?.['labels']).toEqual([
      'ファイル',
      '編集',
      '表示',
      'ヘルプ',
    ]);
  });
});

test('the program ends when its window is closed', async ({ desktop }) => {
  await desktop.page.getByRole('button', { name: 'Start', exact: true }).click();
  await desktop.page.close();
  expect(await desktop.ended).toBe(0);
});
