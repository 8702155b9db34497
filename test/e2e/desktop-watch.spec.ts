/** The watch in the tray: visible while it is on, going on without a window, gone when it is off. */
import { expect } from '@playwright/test';
import { test } from './support/desktop.ts';

const WATCHING = {
  'preferences.json': JSON.stringify({
    welcomed: true,
    watch: { isOn: true, everyMinutes: 60, quiet: null, urls: ['http://127.0.0.1:9/'] },
  }),
};

test('there is no sign in the tray while the watch is off', async ({ desktop }) => {
  await desktop.page.locator('#address').waitFor();
  await desktop.page.evaluate(() => Reflect.get(globalThis, 'throughwayTransport').invoke('watch.get', {}));
  expect(desktop.calls().filter((one) => String(one['call']).startsWith('Tray'))).toEqual([]);
});

test.describe('turned on', () => {
  test.use({ files: WATCHING });

  test('it tells of a fault, goes on without its window, and ends from its menu', async ({ desktop }) => {
    const { calls, happens, page } = desktop;
    const called = (name: string) => calls().filter((one) => one['call'] === name);
    await expect.poll(() => String(called('Tray.setToolTip').at(-1)?.['text'])).toContain('Not working');
    expect(called('Tray')).toHaveLength(1);
    expect(called('Tray.setContextMenu').at(-1)?.['labels']).toEqual([
      expect.stringContaining('Not working'),
      '-',
      'Look now',
      'Pause',
      '-',
      'Open Throughway',
      'Quit',
    ]);
    happens('tray-menu', 'Look now');
    await expect.poll(() => called('Notification').length).toBe(1);
    expect(String(called('Notification')[0]?.['body'])).toContain('http://127.0.0.1:9/');
    await page.close();
    await expect.poll(() => called('BrowserWindow.hide').length).toBe(1);
    happens('tray-menu', 'Pause');
    await expect.poll(() => String(called('Tray.setToolTip').at(-1)?.['text'])).toContain('Paused');
    happens('tray-menu', 'Quit');
    expect(await desktop.ended).toBe(0);
  });

  test('turning it off takes the sign away', async ({ desktop }) => {
    const { calls, page } = desktop;
    await expect.poll(() => calls().some((one) => one['call'] === 'Tray')).toBe(true);
    await page.evaluate(() => Reflect.get(globalThis, 'throughwayTransport').invoke('watch.set', { isOn: false }));
    await expect.poll(() => calls().some((one) => one['call'] === 'Tray.destroy')).toBe(true);
  });
});
