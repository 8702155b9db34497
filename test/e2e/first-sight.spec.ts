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
