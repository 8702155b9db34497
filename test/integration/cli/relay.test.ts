import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startFakeProxy } from '../relay/fake-proxy.ts';
import { fetchBy, startSite } from '../relay/relay-ground.ts';
import { CLI, NOT_BUILT, runCli } from './run-cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'relay-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the command and reads the line that it prints once it is ready. */
async function startCommand(args: readonly string[], stdin = '') {
  const child = spawn(process.execPath, [CLI, 'relay', ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C', THROUGHWAY_DATA_DIR: path.join(folder, 'data') },
  });
  child.stdin.end(stdin);
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
  await expect.poll(() => stdout, { timeout: 20_000 }).toContain('\n');
  const line: { readonly listening: string; readonly secretFile?: string } = JSON.parse(stdout);
  return {
    line,
    place: { port: Number(line.listening.split(':').at(-1)) },
    stop: async () => {
      child.kill('SIGTERM');
      const [status] = await once(child, 'exit');
      return status;
    },
  };
}

describe.skipIf(NOT_BUILT !== null)(`throughway relay ${NOT_BUILT ?? ''}`, () => {
  test('signs in through a proxy given by option, and ends cleanly', async () => {
    await using site = disposable(await startSite());
    await using proxy = disposable(await startFakeProxy({ password: 'secret' }));
    const args = ['--proxy', `http://127.0.0.1:${String(proxy.port)}`, '--user', 'bob', '--password-stdin'];
    const relay = await startCommand(args, 'secret\n');
    expect(relay.line.listening).toMatch(/^127\.0\.0\.1:\d+$/);
    expect((await fetchBy(relay, site.url)).status).toBe(200);
    expect(await relay.stop()).toBe(0);
    expect(proxy.signIns).toContain('bob:secret');
  });

  test('follows a script that changes, without a restart', { timeout: 60_000 }, async () => {
    await using one = disposable(await startFakeProxy({ password: null }));
    await using other = disposable(await startFakeProxy({ password: null }));
    const script = path.join(folder, 'proxy.pac');
    const write = (port: number): void => {
      writeFileSync(script, `function FindProxyForURL(url, host) { return "PROXY 127.0.0.1:${String(port)}"; }`);
    };
    write(one.port);
    const relay = await startCommand(['--pac', script]);
    const ask = async (): Promise<boolean> => {
      await fetchBy(relay, 'http://site.invalid/');
      return other.sockets.size > 0;
    };
    expect(await ask()).toBe(false);
    write(other.port);
    await expect.poll(ask, { timeout: 30_000, interval: 1_000 }).toBe(true);
    expect(await relay.stop()).toBe(0);
  });

  test('writes its key to a file that only this person can read, and takes it away', async () => {
    await using site = disposable(await startSite());
    const relay = await startCommand(['--direct', '--secret', '--json']);
    const file = relay.line.secretFile ?? '';
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const key = readFileSync(file, 'utf8').trim();
    expect((await fetchBy(relay, site.url)).status).toBe(407);
    const headers = { 'proxy-authorization': `Basic ${Buffer.from(key).toString('base64')}` };
    expect((await fetchBy(relay, site.url, { headers })).status).toBe(200);
    expect(await relay.stop()).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    [['--listen', '0.0.0.0:0'], '--secret'],
    [['--listen', 'nonsense'], 'nonsense'],
    [['--listen', '127.0.0.1'], '127.0.0.1'],
    [['--listen', '192.0.2.1:8080', '--secret'], 'EADDRNOTAVAIL'],
    [['--proxy', 'http://a:1', '--direct'], '--direct'],
    [['--password-stdin'], '--user'],
  ])('%j is refused in one sentence', async (args, word) => {
    const { status, stdout, stderr } = await runCli({ args: ['relay', ...args] });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(word);
  });
});

function disposable<T extends { stop(): Promise<void> }>(thing: T): T & AsyncDisposable {
  return Object.assign(thing, { [Symbol.asyncDispose]: () => thing.stop() });
}
