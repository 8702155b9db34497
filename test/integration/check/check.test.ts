import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../lab/auth/launch.ts';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';
import { CLI, NOT_BUILT, runCli } from '../cli/run-cli.ts';

const missing = NOT_BUILT ?? squidIsMissing;
const about = missing === null ? 'throughway check' : `throughway check (skipped: ${missing})`;

interface Line {
  readonly url: string;
  readonly code: string;
  readonly status: number | null;
  readonly tookMs: number;
  readonly line: number;
}

describe.skipIf(missing !== null)(about, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'check-'));
  const requests: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  let site: Server;
  let origin = '';
  let squid: SquidServer;

  beforeAll(async () => {
    site = createServer((incoming, response) => {
      requests.push(incoming.url ?? '');
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      response.on('close', () => {
        atOnce -= 1;
      });
      const [, first = ''] = (incoming.url ?? '').split(/[/?]/);
      const status = /^[2-5]\d\d$/.test(first) ? Number(first) : first === 'generate_204' ? 204 : 200;
      if (first === 'silence') return;
      if (first === 'ring') response.setHeader('location', incoming.url ?? '');
      if (first === 'moved') response.setHeader('location', '/200/there');
      if (status === 401) response.setHeader('www-authenticate', 'Basic realm="Site"');
      response.writeHead(first === 'ring' || first === 'moved' ? 302 : status, { 'content-type': 'text/plain' });
      setTimeout(() => response.end(status === 204 ? undefined : 'hello\n'), first === 'slow' ? 300 : 0);
    });
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    const address = site.address();
    origin = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
    squid = await startSquid({
      auth: [{ scheme: 'basic', users: [{ user: 'bob', password: 'secret' }] }],
      configLines: ['acl blocked dstdomain blocked.test', 'http_access deny blocked'],
    });
  }, 30_000);

  afterAll(async () => {
    site.closeAllConnections();
    site.close();
    await squid.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const listOf = (...urls: readonly string[]): string => {
    const file = path.join(folder, `list-${String(Math.random()).slice(2)}.txt`);
    writeFileSync(file, `${urls.join('\n')}\n`);
    return file;
  };
  const env = () => ({
    THROUGHWAY_CONTROL_URLS: `${origin}/generate_204`,
    THROUGHWAY_DATA_DIR: path.join(folder, 'data'),
  });
  const proxy = (): readonly string[] => ['--proxy', `http://127.0.0.1:${String(squid.port)}`];
  const linesOf = (stdout: string): readonly Line[] =>
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Line => JSON.parse(line));
  const signedIn = ['--user', 'bob', '--password-stdin'];

  test('finds for each URL what a diagnosis finds, through a proxy that wants a sign-in', async () => {
    const urls = [
      `${origin}/200/ok`,
      `${origin}/moved`,
      `${origin}/401`,
      `${origin}/403`,
      `${origin}/404`,
      `${origin}/429`,
      `${origin}/500`,
      `${origin}/ring`,
      'http://blocked.test/',
      'http://no-such-name.invalid/',
      'http://127.0.0.1:1/',
    ];
    const common = { stdin: 'secret\n', env: env() };
    const checked = await runCli({ args: ['check', listOf(...urls), '--json', ...proxy(), ...signedIn], ...common });
    const diagnosed = await runCli({ args: ['diagnose', ...urls, '--json', ...proxy(), ...signedIn], ...common });
    const expected = diagnosed.stdout
      .trim()
      .split('\n')
      .map((line, index) => [urls[index], JSON.parse(line).verdict.code]);
    const found = linesOf(checked.stdout).map(({ url, code }) => [url, code] as const);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    expect(checked.status).toBe(1);
    expect(checked.stdout + checked.stderr).not.toContain('secret');
  }, 90_000);

  test('finds the same without a proxy', async () => {
    const urls = [
      `${origin}/200`,
      `${origin}/404`,
      `${origin}/403`,
      `${origin}/ring`,
      'http://127.0.0.1:1/',
      'no-such-name.invalid',
    ];
    const checked = await runCli({ args: ['check', listOf(...urls), '--json', '--direct'], env: env() });
    const diagnosed = await runCli({ args: ['diagnose', ...urls, '--json', '--direct'], env: env() });
    const expected = diagnosed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).verdict.code);
    const found = [...linesOf(checked.stdout)].sort((a, b) => a.line - b.line).map(({ code }) => code);
    expect(found).toEqual(expected);
  }, 90_000);

  test('sends a wrong password once for two hundred URLs, with a request for the control site', async () => {
    const before = squid.log().length;
    const urls = Array.from({ length: 200 }, (_, index) => `${origin}/page/${String(index)}`);
    const { stdout, status } = await runCli({
      args: ['check', listOf(...urls), '--json', ...proxy(), '--user', 'bob', '--password-stdin'],
      stdin: 'wrong\n',
      env: env(),
    });
    expect(new Set(linesOf(stdout).map(({ code }) => code))).toEqual(new Set(['proxy.credentials-rejected']));
    expect(linesOf(stdout)).toHaveLength(urls.length);
    expect(status).toBe(1);
    const named = squid
      .log()
      .slice(before)
      .split('\n')
      .filter((line) => line.includes(' bob '));
    expect(named).toHaveLength(1);
    expect(named[0]).toContain(`${origin}/generate_204`);
  }, 30_000);

  test('lets one request find out what the proxy wants, and signs in with all others at once', async () => {
    const before = squid.log().length;
    const urls = Array.from({ length: 200 }, (_, index) => `${origin}/page/${String(index)}`);
    const { status } = await runCli({
      args: ['check', listOf(...urls), '--json', ...proxy(), ...signedIn],
      stdin: 'secret\n',
      env: env(),
    });
    expect(status).toBe(0);
    const lines = squid.log().slice(before).trim().split('\n');
    // Without a sign-in, once more to see that it is the proxy that asks, and where the sign-in is tried: the control site.
    expect(lines.filter((line) => line.includes('/407 ')).length).toBeLessThanOrEqual(3);
    const signed = lines.filter((line) => line.includes(' bob '));
    expect(signed).toHaveLength(urls.length + 1);
    expect(signed[0]).toContain('/generate_204');
  }, 30_000);

  test('names a proxy that is down for each URL, after one look', async () => {
    const port = await freePort();
    const urls = Array.from({ length: 200 }, (_, index) => `${origin}/page/${String(index)}`);
    const { stdout } = await runCli({
      args: ['check', listOf(...urls), '--json', '--proxy', `http://127.0.0.1:${String(port)}`],
      env: env(),
    });
    expect(new Set(linesOf(stdout).map(({ code }) => code))).toEqual(new Set(['settings.stale-local-proxy']));
    expect(linesOf(stdout)).toHaveLength(200);
  }, 30_000);

  test('goes on where an earlier run stopped', async () => {
    const urls = Array.from({ length: 20 }, (_, index) => `${origin}/200/again/${String(index)}`);
    const args = ['check', listOf(...urls), '--json', '--direct'];
    const { stdout } = await runCli({ args, env: env() });
    const half = path.join(folder, 'half.jsonl');
    writeFileSync(half, `${stdout.split('\n').slice(0, 12).join('\n')}\n{"url":"${origin}/cut`);
    const before = requests.filter((url) => url.includes('/again/')).length;
    const second = await runCli({ args: [...args, '--resume', half], env: env() });
    expect(linesOf(second.stdout)).toHaveLength(8);
    expect(requests.filter((url) => url.includes('/again/')).length - before).toBe(8);
    expect(second.status).toBe(0);
    expect(second.stderr).toContain('20 of 20 answer');
  }, 30_000);

  test('ends at Ctrl+C with the lines that are finished, and says how to go on', async () => {
    const urls = [...Array.from({ length: 10 }, (_, index) => `${origin}/200/${String(index)}`), `${origin}/silence`];
    const child = spawn(process.execPath, [CLI, 'check', listOf(...urls), '--json', '--direct'], {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C', ...env() },
    });
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (linesOf(stdout.slice(0, stdout.lastIndexOf('\n') + 1)).length === 10) child.kill('SIGINT');
    });
    await once(child, 'close');
    expect(child.exitCode).toBe(130);
    expect(linesOf(stdout)).toHaveLength(10);
    expect(stderr).toContain('--resume');
  }, 30_000);

  test('opens no more than six connections to one site directly', async () => {
    const urls = Array.from({ length: 40 }, (_, index) => `${origin}/slow/${String(index)}`);
    mostAtOnce = 0;
    await runCli({ args: ['check', listOf(...urls), '--json', '--direct'], env: env() });
    expect(mostAtOnce).toBeGreaterThan(1);
    expect(mostAtOnce).toBeLessThanOrEqual(6);
  }, 30_000);

  test.each([
    ['a line that is no URL', 'http://a.test/\nht!tp://nothing', 'Line 2'],
    ['a line that is longer than any URL', `http://a.test/${'x'.repeat(200_000)}`, 'Line 1'],
    ['bytes that are no text', Buffer.from([0, 1, 2, 255, 10, 0]), 'Line 1'],
    ['no URL at all', '# nothing\n\n', 'There is no URL in'],
    ['a script URL', 'javascript:alert(1)', 'Line 1'],
  ])('refuses a list with %s before anything is asked for', async (_what, content, said) => {
    const file = path.join(folder, 'hostile.txt');
    writeFileSync(file, content);
    const { status, stdout, stderr } = await runCli({ args: ['check', file, '--json', '--direct'], env: env() });
    expect(stderr).toContain(said);
    expect(stderr.length).toBeLessThan(1_000);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('keeps the userinfo and tokens of a list out of its output', async () => {
    const url = `${origin.replace('//', '//ann:hidden@')}/401?token=abc123`;
    const { stdout, stderr } = await runCli({ args: ['check', listOf(url), '--json', '--direct'], env: env() });
    expect(linesOf(stdout)).toMatchObject([{ code: 'site.credentials-rejected', status: 401 }]);
    expect(stdout + stderr).not.toMatch(/hidden|abc123/);
  });

  test('reads standard input, and writes a table with a summary, and CSV', async () => {
    const stdin = `${origin}/200/a,b\n${origin}/404\n`;
    const table = await runCli({ args: ['check', '-', '--direct'], stdin, env: env() });
    expect(table.stdout).toContain('1 of 2 answer');
    expect(table.stdout).toContain('site.not-found');
    const csv = await runCli({ args: ['check', '-', '--direct', '--format', 'csv', '--quiet'], stdin, env: env() });
    const [head, ...rows] = csv.stdout
      .trim()
      .split('\n')
      .map((row) => row.trim());
    expect(head).toBe('url,code,status,tookMs,line');
    expect(rows.find((row) => row.includes('a,b'))).toMatch(/^"http.*a,b",ok,200,[\d.]+,1$/);
    const reached = await runCli({ args: ['check', '-', '--direct', '--any-reply', '--quiet'], stdin, env: env() });
    expect(reached.status).toBe(0);
  });

  test('holds lists of well-known services whose every URL can be checked', async () => {
    const { stdout, status } = await runCli({ args: ['check', '--list', '--json'], env: env() });
    const lists = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lists.map(({ name }) => name)).toContain('microsoft-365');
    for (const { name, source, date, urls } of lists) {
      expect(source, name).toMatch(/^https:\/\//);
      expect(date, name).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(
        urls.every((url: string) => URL.canParse(url) && new URL(url).href === url),
        name,
      ).toBe(true);
    }
    expect(status).toBe(0);
    expect(readFileSync('resources/endpoints/github.json', 'utf8')).toContain('codeload.github.com');
  });
});
