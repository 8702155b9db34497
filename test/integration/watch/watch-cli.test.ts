import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NOT_BUILT, runCli, startBasicProxy, startSite } from '../cli/run-cli.ts';
import { startCliWatch } from './watch-cli.ts';

const NO_ROOT = process.getuid?.() === 0 ? null : 'a network of its own can only be made by root';

/** A proxy that answers everything itself, can be turned off, and comes back on the same port. */
async function startProxy() {
  let port = 0;
  const start = () =>
    new Promise<ReturnType<typeof createServer>>((resolve) => {
      const server = createServer((request, response) => {
        const isControl = request.url?.endsWith('generate_204') === true;
        response.writeHead(isControl ? 204 : 200, { via: '1.1 small' });
        response.end(isControl ? undefined : 'hello\n');
      });
      server.listen(port, '127.0.0.1', () => {
        resolve(server);
      });
    });
  let server = await start();
  const address = server.address();
  port = address === null || typeof address === 'string' ? 0 : address.port;
  const off = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => {
        resolve();
      });
    });
  onTestFinished(off);
  return {
    url: `http://127.0.0.1:${String(port)}`,
    off,
    on: async () => {
      server = await start();
    },
  };
}

describe.skipIf(NOT_BUILT !== null)(
  `the watch on the command line${NOT_BUILT === null ? '' : ` (${NOT_BUILT})`}`,
  () => {
    it('tells a proxy that goes down and comes back, each once, and keeps it all', { timeout: 60_000 }, async () => {
      const proxy = await startProxy();
      const env = { THROUGHWAY_CONTROL_URLS: 'http://control.example/generate_204' };
      const args = ['--interval', '5', '--proxy', proxy.url, 'http://site.example/'];
      const watch = startCliWatch({ args, env });
      await watch.until(({ event, code }) => event === 'check' && code === 'ok');
      await proxy.off();
      const notice = await watch.until(({ event }) => event === 'notice');
      await proxy.on();
      const resolved = await watch.until(({ event }) => event === 'resolved');
      expect([notice['shown'], notice['url'], resolved['code']]).toEqual([
        'yes',
        'http://site.example/',
        notice['code'],
      ]);
      expect(await watch.end('SIGINT')).toBe(130);
      expect(watch.events.filter(({ event }) => event !== 'check')).toHaveLength(2);

      const kept = await runCli({
        args: ['history', 'list', '--json', '--kind', 'notice'],
        env: { THROUGHWAY_DATA_DIR: watch.folder },
      });
      const lines = kept.stdout
        .trim()
        .split('\n')
        .map((line): Record<string, unknown> => JSON.parse(line));
      expect(lines.map(({ notice: which }) => which)).toEqual(['resolved', 'problem']);
    });

    it('ends politely when the system asks it to, and leaves no child behind', async () => {
      await using site = await startSite();
      const watch = startCliWatch({ args: ['--no-history', site.url] });
      await watch.until(({ event }) => event === 'check');
      const children = (): string =>
        execFileSync('ps', ['-o', 'pid=', '--ppid', String(watch.pid)], { encoding: 'utf8' });
      const before = children().trim();
      expect(await watch.end('SIGTERM')).toBe(0);
      for (const pid of before.split(/\s+/).filter((one) => one !== ''))
        expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
      expect(readdirSync(watch.folder)).not.toContain('history');
    });

    it('sends a refused password once, however often it would look', async () => {
      await using proxy = await startBasicProxy('ann', 'right');
      const args = [
        '--interval',
        '5',
        '--proxy',
        proxy.url,
        '--user',
        'ann',
        '--password-stdin',
        'http://site.example/',
      ];
      const env = { THROUGHWAY_CONTROL_URLS: 'http://control.example/generate_204' };
      const watch = startCliWatch({ args, env, stdin: 'wrong\n' });
      const notice = await watch.until(({ event }) => event === 'notice');
      expect(notice['code']).toBe('proxy.credentials-rejected');
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      expect(proxy.seen.filter((line) => line.includes('with credentials'))).toHaveLength(1);
      expect(watch.events.filter(({ event }) => event === 'check')).toHaveLength(1);
    });

    it.skipIf(NO_ROOT !== null)(
      `looks at once when the network changes${NO_ROOT === null ? '' : ` (skipped: ${NO_ROOT})`}`,
      async () => {
        const wrap = ['unshare', '--net', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh'];
        const watch = startCliWatch({ wrap, args: ['--interval', '3600', '--direct', 'http://127.0.0.1:9/'] });
        await watch.until(({ event }) => event === 'check');
        const inside = (...args: readonly string[]): void => {
          execFileSync('nsenter', ['-t', String(watch.pid), '-n', 'ip', ...args]);
        };
        inside('link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan1');
        inside('link', 'set', 'lan1', 'up');
        inside('addr', 'add', '192.0.2.7/24', 'dev', 'lan0');
        inside('link', 'set', 'lan0', 'up');
        inside('route', 'add', 'default', 'via', '192.0.2.1');
        const change = await watch.until(({ event }) => event === 'change');
        expect(change).toMatchObject({
          what: 'network',
          by: 'system',
          shown: [{ what: 'network', from: null, to: 'lan0 (192.0.2.1)' }],
        });
        const checks = (): number => watch.events.filter(({ event }) => event === 'check').length;
        await expect.poll(checks, { timeout: 20_000 }).toBe(2);
      },
    );

    it('refuses an interval that makes no sense, and one without the watch', async () => {
      for (const args of [
        ['--watch', '--interval', '1'],
        ['--watch', '--interval', 'x'],
        ['--interval', '60'],
      ]) {
        const { status, stdout } = await runCli({ args: ['diagnose', ...args, 'http://127.0.0.1:9/'] });
        expect([status, stdout]).toEqual([2, '']);
      }
    });
  },
);

describe.skipIf(NOT_BUILT !== null)(
  `the history on the command line${NOT_BUILT === null ? '' : ` (${NOT_BUILT})`}`,
  () => {
    it('lists, searches, shows and exports what was checked, in both languages', async () => {
      const { folder } = await someHistory();
      const env = { THROUGHWAY_DATA_DIR: folder };
      const history = (...args: readonly string[]) => runCli({ args: ['history', ...args], env });
      const listed = await history('list', '--json');
      const entries = listed.stdout
        .trim()
        .split('\n')
        .map((line): Record<string, unknown> => JSON.parse(line));
      expect(entries.map(({ kind, by, url }) => [kind, by, url])).toEqual([
        ['check', 'person', 'http://127.0.0.1:9/b'],
        ['check', 'person', 'http://127.0.0.1:9/a?token=‹secret›'],
      ]);
      const id = String(entries[0]?.['id']);
      const shown = await history('show', id, '--json');
      expect(JSON.parse(shown.stdout)).toMatchObject({
        id,
        code: entries[0]?.['code'],
        explanation: expect.any(String),
      });
      for (const lang of ['ja', 'en']) expect((await history('show', id, '--lang', lang)).stdout).toContain(id);
      const counts = await Promise.all(
        [
          ['--search', 'TOKEN='],
          ['--code', 'ok'],
          ['--since', '1h'],
          ['--until', '2020-01-01'],
          ['--host', '127.0.0.1'],
        ].map(async (args) => (await history('list', '--json', ...args)).stdout.split('\n').length - 1),
      );
      expect(counts).toEqual([1, 0, 2, 0, 2]);
      const table = await history('export', '--format', 'csv');
      expect(table.stdout.split('\r\n')).toHaveLength(4);
      const file = path.join(folder, 'all.json');
      expect((await history('export', '--format', 'json', file)).status).toBe(0);
      const every = [listed, shown, table].map(({ stdout, stderr }) => stdout + stderr).join('');
      expect(every).not.toContain('canary');
    });

    it('goes on after a torn line, and says that it left one out', async () => {
      const { folder } = await someHistory();
      appendFileSync(path.join(folder, 'history', '00000001.jsonl'), '{"v":1,"id":"torn"');
      const { status, stdout, stderr } = await runCli({
        args: ['history', 'list'],
        env: { THROUGHWAY_DATA_DIR: folder },
      });
      expect([status, stdout.match(/127\.0\.0\.1:9/g)?.length, stderr.includes('One line')]).toEqual([0, 2, true]);
    });

    it('keeps nothing where it is told not to, or where there is no home, and the check is the same', async () => {
      await using site = await startSite();
      const args = ['diagnose', '--quiet', site.url];
      const none = await runCli({ args });
      expect([none.status, none.stderr]).toEqual([0, '']);
      const unwritable = await runCli({ args, env: { THROUGHWAY_DATA_DIR: '/proc/nowhere' } });
      expect([unwritable.status, unwritable.stderr]).toEqual([0, '']);
      const told = await runCli({ args: [...args, '--verbose'], env: { THROUGHWAY_DATA_DIR: '/proc/nowhere' } });
      expect([told.status, told.stderr.includes('history')]).toEqual([0, true]);
    });
  },
);

async function someHistory(): Promise<{ readonly folder: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughway-history-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const url of ['http://127.0.0.1:9/a?token=canary-1', 'http://ann:canary-2@127.0.0.1:9/b'])
    await runCli({ args: ['diagnose', '--quiet', url], env: { THROUGHWAY_DATA_DIR: folder } });
  return { folder };
}
