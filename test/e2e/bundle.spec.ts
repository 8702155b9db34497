/** What the page weighs, and what it holds on to. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { withPage } from '../bench/inspectors.ts';
import { liveBytes } from '../bench/live-heap.ts';
import { checkOnce, openGround, serve } from '../bench/window-host.ts';

const ASSETS = path.resolve(import.meta.dirname, '../../out/renderer/assets');

test('the whole page, both languages and all, is at most 250 kB gzip', () => {
  const bytes = readdirSync(ASSETS).map((name) => gzipSync(readFileSync(path.join(ASSETS, name))).length);
  expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(250_000);
});

test('twenty checks leave nothing behind in the page', async () => {
  // Caches fill during the first ones. Real checks, on a computer that may be busy with others.
  test.setTimeout(150_000);
  const ground = await openGround();
  const served = await serve(ground);
  try {
    for (let check = 0; check < 15; check += 1) await checkOnce(served.page, ground.siteUrl);
    const before = await withPage(served.page, liveBytes);
    for (let check = 0; check < 20; check += 1) await checkOnce(served.page, ground.siteUrl);
    const after = await withPage(served.page, liveBytes);
    // One run holds some 30 kB: even one that was kept would show.
    expect(after - before).toBeLessThan(20_000);
  } finally {
    await served[Symbol.asyncDispose]();
    await ground[Symbol.asyncDispose]();
  }
});
