import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeHost } from '../../../main/host/compose.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { InspectionDocument } from '../../../src/report/inspection-document.ts';
import { inspectionSchema } from '../../../src/report/inspection-schema.ts';
import type { ProxyKind } from '../../../src/settings/proxy-server.ts';
import { squidIsMissing, startSquid } from '../../lab/servers/squid.ts';
import { startTinyproxy, tinyproxyIsMissing } from '../../lab/servers/tinyproxy.ts';
import { closedPort, listen, type Listening } from '../probe/loopback.ts';
import { plainSite } from './sites.ts';

let control: Listening;
beforeAll(async () => {
  control = await plainSite((request, response) => {
    if (request.url === '/generate_204') response.writeHead(204).end();
    else response.writeHead(404).end();
  });
});
afterAll(() => control.close());

async function inspect(
  port: number,
  more: { readonly kind?: ProxyKind; readonly user?: string; readonly password?: string } = {},
): Promise<InspectionDocument> {
  const host = composeHost({ env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent' } });
  const credentials =
    more.user === undefined ? {} : { credentials: { user: more.user, password: new Secret(more.password ?? '') } };
  const document = await host.assistant.inspectProxy(
    {
      proxy: { kind: more.kind ?? 'http', host: '127.0.0.1', port },
      requests: 4,
      lang: 'en',
      controlUrls: [`http://127.0.0.1:${String(control.port)}/generate_204`],
      ...credentials,
    },
    { signal: AbortSignal.timeout(28_000) },
  );
  await host.assistant.close();
  expect(inspectionSchema.safeParse(JSON.parse(JSON.stringify(document))).error).toBeUndefined();
  return document;
}

const codes = ({ findings }: InspectionDocument): readonly string[] => findings.map(({ code }) => code);

describe.skipIf(squidIsMissing !== null)(`squid as its administrator sees it ${squidIsMissing ?? ''}`, () => {
  test('that lets everything through shows what it lets through', async () => {
    const squid = await startSquid({});
    const document = await inspect(squid.port);
    await squid.stop();
    expect(codes(document)).toEqual(['connect-open-ports', 'no-sign-in', 'server-detail']);
    expect(document.proxy).toMatchObject({ speaks: ['http'], signIn: null, errors: { unknownName: { status: 502 } } });
    expect(document.proxy?.names.via.join()).toContain('squid.lab.test');
    expect(document.proxy?.quality).toMatchObject({ attempts: 4, lost: 0 });
  });

  test('that restricts tunnels and hides its version is told as it is', async () => {
    const squid = await startSquid({
      configLines: ['acl tls port 443 563 8443', 'acl CONNECT method CONNECT', 'httpd_suppress_version_string on'],
      accessRules: ['http_access deny CONNECT !tls', 'http_access allow all'],
    });
    const document = await inspect(squid.port);
    await squid.stop();
    expect(codes(document)).toEqual(['no-sign-in']);
    expect(document.proxy?.ports.map(({ port, outcome }) => [port, outcome])).toEqual([
      [443, 'tried'],
      [8443, 'tried'],
      [563, 'tried'],
      [80, 'refused'],
      [22, 'refused'],
      [25, 'refused'],
    ]);
  });

  test('that wants Basic is asked with the password once, and the report holds none', async () => {
    const squid = await startSquid({ auth: [{ scheme: 'basic', users: [{ user: 'anna', password: 'Canary-9x' }] }] });
    const accepted = await inspect(squid.port, { user: 'anna', password: 'Canary-9x' });
    expect(accepted.proxy?.signIn).toMatchObject({
      outcome: 'accepted',
      schemes: [{ scheme: 'basic', strength: 'weak' }],
    });
    expect(codes(accepted)).toContain('proxy-basic-in-clear');
    expect(JSON.stringify(accepted)).not.toContain('Canary-9x');
    const before = squid.log().split('\n').length;
    const rejected = await inspect(squid.port, { user: 'anna', password: 'Canary-wrong' });
    expect(codes(rejected)).toContain('sign-in-rejected');
    expect(JSON.stringify(rejected)).not.toContain('Canary-wrong');
    const tries = squid
      .log()
      .split('\n')
      .slice(before)
      .filter((line) => / anna /.test(line));
    await squid.stop();
    expect(tries.length).toBeLessThanOrEqual(1);
  });
});

describe.skipIf(tinyproxyIsMissing !== null)(
  `tinyproxy as its administrator sees it ${tinyproxyIsMissing ?? ''}`,
  () => {
    test('with its usual ports refuses the others', async () => {
      const tiny = await startTinyproxy({ configLines: ['ConnectPort 443', 'ConnectPort 563'] });
      const document = await inspect(tiny.port);
      await tiny.stop();
      expect(codes(document)).toEqual(['no-sign-in', 'server-detail']);
      expect(document.proxy?.ports.filter(({ outcome }) => outcome === 'refused').map(({ port }) => port)).toEqual([
        8443, 80, 22, 25,
      ]);
      expect(document.proxy?.errors.refusedPort?.status).toBe(403);
    });
  },
);

describe('something that is no proxy', () => {
  test('is told as one that takes no connection', async () => {
    expect(codes(await inspect(await closedPort()))).toEqual(['proxy-unreachable']);
  });

  test('is told as a web server would be', async () => {
    expect(codes(await inspect(control.port))).toContain('not-a-proxy');
  });

  test('is told as a proxy of another kind', async () => {
    const socks = await listen(
      createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (bytes) => {
          if (bytes[0] === 5) socket.write(Buffer.from([5, 0]));
          else socket.end();
        });
      }),
    );
    const document = await inspect(socks.port);
    await socks.close();
    expect(document.findings.find(({ code }) => code === 'kind-differs')?.details.kind).toBe('socks5');
  });
});
