/** The built window over loopback in Chromium, with a site of its own: what the measurements of the window share. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';

/** `THROUGHWAY_CLI` names another build; its page lies beside it. */
export const CLI = path.resolve(process.env['THROUGHWAY_CLI'] ?? 'out/cli/throughway.js');

export interface Ground extends AsyncDisposable {
  readonly browser: Browser;
  /** A site that answers at once, reached directly. */
  readonly siteUrl: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the site and Chromium. */
export async function openGround(): Promise<Ground> {
  const site = createServer((_request, response) => response.writeHead(204).end());
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const address = site.address();
  const origin = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-bench-'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-proxy-server'],
  });
  return {
    browser,
    siteUrl: `${origin}/page`,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      LANG: 'C',
      THROUGHWAY_DATA_DIR: folder,
      THROUGHWAY_CONTROL_URLS: `${origin}/generate_204`,
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      site.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Served extends AsyncDisposable {
  readonly page: Page;
  /** From the start of the process to a page whose button can be pressed, milliseconds. */
  readonly usableMs: number;
  readonly pid: number;
  /** The program's error output, where it is inspected; else it is shown. */
  readonly errors: Readable;
}

/** Starts the assistant and opens its window; inspected, the program names the address of its inspector. */
export async function serve({ browser, env }: Ground, { isInspected = false } = {}): Promise<Served> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  const begun = performance.now();
  const inspection = isInspected ? ['--inspect=127.0.0.1:0'] : [];
  const child = spawn(process.execPath, [...inspection, CLI, 'serve', '--no-open', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (!isInspected) child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  const { url }: { readonly url: string } = JSON.parse(String(line));
  await page.goto(url);
  await page.waitForFunction(
    () => {
      const field = document.querySelector('#address');
      return (
        field instanceof HTMLInputElement && field.value !== '' && document.querySelector('form button.main') !== null
      );
    },
    undefined,
    { polling: 'raf' },
  );
  const usableMs = performance.now() - begun;
  await page.keyboard.press('Escape');
  return {
    page,
    usableMs,
    pid: child.pid ?? 0,
    errors: child.stderr,
    [Symbol.asyncDispose]: async () => {
      await page.close();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** Checks an address in the window; milliseconds from the press of the button to the drawn verdict. */
export async function checkOnce(page: Page, url: string): Promise<number> {
  return page.evaluate(async (address) => {
    const field = document.querySelector('#address');
    if (!(field instanceof HTMLInputElement)) throw new Error('no field');
    field.value = address;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    // The verdict of the check before goes away with the press; only a new one counts.
    document.querySelector('#verdict-title')?.setAttribute('data-before', '');
    const begun = performance.now();
    document.querySelector<HTMLButtonElement>('form button[type=submit]')?.click();
    const until = async (isThere: () => boolean): Promise<void> => {
      while (!isThere()) {
        if (performance.now() - begun > 30_000)
          throw new Error(`no verdict came; the page says: ${document.querySelector('main')?.innerText ?? ''}`);
        await new Promise((done) => setTimeout(done, 2));
      }
    };
    await until(() => document.querySelector('#verdict-title:not([data-before])') !== null);
    return performance.now() - begun;
  }, url);
}
