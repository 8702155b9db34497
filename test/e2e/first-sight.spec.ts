import { connect, createServer } from 'node:net';
import { expect } from '@playwright/test';
import { test } from './support/window.ts';

test('the first sight has the field filled in, one button and the route picture', async ({ page, openWindow }) => {
  await expect(openWindow.check.address).not.toHaveValue('');
  await expect(page.locator('ol li')).toHaveCount(8);
  await page.screenshot({ path: 'out/screens/first.png' });
});

test('a proxy address that nobody listens on is named as a leftover', async ({ page, openWindow }) => {
  await openWindow.check.check('https://www.example.com/');
  await page.screenshot({ path: 'out/screens/verdict.png' });
});

test('through a tunnel, under another port, the window works as it does here', async ({ page, openWindow }) => {
  await openWindow.check.address.waitFor();
  const { port } = new URL(page.url());
  const tunnel = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const end of [near, far]) {
      end.on('error', () => {
        near.destroy();
        far.destroy();
      });
    }
  });
  await new Promise<void>((done) => tunnel.listen(0, '127.0.0.1', done));
  const address = tunnel.address();
  await page.goto(`http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}/`);
  await openWindow.check.check('https://www.example.com/');
  expect(await openWindow.check.code()).not.toBe('');
  tunnel.close();
});

test('the key leaves the address at once, and a reload leads to the same place', async ({ page, openWindow }) => {
  await openWindow.check.address.waitFor();
  expect(page.url()).not.toContain('key');
  await page.getByRole('link', { name: 'Learn' }).click();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Learn');
  expect(await page.title()).toContain('Learn');
});

test('a second window joins the first, and each follows what happens in the other', async ({ page, openWindow }) => {
  await openWindow.check.address.waitFor();
  const second = await page.context().newPage();
  await second.goto(new URL('/', page.url()).href);
  await second.getByRole('link', { name: 'Preferences' }).click();
  await second.getByRole('radio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await second.close();
});
