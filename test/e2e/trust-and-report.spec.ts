/** What a preset says of inspected connections, who trusts it, and the report as it is read. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import { en } from '../../src/messages/en.ts';
import { ja } from '../../src/messages/ja.ts';
import { AUTHORITY } from '../unit/presets/authority-certificates.ts';
import { violations } from './support/axe.ts';
import { test } from './support/window.ts';

for (const [language, words] of [
  ['en', en],
  ['ja', ja],
] as const) {
  test.describe(language, () => {
    test.use({ language });

    test('the authority of an inspection is written into a preset, looked through at once', async ({
      page,
      startWindow,
    }) => {
      const { presetEditor: editor } = words;
      await startWindow({});
      await page.goto(`${page.url().split('#')[0] ?? ''}#/presets/edit`);
      await page.getByText(editor.parts.inspection, { exact: true }).click();
      await page.getByRole('button', { name: editor.entries.inspectionCa.add }).click();
      const certificate = page.getByLabel(editor.labels['inspectionCa.certificate'], { exact: true });
      await expect(certificate).toHaveAttribute('aria-invalid', 'true');
      await certificate.fill('MIID');
      await expect(page.getByText(words.rollout.expected.certificate).first()).toBeVisible();
      await page.screenshot({ path: `out/screens/preset-authority-${language}.png`, fullPage: true });
      expect(await violations(page)).toEqual([]);
      await certificate.fill(AUTHORITY.pem);
      await expect(page.getByText(editor.good)).toBeVisible();
      const file = page.getByRole('textbox', { name: editor.file, exact: true });
      await expect(file).toHaveValue(/"certificate": "-----BEGIN CERTIFICATE-----\\n/u);
      await page.getByLabel(editor.labels['inspectionCa.sha256'], { exact: true }).fill('00'.repeat(32));
      await expect(page.getByText(words.trust.authorityProblems['other-fingerprint']).first()).toBeVisible();
    });

    test('the report, and the programs that trust the authority, are shown', async ({ page, startWindow }) => {
      const site = createServer((_request, response) => response.end('ok'));
      await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
      const { port }: AddressInfo = Object(site.address());
      const url = `http://127.0.0.1:${String(port)}/`;
      const home = await mkdtemp(path.join(tmpdir(), 'throughway-home-'));
      try {
        const { check } = await startWindow(
          { HOME: home, THROUGHWAY_CONTROL_URLS: `${url}control` },
          {
            alter: (host) => ({
              ...host,
              machinePreset: () =>
                Promise.resolve({
                  ...{ controlUrls: null, targets: [] },
                  preset: { inspectionCa: [{ certificate: AUTHORITY.pem }] },
                }),
            }),
          },
        );
        await check.check(url);

        const start = page.url().split('#')[0] ?? '';
        await page.goto(`${start}#/report`);
        await expect(page.getByRole('heading', { name: words.report.page.reportTitle })).toBeVisible();
        await expect(page.getByRole('heading', { name: words.report.versions, exact: true })).toBeVisible();
        await expect(page.locator('main')).not.toContainText('**');
        await page.screenshot({ path: `out/screens/report-${language}.png`, fullPage: true });
        expect(await violations(page)).toEqual([]);

        await page.goto(`${start}#/settings`);
        await expect(page.getByRole('heading', { name: words.trust.title })).toBeVisible({ timeout: 20_000 });
        const list = page.getByRole('region', { name: words.trust.title });
        await expect(list.getByText('CN=Inspection CA')).toBeVisible();
        await expect(list.getByText(words.trust.systemStates.no)).toBeVisible();
        await expect(list.getByRole('heading', { name: 'git', exact: true })).toBeVisible();
        await page.screenshot({ path: `out/screens/trust-${language}.png`, fullPage: true });
        expect(await violations(page)).toEqual([]);
      } finally {
        site.close();
        site.closeAllConnections();
        await rm(home, { recursive: true, force: true });
      }
    });
  });
}
