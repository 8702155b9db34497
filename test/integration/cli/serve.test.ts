import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { CLI, NOT_BUILT } from './run-cli.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
  readonly stderr: () => string;
}

function start(args: readonly string[]): { readonly child: ChildProcess; readonly read: () => string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughway-serve-'));
  const child = spawn(process.execPath, [CLI, 'serve', '--no-open', ...args], {
    env: { PATH: process.env['PATH'], HOME: folder, THROUGHWAY_DATA_DIR: folder, LANG: 'C' },
  });
  ends.push(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  return { child, read: () => text };
}

async function serve(...args: readonly string[]): Promise<Serving> {
  const { child, read } = start(['--json', ...args]);
  if (child.stdout === null) throw new Error('no output to read');
  const [line]: unknown[] = await once(child.stdout, 'data');
  const printed: unknown = JSON.parse(String(line));
  if (typeof printed !== 'object' || printed === null || !('url' in printed)) throw new Error('no address was printed');
  return { child, url: String(printed.url), stderr: read };
}

/** Status of a GET whose `Host` is what a rebound name would send. */
async function statusFor(url: string, host: string): Promise<number | undefined> {
  const asked = request(url, { headers: { host } }).end();
  const [response]: { readonly statusCode?: number; resume(): unknown }[] = await once(asked, 'response');
  response?.resume();
  return response?.statusCode;
}

describe.skipIf(NOT_BUILT !== null)(`throughway serve ${NOT_BUILT ?? ''}`, () => {
  test('one line with an address on loopback; its key opens the window once and the cookie carries on', async () => {
    const { url } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//u);
    const { origin } = new URL(url);
    expect(await statusFor(url, 'rebound.example')).toBe(403);
    const opened = await fetch(url);
    expect(opened.status).toBe(200);
    expect(opened.headers.get('content-security-policy')).toContain("default-src 'none'");
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    expect((await fetch(url)).status).toBe(403);
    const headers = { 'content-type': 'application/json', origin, cookie };
    const asked = await fetch(`${origin}/api/app.info`, { method: 'POST', headers, body: '{}' });
    expect(await asked.json()).toMatchObject({ ok: true, value: { face: 'browser', platform: 'linux' } });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a preset or a link is where the window begins; anything else is refused', async () => {
    const file = '/tmp/the office.throughway.json';
    const { url } = await serve(file);
    const opened = await fetch(url);
    expect(opened.headers.get('refresh')).toBe(`0;url=/#/presets?file=${encodeURIComponent(file)}`);
    const link = await serve('throughway://learn/407');
    expect((await fetch(link.url)).headers.get('refresh')).toBe('0;url=/#/learn/407');
    const { child, read } = start(['/etc/passwd']);
    const [status]: unknown[] = await once(child, 'exit');
    expect(status).toBe(2);
    expect(read()).toContain('/etc/passwd is neither');
  });

  test('a polite end closes it without a word', async () => {
    const { child, stderr } = await serve();
    child.kill('SIGTERM');
    const [status]: unknown[] = await once(child, 'exit');
    expect([status, stderr()]).toEqual([0, '']);
  });

  test('a port that is taken is one clear sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    ends.push(() => other.close());
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { child, read } = start(['--port', port]);
    const [status]: unknown[] = await once(child, 'exit');
    expect(status).toBe(2);
    expect(read()).toContain(`127.0.0.1:${port}`);
    expect(read().trim().split('\n')).toHaveLength(1);
  });
});
