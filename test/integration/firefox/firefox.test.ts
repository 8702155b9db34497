/** A real Firefox: its requests go through a real proxy after the change, and the direct way once that is undone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import type { Changes } from '../../../src/change/changes.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import { createSettingsWriter } from '../../../src/system/create-settings-writer.ts';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';
import type { SettingsWriter } from '../../../src/system/settings-writer.ts';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((file) => existsSync(file)) ?? null;
const isMissing = FIREFOX === null ? 'Firefox is not installed.' : squidIsMissing;
const { signal } = new AbortController();

describe.skipIf(isMissing !== null)(`a real Firefox ${isMissing ?? ''}`, () => {
  const home = mkdtempSync(path.join(tmpdir(), 'throughway-firefox-'));
  const env = { HOME: home, PATH: '/usr/bin:/bin', XDG_RUNTIME_DIR: home, MOZ_CRASHREPORTER_DISABLE: '1', LANG: 'C' };
  const asked: string[] = [];
  let origin: Server;
  let originUrl = '';
  let proxy: SquidServer;
  let writer: SettingsWriter;
  let changes: Changes;
  let preferences = '';

  beforeAll(async () => {
    proxy = await startSquid();
    origin = createServer((incoming, response) => {
      asked.push(`${incoming.url ?? ''} ${incoming.headers.via === undefined ? 'direct' : 'through'}`);
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>hello</title>hello');
    }).listen(0, '127.0.0.1');
    await once(origin, 'listening');
    const address = origin.address();
    originUrl = `http://127.0.0.1:${String(typeof address === 'object' ? (address?.port ?? 0) : 0)}`;
    const tools = createSystemTools({ env });
    writer = createSettingsWriter('linux', tools);
    changes = createChanges({
      openStore: writer.openStore,
      clock: systemClock,
      dataFolder: path.join(home, 'throughway'),
    });

    // The first start makes the profile.
    await visit('/first');
    const roots = [path.join(home, '.config/mozilla/firefox'), path.join(home, '.mozilla/firefox')];
    const root = roots.find((one) => existsSync(path.join(one, 'profiles.ini'))) ?? '';
    const profile = readdirSync(root).find((name) => existsSync(path.join(root, name, 'prefs.js'))) ?? '';
    preferences = path.join(root, profile, 'prefs.js');
    // Requests to this computer would never go through a proxy.
    appendFileSync(preferences, 'user_pref("network.proxy.allow_hijacking_localhost", true);\n');
  }, 120_000);
  afterAll(async () => {
    await proxy.stop();
    origin.closeAllConnections();
    origin.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });

  function start(...args: readonly string[]): ChildProcess {
    return spawn(FIREFOX ?? '', ['--headless', ...args], { env, stdio: 'ignore', detached: true });
  }

  /** Looks at one page and ends. */
  async function visit(page: string): Promise<void> {
    const child = start('--screenshot', path.join(home, 'page.png'), `${originUrl}${page}`);
    const limit = setTimeout(() => child.kill('SIGKILL'), 60_000);
    await once(child, 'exit');
    clearTimeout(limit);
  }

  async function setProxy() {
    const settings = {
      mode: 'manual',
      servers: { any: parseProxyServer(`127.0.0.1:${String(proxy.port)}`) },
      bypass: parseBypassList('intern.example', 'firefox'),
    } as const;
    const planned = await writer.plan('firefox', settings, signal);
    if (!planned.ok) throw new Error(JSON.stringify(planned.problem));
    return await changes.apply(
      { reason: { kind: 'settings', source: 'firefox' }, steps: planned.value, restart: [] },
      { signal },
    );
  }
  const idOf = (outcome: Awaited<ReturnType<typeof setProxy>>): string => {
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
    return outcome.value.id;
  };
  const undo = (id: string) => changes.undo(id, { signal, insist: false });

  test('goes through the proxy that its preferences name, and the direct way again when they are taken back', async () => {
    expect(asked).toContain('/first direct');
    const before = readFileSync(preferences, 'latin1');
    expect(await undo(idOf(await setProxy()))).toMatchObject({ ok: true });
    expect(readFileSync(preferences, 'latin1')).toBe(before);

    const id = idOf(await setProxy());
    await visit('/second');
    expect(asked).toContain('/second through');
    await vi.waitFor(() => {
      expect(proxy.log()).toContain(`${originUrl}/second`);
    }, 10_000);
    // Firefox has written its file anew in the meantime: what is ours goes, and nothing else.
    const rewritten = readFileSync(preferences, 'latin1');
    expect(rewritten).toContain('network.proxy.http_port');
    expect(await undo(id)).toMatchObject({ ok: true });
    const after = readFileSync(preferences, 'latin1');
    expect(after).toBe(rewritten.replace(/^user_pref\("network\.proxy\.(?!allow)[^\n]*\n/gmu, ''));
    expect(after).toContain('allow_hijacking_localhost');
    await visit('/third');
    expect(asked).toContain('/third direct');
  }, 180_000);

  test('that is running must be closed first, and files that it left behind stop nobody', async () => {
    const before = readFileSync(preferences, 'latin1');
    const child = start(`${originUrl}/open`);
    try {
      await vi.waitFor(
        () => {
          expect(asked).toContain('/open direct');
        },
        { timeout: 60_000, interval: 100 },
      );
      expect(await setProxy()).toMatchObject({ ok: false, problem: { kind: 'in-use', program: 'Firefox' } });
    } finally {
      const ended = once(child, 'exit');
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      await ended;
    }
    expect(existsSync(path.join(path.dirname(preferences), '.parentlock'))).toBe(true);
    writeFileSync(preferences, before, 'latin1');
    const id = await vi.waitFor(async () => idOf(await setProxy()), { timeout: 10_000, interval: 200 });
    expect(await undo(id)).toMatchObject({ ok: true });
    expect(readFileSync(preferences, 'latin1')).toBe(before);
  }, 120_000);
});
