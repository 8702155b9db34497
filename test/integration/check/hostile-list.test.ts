import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLI, NOT_BUILT, runCli } from '../cli/run-cli.ts';

const about = NOT_BUILT === null ? 'a list' : `a list (skipped: ${NOT_BUILT})`;

/** What may be asked for twice after a kill: connections to one site, and the lines that were not written yet. */
const MOST_UNDER_WAY = 2 * 6;

describe.skipIf(NOT_BUILT !== null)(about, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'check-hostile-'));
  const asked: string[] = [];
  let site: Server;
  let origin = '';

  beforeAll(async () => {
    site = createServer((incoming, response) => {
      asked.push(incoming.url ?? '');
      setTimeout(() => response.end('hello\n'), 10);
    });
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    const address = site.address();
    origin = `127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
  });

  afterAll(() => {
    site.closeAllConnections();
    site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const env = () => ({
    THROUGHWAY_DATA_DIR: path.join(folder, 'data'),
    THROUGHWAY_CONTROL_URLS: `http://${origin}/204`,
  });
  const fileOf = (name: string, content: string | Buffer): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };

  test('may come from any editor: with a byte order mark, CRLF, comments, duplicates, and without schemes', async () => {
    const lines = ['\ufeff# sites', '', `http://${origin}/a`, `  http://${origin}/a # again`, `http://${origin}/b`];
    const file = fileOf('editor.txt', lines.join('\r\n'));
    const { stdout, status } = await runCli({ args: ['check', file, '--json', '--direct', '--quiet'], env: env() });
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(found.map(({ line, url, code }) => [line, url, code]).sort()).toEqual([
      [3, `http://${origin}/a`, 'ok'],
      [4, `http://${origin}/a`, 'ok'],
      [5, `http://${origin}/b`, 'ok'],
    ]);
    expect(status).toBe(0);
  });

  test('writes no formula into a spreadsheet, and no line break or colour into a table', async () => {
    const file = fileOf('formula.txt', `@${origin}/x,"=1+1\n`);
    const csv = await runCli({ args: ['check', file, '--format', 'csv', '--direct', '--quiet'], env: env() });
    expect(csv.stdout.split('\n')[1]).toMatch(/^"'@/);
    const colour = fileOf('colour.txt', `http://${origin}/\u001b[31mred\n`);
    const table = await runCli({ args: ['check', colour, '--direct'], env: env() });
    expect(table.stdout + table.stderr).not.toContain('\u001b[31m');
    expect(table.status).toBe(2);
  });

  test('of hundreds of megabytes in one line is refused in one sentence and little memory', async () => {
    const file = fileOf('huge.txt', '');
    truncateSync(file, 256 * 1024 * 1024);
    const child = spawn(process.execPath, ['--max-old-space-size=64', CLI, 'check', file, '--direct'], {
      env: { PATH: process.env['PATH'] ?? '', LANG: 'C', ...env() },
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [status]: unknown[] = await once(child, 'close');
    expect(said).toContain('Line 1 of');
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said.length).toBeLessThan(1_000);
    expect(status).toBe(2);
  }, 30_000);

  test('that is still being written is answered meanwhile, and ends at the first line that is no URL', async () => {
    const child = spawn(process.execPath, [CLI, 'check', '-', '--json', '--direct'], {
      env: { PATH: process.env['PATH'] ?? '', LANG: 'C', ...env() },
    });
    let out = '';
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.write(`http://${origin}/a\nhttp://${origin}/b\nhttp://${origin}/half`);
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.split('\n').length === 3) resolve();
      });
    });
    child.stdin.write('-of-a-line\nht!tp://nothing\n');
    const [status]: unknown[] = await once(child, 'close');
    const found = out.trim().split('\n');
    expect(found.map((line) => JSON.parse(line).url).sort()).toEqual(
      ['a', 'b', 'half-of-a-line'].map((page) => `http://${origin}/${page}`),
    );
    expect(said).toContain('Line 4 of standard input');
    expect(said).toContain('--resume');
    expect(status).toBe(2);
  }, 20_000);

  test('that was killed is gone on with: nothing is lost, and nothing asked again but what was under way', async () => {
    const urls = Array.from({ length: 300 }, (_, index) => `http://${origin}/kill/${String(index)}`);
    const args = ['check', fileOf('killed.txt', urls.join('\n')), '--json', '--direct', '--quiet'];
    const done = path.join(folder, 'killed.jsonl');
    const child = spawn(process.execPath, [CLI, ...args], { env: { PATH: process.env['PATH'] ?? '', ...env() } });
    child.stdout.pipe(createWriteStream(done));
    let count = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      count += chunk.toString().split('\n').length - 1;
      if (count > 100) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const first = readFileSync(done, 'utf8');
    const second = await runCli({ args: [...args, '--resume', done], env: env() });
    const found = `${first}${second.stdout}`
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => String(JSON.parse(line).url));
    expect(found.sort()).toEqual([...urls].sort());
    const again = asked.filter((url) => url.startsWith('/kill/')).length - urls.length;
    expect(again).toBeLessThanOrEqual(MOST_UNDER_WAY);
    expect(second.status).toBe(0);
  }, 30_000);
});
