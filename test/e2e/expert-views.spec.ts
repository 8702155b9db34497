import { readFileSync } from 'node:fs';
import { createServer, request, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { violations } from './support/axe.ts';
import { test } from './support/window.ts';

const NAMES = {
  en: {
    report: 'Make a report',
    no: 'No',
    look: 'Look',
    html: 'Page (HTML)',
    asOwner: 'Look at it as the owner of the site',
  },
  ja: {
    report: 'レポートを作る',
    no: 'いいえ',
    look: '確認する',
    html: 'ページ（HTML）',
    asOwner: '運営者としてこのサイトを見る',
  },
} as const;

for (const language of ['en', 'ja'] as const) {
  test.describe(`in ${language}`, () => {
    test.use({ language, env: { http_proxy: 'http://bob:canary@127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' } });
    const names = NAMES[language];

    test('the last check becomes a report without secrets, which can be read, answered and saved', async ({
      page,
      openWindow,
      browser,
    }) => {
      await openWindow.check.check('http://www.example.com/');
      await page.getByRole('link', { name: names.report }).click();
      await page.locator('pre').first().waitFor();
      await expect(page.locator('pre').first()).toContainText('www.example.com');
      expect(await page.locator('main').innerText()).not.toContain('canary');
      await page.getByRole('button', { name: names.no, exact: true }).click();
      await expect(page.getByRole('button', { name: names.no, exact: true })).toHaveAttribute('aria-pressed', 'true');
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: `out/screens/report-made-${language}.png`, fullPage: true });

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: names.html }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^throughway-report-\d{8}-\d{6}\.html$/);
      const html = readFileSync(await download.path(), 'utf8');
      expect(html).not.toContain('canary');
      const context = await browser.newContext({ bypassCSP: true });
      const saved = await context.newPage();
      await saved.setContent(html);
      expect(await violations(saved)).toEqual([]);
      await saved.screenshot({ path: `out/screens/report-file-${language}.png`, fullPage: true });
      await context.close();
    });
  });

  test.describe(`looked at closely in ${language}`, () => {
    test.use({ language });
    const names = NAMES[language];

    test('a site shows its ring of redirects', async ({ page, startWindow }) => {
      await using site = await serve((incoming, response) => {
        response.writeHead(302, { location: incoming.url === '/a' ? '/b' : '/a' }).end();
      });
      const window = await startWindow({ THROUGHWAY_CONTROL_URLS: `${site.url}/generate_204` });
      await window.check.check(`${site.url}/a`);
      await page.locator('button[aria-controls="hop-details"]').last().click();
      await page.getByRole('link', { name: names.asOwner }).click();
      await page.getByRole('button', { name: names.look, exact: true }).click();
      await expect(page.getByText('redirect-loop')).toBeVisible();
      await expect(page.locator('.box')).toHaveCount(2);
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: `out/screens/site-found-${language}.png`, fullPage: true });
    });

    test('a proxy shows its ports and how fast it answers', async ({ page, startWindow }) => {
      await using site = await serve((_, response) => response.writeHead(204).end());
      await using proxy = await serve((incoming, response) => {
        const onward = request(incoming.url ?? '', (reply) => {
          response.writeHead(reply.statusCode ?? 502, { via: '1.1 office' }).end();
        });
        onward.on('error', () => response.writeHead(502, { via: '1.1 office' }).end());
        onward.end();
      });
      await startWindow({ THROUGHWAY_CONTROL_URLS: `${site.url}/generate_204` });
      await page.locator('h1').first().waitFor();
      await page.evaluate((port) => {
        location.hash = `#/proxy?host=127.0.0.1&port=${String(port)}&kind=http`;
      }, proxy.port);
      await page.locator('#proxy-host').waitFor();
      await page.getByRole('button', { name: names.look, exact: true }).click();
      await expect(page.locator('svg[role="img"] rect').first()).toBeVisible({ timeout: 30_000 });
      await expect(page.getByRole('cell', { name: '127.0.0.1:8443' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: `out/screens/proxy-found-${language}.png`, fullPage: true });
    });
  });
}

interface Served extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

async function serve(listener: RequestListener): Promise<Served> {
  const server = createServer(listener);
  // Whatever wants a tunnel is refused, as by an office proxy that allows none.
  server.on('connect', (_, socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 403 Forbidden\r\nVia: 1.1 office\r\nContent-Length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
