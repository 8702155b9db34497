/** Two faces that watch the same, a preset that is watched over, and what remains of it all. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { composeHost } from '../../../main/host/compose.ts';
import { openPreferences } from '../../../main/host/preferences-file.ts';
import { createWatching } from '../../../main/host/watching.ts';
import type { AssistantEvent } from '../../../src/contract/api.ts';
import { en } from '../../../src/messages/en.ts';
import { NOT_BUILT, startSite } from '../cli/run-cli.ts';
import { startCliWatch } from './watch-cli.ts';

function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughway-shared-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

describe.skipIf(NOT_BUILT !== null)(`the watch among others ${NOT_BUILT ?? ''}`, () => {
  it(
    'looks once for two of them, shows both what it finds, and goes on when one ends',
    { timeout: 60_000 },
    async () => {
      await using site = await startSite();
      const env = { THROUGHWAY_DATA_DIR: makeFolder(), THROUGHWAY_CONTROL_URLS: `${site.url}generate_204` };
      const args = ['--interval', '5', site.url];
      const first = startCliWatch({ args, env });
      await first.until(({ event }) => event === 'check');
      const second = startCliWatch({ args, env });
      const elsewhere = await second.until(({ event }) => event === 'elsewhere');
      expect([elsewhere['face'], elsewhere['pid']]).toEqual(['terminal', first.pid]);
      const shown = await second.until(({ event }) => event === 'check');
      expect(first.events.map(({ durationMs }) => durationMs)).toContain(shown['durationMs']);
      await first.end('SIGTERM');
      const before = second.events.length;
      await expect.poll(() => second.events.length, { timeout: 20_000 }).toBeGreaterThan(before);
      expect(await second.end('SIGTERM')).toBe(0);
      expect(readdirSync(env.THROUGHWAY_DATA_DIR)).toEqual(['history']);
    },
  );

  it('shows in the window and its tray who looks, and takes over when that one ends', { timeout: 60_000 }, async () => {
    await using site = await startSite();
    const folder = makeFolder();
    const env = { THROUGHWAY_DATA_DIR: folder, THROUGHWAY_CONTROL_URLS: `${site.url}generate_204` };
    const terminal = startCliWatch({ args: [site.url], env });
    await terminal.until(({ event }) => event === 'check');
    const host = composeHost({ env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env } });
    const file = openPreferences(folder);
    const events: AssistantEvent[] = [];
    const announce = (event: AssistantEvent): void => void events.push(event);
    const watching = createWatching({ host, file, announce, systemLang: 'en' });
    onTestFinished(() => watching.close());
    await watching.handlers['watch.set']({ isOn: true, urls: [site.url] });
    const stateNow = async () => {
      const seen = await watching.handlers['watch.get']({});
      return seen.ok ? seen.value.state : null;
    };
    const heldBy = { face: 'terminal', pid: terminal.pid };
    expect(await stateNow()).toMatchObject({ mode: 'elsewhere', heldBy });
    // Page and tray are drawn from this event.
    expect(events.at(-1)).toMatchObject({ kind: 'watch.changed', watch: { state: { mode: 'elsewhere', heldBy } } });
    await terminal.end('SIGTERM');
    await expect.poll(async () => (await stateNow())?.mode, { timeout: 20_000 }).toBe('watching');
  });

  it('looks by itself where another one looks at something else', { timeout: 60_000 }, async () => {
    await using site = await startSite();
    const env = { THROUGHWAY_DATA_DIR: makeFolder(), THROUGHWAY_CONTROL_URLS: `${site.url}generate_204` };
    const first = startCliWatch({ args: [site.url], env });
    await first.until(({ event }) => event === 'check');
    const second = startCliWatch({ args: [`${site.url}other`], env });
    expect((await second.until(({ event }) => event !== 'change'))['url']).toBe(`${site.url}other`);
  });

  it('leaves nothing behind where it keeps no history', { timeout: 60_000 }, async () => {
    await using site = await startSite();
    const folder = makeFolder();
    // Whoever reads GNOME's settings makes dconf keep a file of its own in the cache.
    const env = { HOME: folder, THROUGHWAY_DATA_DIR: path.join(folder, 'data'), XDG_CACHE_HOME: makeFolder() };
    const everything = (): readonly string[] => readdirSync(folder, { recursive: true }).map(String).sort();
    const watch = startCliWatch({ args: ['--no-history', site.url], env });
    await watch.until(({ event }) => event === 'check');
    expect(everything()).toEqual(['data', 'data/watch.lock']);
    await watch.end('SIGINT');
    expect(everything()).toEqual([]);
  });

  it('tells once of an applied preset that no longer holds', { timeout: 60_000 }, async () => {
    await using site = await startSite();
    const folder = makeFolder();
    const settings = path.join(folder, 'kioslaverc');
    writeFileSync(settings, '[Proxy Settings]\nProxyType=0\n');
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      XDG_CURRENT_DESKTOP: 'KDE',
      THROUGHWAY_DATA_DIR: path.join(folder, 'data'),
    };
    const preset = path.join(folder, 'office.throughway.json');
    writeFileSync(preset, JSON.stringify({ throughway: 1, name: 'Office', proxies: 'http://proxy.corp.example:3128' }));
    const rollout = await composeHost({ env }).openRollout();
    const { signal } = new AbortController();
    const preview = await rollout.preview(preset, { signal });
    expect(preview.ok && (await rollout.apply(preview.value, { signal })).ok).toBe(true);
    writeFileSync(settings, '[Proxy Settings]\nProxyType=1\nhttpProxy=http://own.example 8080\n');
    const watch = startCliWatch({ args: ['--interval', '5', site.url], env });
    const { title } = await watch.until(({ event }) => event === 'drift');
    expect(title).toBe(en.rollout.drifting.told('Office'));
    const checks = (): number => watch.events.filter(({ event }) => event === 'check').length;
    await expect.poll(checks, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(watch.events.filter(({ event }) => event === 'drift')).toHaveLength(1);
  });
});
