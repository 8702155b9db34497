/** Presets that come by a double click or a link: a preview, and nothing else before the person agrees. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import { en } from '../../src/messages/en.ts';
import { test } from './support/desktop.ts';

const preset = (name: string): string =>
  JSON.stringify({ throughway: 1, name, proxies: 'http://proxy.corp.example:3128', apply: { sources: ['env'] } });
const linkTo = (text: string): string => `throughway://preset?data=${Buffer.from(text).toString('base64url')}`;

test.describe('in a link', () => {
  test.use({ argv: [linkTo(preset('Head office'))] });

  test('a preset is shown at the start, another one by the next link, and a hostile one is refused with a sentence', async ({
    desktop,
  }) => {
    const { page, happens } = desktop;
    const { rollout } = en;
    const apply = page.getByRole('button', { name: rollout.page.apply, exact: true });
    await expect(page.getByText('Head office').first()).toBeVisible();
    await expect(page.getByText(rollout.page.signature(rollout.signatures.unsigned))).toBeVisible();
    await expect(apply).toBeVisible();
    await expect(page.getByText(rollout.outcome.notApplied)).toBeVisible();

    happens('open-url', linkTo(preset('Branch')));
    await expect(page.getByText('Branch').first()).toBeVisible();
    await expect(page.getByText('Head office')).toHaveCount(0);

    const secret = linkTo('{"proxies": "http://bob:hunter2@proxy.example:1", "__proto__": {}}');
    happens('open-url', secret);
    await expect(apply).toHaveCount(0);
    await expect(page.getByText(rollout.plain['forbidden-key'])).toBeVisible();
    expect(await page.locator('body').innerText()).not.toContain('hunter2');

    const before = page.url();
    for (const link of ['throughway://presets/apply?yes=1&file=/etc/passwd', 'throughway://evil/x.throughway.json'])
      happens('open-url', link);
    await expect(apply).toHaveCount(0);
    expect(page.url().split('#')[0]).toBe(before.split('#')[0]);
    await expect(page.getByText(rollout.outcome.notApplied)).toBeVisible();
  });
});

test('a preset that is double-clicked while the window is there is shown in it', async ({ desktop }) => {
  const { page, happens } = desktop;
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-double-click-'));
  try {
    const file = path.join(folder, '本社 設定.throughway.json');
    await writeFile(file, preset('本社'));
    await page.locator('#address').waitFor();
    happens('second-instance', ['throughway', file]);
    await expect(page.getByText(en.rollout.page.signature(en.rollout.signatures.unsigned))).toBeVisible();
    await expect(page.getByText('本社').first()).toBeVisible();
    await page.screenshot({ path: 'out/screens/preset-link.png', fullPage: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
