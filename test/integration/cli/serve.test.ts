import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** Where the document of the first visit says that the window begins. */
async function placeIn(url: string): Promise<unknown> {
  const text = await (await fetch(url)).text();
  const known: unknown = JSON.parse(/id="known">(.*?)<\/script>/u.exec(text)?.[1] ?? 'null');
  return typeof known === 'object' && known !== null ? Reflect.get(known, 'place') : null;
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
    expect(await placeIn(url)).toBe(`/presets?file=${encodeURIComponent(file)}`);
    const link = await serve('throughway://learn/407');
    expect(await placeIn(link.url)).toBe('/learn/407');
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

  test('an installed browser shows it as a window of its own, past every proxy, and its arguments hold no key', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'throughway-browser-'));
    const told = path.join(folder, 'told');
    const browser = path.join(folder, 'chromium');
    writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$@" > ${told}.new && mv ${told}.new ${told}\nsleep 3\n`, {
      mode: 0o755,
    });
    const child = spawn(process.execPath, [CLI, 'serve', '--json'], {
      env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, THROUGHWAY_DATA_DIR: folder, LANG: 'C', DISPLAY: ':9' },
    });
    ends.push(() => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    const [line]: unknown[] = await once(child.stdout, 'data');
    const { url }: { readonly url: string } = JSON.parse(String(line));
    const args = readFileSync(told, 'utf8').trim().split('\n');
    expect(args).toContain('--no-proxy-server');
    expect(args.find((one) => one.startsWith('--user-data-dir='))).toContain(folder);
    const file = fileURLToPath(args[0]?.replace('--app=', '') ?? '');
    expect(args.join(' ')).not.toContain(new URL(url).searchParams.get('key'));
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain(url);
  });

  test('without a display or a browser, the address is printed with a sentence', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'throughway-serve-'));
    const child = spawn(process.execPath, [CLI, 'serve', '--lang', 'ja'], {
      env: { PATH: folder, HOME: folder, THROUGHWAY_DATA_DIR: folder, LANG: 'C', DISPLAY: ':9' },
    });
    ends.push(() => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    for (let waited = 0; waited < 100 && !text.includes('key='); waited += 1)
      await new Promise((done) => setTimeout(done, 100));
    expect(text).toMatch(/ブラウザー/u);
    expect(text).toMatch(/http:\/\/127\.0\.0\.1:\d+\/open\?key=/u);
  });

  test('a visitor without the key reads what to do in both languages', async () => {
    const { url } = await serve();
    const answer = await fetch(url.replace(/key=.*/u, 'key=guessed'));
    expect(answer.status).toBe(403);
    const text = await answer.text();
    expect(text).toContain('Start Throughway again');
    expect(text).toContain('Throughwayを起動');
    expect((await fetch(new URL('/', url))).status).toBe(403);
  });
});
