import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { CLI, NOT_BUILT } from '../cli/run-cli.ts';
import { launch, programAt } from '../../lab/auth/launch.ts';

const TINYPROXY = programAt('/usr/bin/tinyproxy');

function whyNot(): string | null {
  if (NOT_BUILT !== null) return NOT_BUILT;
  if (process.getuid?.() !== 0) return 'network namespaces need root.';
  if (TINYPROXY === null) return 'tinyproxy is not installed (Debian package tinyproxy).';
  if (!existsSync('/usr/bin/curl')) return 'curl is not installed.';
  const name = `twrelay-${String(process.pid)}-trial`;
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
    return null;
  } catch {
    return 'this machine does not let root create network namespaces.';
  }
}

const skip = whyNot();
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A computer that can be in the office or at home: two networks, of which one is there at a time. */
const OFFICE = '10.71.1.1';
const HOME = '10.71.2.1';
const SITE = '10.71.9.1';

test.skipIf(skip !== null)(
  `a computer that moves to another network goes on through the proxy there, and only there ${skip ?? ''}`,
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'relay-switch-'));
    const namespace = `twrelay-${String(process.pid)}`;
    const ip = (...args: readonly string[]): void => {
      execFileSync('ip', ['-n', namespace, ...args], { stdio: 'pipe' });
    };
    const inside = ['ip', 'netns', 'exec', namespace];
    execFileSync('ip', ['netns', 'add', namespace]);
    stops.push(
      () => {
        rmSync(folder, { recursive: true, force: true });
      },
      () => execFileSync('ip', ['netns', 'del', namespace]),
    );
    ip('link', 'set', 'lo', 'up');
    for (const [device, address] of [
      ['office', OFFICE],
      ['home', HOME],
      ['site', SITE],
    ] as const) {
      ip('link', 'add', device, 'type', 'veth', 'peer', 'name', `${device}-far`);
      ip('link', 'set', `${device}-far`, 'up');
      ip('addr', 'add', `${address}/24`, 'dev', device);
      ip('link', 'set', device, 'up');
    }
    const site = `require('http').createServer((q, r) => r.end('hello')).listen(80, '${SITE}', () => console.log('ready'))`;
    await begin(folder, inside, 'site', ['node', '-e', site], (output) => output.includes('ready'));
    const proxies: Record<string, () => string> = {};
    for (const [name, address] of [
      ['office', OFFICE],
      ['home', HOME],
    ] as const) {
      const file = path.join(folder, `${name}.conf`);
      const lines = ['User nobody', 'Group nogroup', 'Port 3128', `Listen ${address}`, 'Timeout 30', 'LogLevel Info'];
      // Only the office's asks to sign in.
      writeFileSync(file, [...lines, ...(name === 'office' ? ['BasicAuth bob secret'] : []), ''].join('\n'));
      const command = [TINYPROXY ?? '', '-d', '-c', file];
      proxies[name] = await begin(folder, inside, name, command, (output) =>
        /Accepting connections|Starting main loop/.test(output),
      );
    }
    const script = path.join(folder, 'proxy.pac');
    const say = (address: string): void => {
      writeFileSync(script, `function FindProxyForURL() { return "PROXY ${address}:3128"; }`);
    };
    // At first only the office's network is there.
    ip('addr', 'del', `${HOME}/24`, 'dev', 'home');
    say(OFFICE);
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      LANG: 'C',
      THROUGHWAY_DATA_DIR: path.join(folder, 'data'),
    };
    const args = ['--pac', script, '--user', 'bob', '--password-stdin', '--listen', '127.0.0.1:3999'];
    const [ipProgram = '', ...before] = inside;
    const relay = spawn(ipProgram, [...before, process.execPath, CLI, 'relay', ...args], { env });
    stops.push(async () => {
      relay.kill('SIGTERM');
      if (relay.exitCode === null) await once(relay, 'exit');
    });
    relay.stdin.end('secret\n');
    let stdout = '';
    relay.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
    await expect.poll(() => stdout, { timeout: 20_000 }).toContain('listening');
    const ask = async (): Promise<string> => {
      const curl = ['curl', '-s', '-m', '30', '--proxy', 'http://127.0.0.1:3999', `http://${SITE}/`];
      return (await promisify(execFile)(ipProgram, [...before, ...curl])).stdout;
    };
    expect(await ask()).toBe('hello');

    // The move: the old address goes, the new one comes, and the script of the new network is another one.
    const officeLog = proxies['office']?.() ?? '';
    ip('addr', 'del', `${OFFICE}/24`, 'dev', 'office');
    ip('addr', 'add', `${HOME}/24`, 'dev', 'home');
    say(HOME);
    await expect.poll(ask, { timeout: 60_000, interval: 1_000 }).toBe('hello');
    expect(proxies['office']?.()).toBe(officeLog);

    // And back.
    ip('addr', 'del', `${HOME}/24`, 'dev', 'home');
    ip('addr', 'add', `${OFFICE}/24`, 'dev', 'office');
    say(OFFICE);
    await expect.poll(ask, { timeout: 60_000, interval: 1_000 }).toBe('hello');
  },
);

/** Starts a server inside; returns what reads its output. */
async function begin(
  folder: string,
  prefix: readonly string[],
  name: string,
  command: readonly string[],
  isReady: (output: string) => boolean,
): Promise<() => string> {
  const own = mkdtempSync(path.join(folder, `${name}-`));
  const server = await launch({ command, prefix, folder: own, isReady });
  stops.push(() => server.stop());
  return server.output;
}
