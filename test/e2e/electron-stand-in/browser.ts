/** The one Chromium behind all windows; the test looks into it over its debugging port. */
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';

let browser: Promise<Browser> | null = null;

/** Starts Chromium at the first call. */
export function theBrowser(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--no-proxy-server',
      `--remote-debugging-port=${process.env['STAND_IN_DEBUG_PORT'] ?? '0'}`,
    ],
  });
  return browser;
}

/** Ends Chromium. */
export async function endBrowser(): Promise<void> {
  await (await browser)?.close();
}
