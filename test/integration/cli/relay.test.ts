import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../../lab/auth/launch.ts';
import { startFakeProxy } from '../relay/fake-proxy.ts';
import { fetchBy, startSite } from '../relay/relay-ground.ts';
import { CLI, NOT_BUILT, runCli } from './run-cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'relay-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the command and reads the line that it prints once it is ready. */
async function startCommand(args: readonly string[], stdin = '', home = folder) {
  const child = spawn(process.execPath, [CLI, 'relay', ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C', THROUGHWAY_DATA_DIR: path.join(home, 'data') },
  });
  child.stdin.end(stdin);
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
  await expect.poll(() => stdout, { timeout: 20_000 }).toContain('\n');
  const line: { readonly listening: string; readonly secretFile?: string; readonly change?: string } =
    JSON.parse(stdout);
  return {
    line,
    place: { port: Number(line.listening.split(':').at(-1)) },
    stop: async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
      child.kill(signal);
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
    [['--proxy', 'ftp://a:1'], 'ftp://a:1'],
    [['--proxy', 'ftp://bob:canary-9@a:1'], 'socks5://'],
    [['--password-stdin'], '--user'],
    [['--set-tools', '--yes'], '--listen'],
    [['--set-tools', '--listen', '127.0.0.1:3128', '--secret'], '--secret'],
    [['--set-tools', 'nonsense', '--listen', '127.0.0.1:3128'], 'nonsense'],
    [['--set-tools', 'git', '--listen', '127.0.0.1:3128'], '--yes'],
    [['--keep-tools'], '--set-tools'],
  ])('%j is refused in one sentence', async (args, word) => {
    const { status, stdout, stderr } = await runCli({ args: ['relay', ...args] });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(word);
    expect(stderr).not.toContain('canary');
  });
});

const NO_TOOLS = ['/usr/bin/git', '/usr/bin/curl'].every((file) => existsSync(file))
  ? null
  : 'git or curl is not installed.';

describe.skipIf(NOT_BUILT !== null || NO_TOOLS !== null)(`relay --set-tools ${NOT_BUILT ?? NO_TOOLS ?? ''}`, () => {
  const GIT = '# mine\n[user]\n\tname = Bob\n';
  const makeHome = (): string => {
    const home = mkdtempSync(path.join(folder, 'home-'));
    writeFileSync(path.join(home, '.gitconfig'), GIT);
    return home;
  };
  const isAsBefore = (home: string): boolean =>
    readFileSync(path.join(home, '.gitconfig'), 'utf8') === GIT && !existsSync(path.join(home, '.curlrc'));
  const ask = async (home: string, program: string, args: readonly string[]): Promise<string> => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C' };
    const { stdout } = await promisify(execFile)(program, [...args], { env, cwd: '/' });
    return stdout;
  };
  const startTold = async (home: string, port: number, more: readonly string[] = []) => {
    const listen = `127.0.0.1:${String(port)}`;
    return await startCommand(['--direct', '--listen', listen, '--set-tools', 'git,curl', '--yes', ...more], '', home);
  };

  test('tools go through the relay while it runs, and are as before when it ends', { timeout: 60_000 }, async () => {
    await using proxy = disposable(await startFakeProxy({ password: 'secret' }));
    const home = makeHome();
    const port = await freePort();
    const args = ['--proxy', `http://127.0.0.1:${String(proxy.port)}`, '--user', 'bob', '--password-stdin'];
    const told = ['--listen', `127.0.0.1:${String(port)}`, '--set-tools', 'git,curl', '--yes'];
    const relay = await startCommand([...args, ...told], 'secret\n', home);
    expect(relay.line.change).toEqual(expect.any(String));
    expect((await ask(home, 'git', ['config', '--global', 'http.proxy'])).trim()).toBe(
      `http://127.0.0.1:${String(port)}`,
    );
    await ask(home, 'curl', ['-s', 'http://site.invalid/']);
    expect(proxy.signIns).toContain('bob:secret');
    expect(await relay.stop()).toBe(0);
    expect(isAsBefore(home)).toBe(true);
  });

  test('after it was ended by force, undo takes the change back', { timeout: 60_000 }, async () => {
    const home = makeHome();
    const relay = await startTold(home, await freePort());
    await relay.stop('SIGKILL');
    expect(isAsBefore(home)).toBe(false);
    const env = { HOME: home, THROUGHWAY_DATA_DIR: path.join(home, 'data') };
    expect((await runCli({ args: ['undo', 'last'], env })).status).toBe(0);
    expect(isAsBefore(home)).toBe(true);
  });

  test('the next relay takes back what one that was ended by force has left', { timeout: 60_000 }, async () => {
    const home = makeHome();
    const port = await freePort();
    await (await startTold(home, port)).stop('SIGKILL');
    const next = await startTold(home, port);
    expect(await next.stop()).toBe(0);
    expect(isAsBefore(home)).toBe(true);
  });

  test('with --keep-tools they stay as they are', { timeout: 60_000 }, async () => {
    const home = makeHome();
    const relay = await startTold(home, await freePort(), ['--keep-tools']);
    expect(await relay.stop()).toBe(0);
    expect(isAsBefore(home)).toBe(false);
  });
});

function disposable<T extends { stop(): Promise<void> }>(thing: T): T & AsyncDisposable {
  return Object.assign(thing, { [Symbol.asyncDispose]: () => thing.stop() });
}
