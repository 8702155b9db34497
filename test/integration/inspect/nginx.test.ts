/** A site as nginx really serves it, with what its owner may have set wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, launch, type Launched, programAt } from '../../lab/auth/launch.ts';
import type { InspectionDocument } from '../../../src/report/inspection-document.ts';
import { type Chain, createChain, inspectSite } from './sites.ts';

const NGINX = programAt('/usr/sbin/nginx', '/usr/bin/nginx');
const WHY_NOT = NGINX === null ? 'nginx is not installed.' : null;

const codes = ({ findings }: InspectionDocument): readonly string[] => findings.map(({ code }) => code);

describe.skipIf(WHY_NOT !== null)(`nginx ${WHY_NOT ?? ''}`, () => {
  let folder: string;
  let chain: Chain;
  let nginx: Launched;
  let plain: number;
  let secure: number;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'inspect-nginx-'));
    chain = createChain();
    [plain, secure] = [await freePort(), await freePort()];
    const { key, withIntermediate } = chain.leaf();
    writeFileSync(path.join(folder, 'cert.pem'), withIntermediate);
    writeFileSync(path.join(folder, 'key.pem'), key);
    writeFileSync(path.join(folder, 'users'), 'anna:$apr1$x$y\n');
    const at = (name: string): string => path.join(folder, name);
    const [clear, tls] = [`http://127.0.0.1:${String(plain)}`, `https://127.0.0.1:${String(secure)}`];
    const lines = [
      'daemon off; master_process off; worker_processes 1;',
      `pid ${at('pid')}; error_log ${at('error.log')};`,
      'events { worker_connections 64; }',
      'http {',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${at(kind)};`),
      'access_log off; default_type text/html;',
      'server {',
      `listen 127.0.0.1:${String(plain)};`,
      "location = / { return 200 'hello'; }",
      `location = /to-secure { return 301 ${tls}/; }`,
      'location = /a { return 302 /b; }',
      'location = /b { return 302 /a; }',
      'location = /no-challenge { return 401; }',
      // What is returned at once is returned without a sign-in.
      `location = /members { auth_basic "Members"; auth_basic_user_file ${at('users')}; root ${folder}; try_files /users =404; }`,
      'location = /407 { return 407; }',
      "location = /cloaked { if ($http_user_agent ~* Googlebot) { return 403; } return 200 'hello'; }",
      "location = /hsts { add_header Strict-Transport-Security 'max-age=31536000'; return 200 'hello'; }",
      '}',
      'server {',
      `listen 127.0.0.1:${String(secure)} ssl; ssl_certificate ${at('cert.pem')}; ssl_certificate_key ${at('key.pem')};`,
      "location = / { add_header Strict-Transport-Security 'max-age=31536000'; return 200 'hello'; }",
      "location = /hsts-wrong { add_header Strict-Transport-Security 'max-age=soon'; return 200 'hello'; }",
      `location = /to-clear { return 302 ${clear}/; }`,
      '}',
      '}',
    ];
    writeFileSync(at('nginx.conf'), lines.join('\n'));
    nginx = await launch({
      command: [NGINX ?? '', '-c', at('nginx.conf'), '-e', at('error.log')],
      folder,
      isReady: async () => {
        try {
          await fetch(`${clear}/`);
          return true;
        } catch {
          // Not yet.
          return false;
        }
      },
    });
  }, 60_000);
  afterAll(async () => {
    await nginx.stop();
    chain.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const inspected = (at: string): Promise<InspectionDocument> => {
    const isSecure = at.startsWith('secure');
    const base = isSecure ? `https://127.0.0.1:${String(secure)}` : `http://127.0.0.1:${String(plain)}`;
    return inspectSite(base + at.slice(at.indexOf('/')), chain.rootPem);
  };

  test.each<[string, readonly string[]]>([
    ['plain/', []],
    ['plain/to-secure', []],
    ['plain/a', ['redirect-loop']],
    ['plain/no-challenge', ['challenge-missing']],
    // Basic without TLS: the sign-in would be readable on the way.
    ['plain/members', ['basic-in-clear']],
    ['plain/407', ['site-sends-407']],
    ['plain/cloaked', ['crawler-status']],
    ['plain/hsts', ['hsts-in-clear']],
    ['secure/', []],
    ['secure/hsts-wrong', ['hsts-invalid']],
    ['secure/to-clear', ['redirect-to-clear']],
  ])('at %s is told as it is', { timeout: 30_000 }, async (at, expected) => {
    expect(codes(await inspected(at))).toEqual(expected);
  });

  test('shows each step of the way to the other scheme, with who answered', async () => {
    const { site } = await inspected('plain/to-secure');
    expect(site?.steps.map(({ status, answeredBy }) => [status, answeredBy])).toEqual([
      [301, 'site'],
      [200, 'site'],
    ]);
    expect(site?.tls[0]).toMatchObject({ trusted: true });
  });
});
