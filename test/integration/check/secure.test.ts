import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';
import { NOT_BUILT, runCli } from '../cli/run-cli.ts';
import { createAuthority, type Authority } from '../probe/certificates.ts';

const missing = NOT_BUILT ?? squidIsMissing;
const about = missing === null ? 'throughway check of secure pages' : `throughway check (skipped: ${missing})`;

describe.skipIf(missing !== null)(about, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'check-tls-'));
  const ca = path.join(folder, 'ca.pem');
  let authority: Authority;
  let site: Server;
  let squid: SquidServer;
  let connections = 0;
  let resumed = 0;
  let list = '';
  let urls: readonly string[] = [];

  beforeAll(async () => {
    authority = createAuthority();
    writeFileSync(ca, authority.pem);
    site = createServer(authority.issue('IP:127.0.0.1'), (incoming, response) => {
      response.writeHead(incoming.url?.startsWith('/404') === true ? 404 : incoming.url === '/204' ? 204 : 200);
      response.end();
    });
    site.on('secureConnection', (socket) => {
      connections += 1;
      if (socket.isSessionReused()) resumed += 1;
    });
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    const address = site.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    squid = await startSquid({ auth: [{ scheme: 'basic', users: [{ user: 'bob', password: 'secret' }] }] });
    urls = [`https://127.0.0.1:${port}/`, `https://127.0.0.1:${port}/404`, `https://localhost:${port}/`];
    list = path.join(folder, 'list.txt');
    writeFileSync(list, `${urls.join('\n')}\n`);
  }, 30_000);

  afterAll(async () => {
    site.closeAllConnections();
    site.close();
    authority.remove();
    await squid.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const codes = (stdout: string): readonly string[] =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
      .map((document) => document.code ?? document.verdict.code);
  const env = () => ({
    THROUGHWAY_CONTROL_URLS: `${urls[0]?.replace(/\/$/, '') ?? ''}/204`,
    THROUGHWAY_DATA_DIR: path.join(folder, 'data'),
  });

  test.each([
    [
      'through a proxy',
      (): readonly string[] => ['--proxy', `http://127.0.0.1:${String(squid.port)}`, '--ca', ca],
      'secret',
    ],
    ['directly', (): readonly string[] => ['--direct', '--ca', ca], null],
    ['with a certificate from a stranger', (): readonly string[] => ['--direct'], null],
  ])(
    '%s finds what a diagnosis finds',
    async (_way, options, password) => {
      const signIn = password === null ? [] : ['--user', 'bob', '--password-stdin'];
      const common = { stdin: password === null ? '' : `${password}\n`, env: env() };
      const checked = await runCli({ args: ['check', list, '--json', ...options(), ...signIn], ...common });
      const diagnosed = await runCli({ args: ['diagnose', ...urls, '--json', ...options(), ...signIn], ...common });
      expect(codes(checked.stdout)).toEqual(codes(diagnosed.stdout));
    },
    60_000,
  );

  test('asks for many pages of one site over few connections, which share a TLS session', async () => {
    const many = path.join(folder, 'many.txt');
    writeFileSync(many, Array.from({ length: 60 }, (_, page) => `${urls[0] ?? ''}page/${String(page)}\n`).join(''));
    connections = 0;
    resumed = 0;
    const { status } = await runCli({
      args: [
        'check',
        many,
        '--json',
        '--proxy',
        `http://127.0.0.1:${String(squid.port)}`,
        '--ca',
        ca,
        '--user',
        'bob',
        '--password-stdin',
        '--concurrency',
        '8',
      ],
      stdin: 'secret\n',
      env: env(),
    });
    expect(status).toBe(0);
    expect(connections).toBeLessThanOrEqual(8);
    expect(resumed).toBeGreaterThan(0);
  }, 30_000);
});
