/** Presets in the window: a look, applying, whether it holds, going back; and writing one. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { en } from '../../src/messages/en.ts';
import { ja } from '../../src/messages/ja.ts';
import { violations } from './support/axe.ts';
import { test } from './support/window.ts';

const OFFICE = `{
  // from the IT department
  "throughway": 1,
  "name": { "en": "Office", "ja": "本社" },
  "proxies": "http://proxy.corp.example:3128",
  "bypass": ["<local>", "*.corp.example"],
  "places": [
    { "name": "Nowhere", "when": { "dnsSuffix": ["no-such-suffix.example"] }, "direct": true }
  ]
}
`;
const BEFORE = '[General]\nOther=kept\n\n[Proxy Settings]\nProxyType=0\n';

/** A home with the settings of KDE: a file, so that no session bus is needed. */
async function kdeHome(): Promise<{
  readonly folder: string;
  readonly file: string;
  readonly env: Record<string, string>;
}> {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-kde-'));
  const config = path.join(folder, '.config');
  await mkdir(config);
  const file = path.join(config, 'kioslaverc');
  await writeFile(file, BEFORE);
  return { folder, file, env: { HOME: folder, XDG_CONFIG_HOME: config, XDG_CURRENT_DESKTOP: 'KDE' } };
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
}

for (const [language, words, name] of [
  ['en', en, 'Office'],
  ['ja', ja, '本社'],
] as const) {
  test.describe(language, () => {
    test.use({ language });

    test('a preset is looked at, applied, found as it should be, and taken back', async ({ page, startWindow }) => {
      const home = await kdeHome();
      try {
        await startWindow(home.env);
        await goTo(page, '#/presets');
        const { rollout } = words;
        await expect(page.getByText(rollout.outcome.notApplied)).toBeVisible();
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: 'office.throughway.json', mimeType: 'application/json', buffer: Buffer.from(OFFICE) });
        await expect(page.getByText(rollout.page.signature(rollout.signatures.unsigned))).toBeVisible();
        await expect(page.getByRole('listitem').filter({ hasText: 'Nowhere' })).toContainText(
          rollout.conditionOutcomes.fails,
        );
        expect(await violations(page)).toEqual([]);
        await page.screenshot({ path: `out/screens/preset-preview-${language}.png`, fullPage: true });
        expect(await readFile(home.file, 'utf8')).toBe(BEFORE);

        await page.getByRole('button', { name: rollout.page.apply, exact: true }).click();
        await expect(page.getByText(rollout.outcome.compliant(name))).toBeVisible();
        const applied = await readFile(home.file, 'utf8');
        expect(applied).toContain('proxy.corp.example');
        expect(applied).toContain('Other=kept');
        expect(await violations(page)).toEqual([]);

        await page.getByRole('button', { name: rollout.page.remove, exact: true }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: rollout.page.remove, exact: true }).click();
        await expect(page.getByText(rollout.outcome.notApplied)).toBeVisible();
        expect(await readFile(home.file, 'utf8')).toBe(BEFORE);
      } finally {
        await rm(home.folder, { recursive: true, force: true });
      }
    });

    test('form and file show the same while a preset is written, and it is tried and exported', async ({
      page,
      startWindow,
    }) => {
      const site = createServer((_request, response) => response.end('ok'));
      await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
      const { port }: AddressInfo = Object(site.address());
      const { presetEditor: editor } = words;
      try {
        await startWindow({ THROUGHWAY_CONTROL_URLS: `http://127.0.0.1:${String(port)}/control` });
        await goTo(page, '#/presets');
        await page.getByRole('link', { name: editor.link }).click();
        await expect(page.getByText(editor.good)).toBeVisible();
        const file = page.getByRole('textbox', { name: editor.file, exact: true });
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: 'office.throughway.json', mimeType: 'application/json', buffer: Buffer.from(OFFICE) });
        await expect(file).toHaveValue(OFFICE);

        // From the form to the file: only the one value changes.
        const proxy = page.getByLabel(editor.labels['proxies.all'], { exact: true }).first();
        await expect(proxy).toHaveValue('http://proxy.corp.example:3128');
        await proxy.fill('ftp://proxy.corp.example:21');
        await expect(file).toHaveValue(OFFICE.replace('http://proxy.corp.example:3128', 'ftp://proxy.corp.example:21'));
        await expect(proxy).toHaveAttribute('aria-invalid', 'true');
        const problem = page.getByRole('button', { name: words.rollout.at(5, 3, 'proxies') });
        await expect(problem).toBeVisible();
        await page.screenshot({ path: `out/screens/preset-editor-${language}.png`, fullPage: true });
        expect(await violations(page)).toEqual([]);
        await problem.press('Enter');
        await expect(file).toBeFocused();
        expect(await file.evaluate((area: HTMLTextAreaElement) => area.selectionStart)).toBe(
          OFFICE.indexOf('"proxies"'),
        );

        // From the file to the form; the form waits while the file can't be read.
        await file.fill('{ "throughway": 1, ');
        await expect(page.getByText(editor.formPaused)).toBeVisible();
        await expect(proxy).toBeDisabled();
        const url = `http://127.0.0.1:${String(port)}/`;
        await file.fill(`{ "throughway": 1, "direct": true, /* ours */ "targets": ["${url}", "http://127.0.0.1:9/"] }`);
        await expect(page.getByText(editor.good)).toBeVisible();
        await page.getByText(editor.parts.checks, { exact: true }).click();
        const targets = page.getByLabel(editor.labels.targets, { exact: true });
        await expect(targets).toHaveValue(`${url}\nhttp://127.0.0.1:9/`);
        await page.getByText(editor.parts.places, { exact: true }).click();
        await page.getByRole('button', { name: editor.entries.places.add }).click();
        await page.getByLabel(editor.labels['places.name'], { exact: true }).fill('Here');
        await expect(file).toHaveValue(
          /"places": \[[^]*"name": "Here"[^]*\/\* ours \*\/|\/\* ours \*\/[^]*"name": "Here"/u,
        );
        await expect(page.getByText(editor.good)).toBeVisible();

        await page.getByRole('button', { name: editor.trial.start, exact: true }).click();
        await expect(page.getByText(`${words.ui.common.label(words.rollout.show.place)}Here`)).toBeVisible({
          timeout: 30_000,
        });
        await expect(page.locator('li.good', { hasText: url })).toBeVisible();
        await expect(page.locator('li.bad', { hasText: 'http://127.0.0.1:9/' })).toContainText('site.port-closed');
        await page.screenshot({ path: `out/screens/preset-trial-${language}.png`, fullPage: true });
        expect(await violations(page)).toEqual([]);

        for (const [format, name] of [
          ['reg', 'throughway.reg'],
          ['mobileconfig', 'throughway.mobileconfig'],
          ['json', 'preset.throughway.json'],
          ['admx', 'throughway-admx.zip'],
          ['intune', 'throughway-intune.zip'],
          ['jamf', 'throughway-jamf.zip'],
          ['ansible', 'throughway-ansible.zip'],
        ] as const) {
          const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('button', { name: editor.exporting.formats[format] }).click(),
          ]);
          expect(download.suggestedFilename()).toBe(name);
          expect((await readFile(await download.path())).length).toBeGreaterThan(50);
        }
        const [saved] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: editor.save }).click(),
        ]);
        expect(saved.suggestedFilename()).toBe('office.throughway.json');
        expect(await readFile(await saved.path(), 'utf8')).toBe(await file.inputValue());
      } finally {
        site.closeAllConnections();
        await new Promise((done) => site.close(done));
      }
    });
  });
}
