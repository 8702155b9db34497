/** Proxies as networks really have them: behind balancers, in TLS, on IPv6. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { composeHost } from '../../../main/host/compose.ts';
import type { InspectionDocument } from '../../../src/report/inspection-document.ts';
import { inspectionSchema } from '../../../src/report/inspection-schema.ts';
import type { ProxyKind } from '../../../src/settings/proxy-server.ts';
import {
  haproxyIsMissing,
  startClosingHaproxy,
  startSilentlyClosingBalancer,
} from '../../lab/auth/closing-balancer.ts';
import { freePort, launch, programAt } from '../../lab/auth/launch.ts';
import { makeNtlmHelper, ntlmAuthIsMissing, type NtlmHelper } from '../../lab/servers/samba.ts';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';
import { CLI, NOT_BUILT } from '../cli/run-cli.ts';
import type { Listening } from '../probe/loopback.ts';
import { type Chain, createChain, plainSite } from './sites.ts';

const LIMIT = { timeout: 60_000 };
const STUNNEL = programAt('/usr/bin/stunnel4', '/usr/bin/stunnel');
const HAS_IPV6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
const NO_IPV6 = squidIsMissing ?? (HAS_IPV6 ? null : 'loopback has no IPv6 here');
const HAS_MOUNTS = spawnSync('unshare', ['--mount', 'true'], { timeout: 5_000 }).status === 0;
const NO_BOTH = NO_IPV6 ?? NOT_BUILT ?? (HAS_MOUNTS ? null : 'no namespace of mounts can be had here');

let control: Listening;
const opened: (() => unknown)[] = [];
beforeAll(async () => {
  control = await plainSite((request, response) => {
    response.writeHead(request.url === '/generate_204' ? 204 : 404).end();
  });
});
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});
afterAll(() => control.close());

async function inspect(
  at: { readonly host?: string; readonly port: number; readonly kind?: ProxyKind },
  extraAnchors?: string,
): Promise<InspectionDocument> {
  const host = composeHost({
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent' },
    ...(extraAnchors === undefined ? {} : { extraAnchors }),
  });
  const document = await host.assistant.inspectProxy(
    {
      proxy: { kind: at.kind ?? 'http', host: at.host ?? '127.0.0.1', port: at.port },
      requests: 2,
      lang: 'en',
      controlUrls: [`http://127.0.0.1:${String(control.port)}/generate_204`],
    },
    { signal: AbortSignal.timeout(28_000) },
  );
  await host.assistant.close();
  expect(inspectionSchema.safeParse(JSON.parse(JSON.stringify(document))).error).toBeUndefined();
  return document;
}

const codes = ({ findings }: InspectionDocument): readonly string[] => findings.map(({ code }) => code);

const ntlmSkip = squidIsMissing ?? ntlmAuthIsMissing;
describe.skipIf(ntlmSkip !== null)(`NTLM ${ntlmSkip ?? ''}`, () => {
  let helper: NtlmHelper;
  let squid: SquidServer;
  beforeAll(async () => {
    helper = makeNtlmHelper({ user: 'bob', domain: 'CORP', password: 'secret' });
    squid = await startSquid({ auth: [{ scheme: 'ntlm', helper: helper.helper }] });
  }, 60_000);
  afterAll(async () => {
    await squid.stop();
    helper.stop();
  });

  test('is well where squid itself answers', LIMIT, async () => {
    const document = await inspect(squid);
    expect(document.proxy?.keepAlive).toEqual({ scheme: 'ntlm', kept: true });
    expect(codes(document)).not.toContain('connection-not-kept');
  });

  test('cannot work behind a balancer that closes after each answer', LIMIT, async () => {
    const balancer = await startSilentlyClosingBalancer(squid);
    opened.push(() => balancer.stop());
    const document = await inspect(balancer);
    expect(document.proxy?.keepAlive).toEqual({ scheme: 'ntlm', kept: false });
    expect(codes(document)).toContain('connection-not-kept');
  });

  test.skipIf(haproxyIsMissing !== null)(
    `cannot work behind a haproxy without keep-alive ${haproxyIsMissing ?? ''}`,
    LIMIT,
    async () => {
      const balancer = await startClosingHaproxy(squid);
      opened.push(() => balancer.stop());
      expect(codes(await inspect(balancer))).toContain('connection-not-kept');
    },
  );
});

describe.skipIf(squidIsMissing !== null)(`TLS to the proxy ${squidIsMissing ?? ''}`, () => {
  let chain: Chain;
  let folder: string;
  beforeAll(() => {
    chain = createChain();
    folder = mkdtempSync(path.join(tmpdir(), 'inspect-tls-'));
  });
  afterAll(() => {
    chain.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A squid in TLS with this certificate. */
  const inTls = async (leaf: Parameters<Chain['leaf']>[0]): Promise<InspectionDocument> => {
    const { key, withIntermediate } = chain.leaf(leaf);
    const [certFile, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
    writeFileSync(certFile, withIntermediate);
    writeFileSync(keyFile, key);
    const squid = await startSquid({ tls: { certFile, keyFile } });
    opened.push(() => squid.stop());
    return await inspect({ port: squid.port, kind: 'https' }, chain.rootPem);
  };

  test.each<[string, Parameters<Chain['leaf']>[0], string]>([
    ['expired', { days: -3 }, 'certificate-expired'],
    ['for another name', { names: 'DNS:other.example' }, 'certificate-name'],
    // Squid with GnuTLS sends the first certificate of its file and no other.
    ['sent without its intermediate', {}, 'chain-incomplete'],
  ])('is broken where the certificate is %s', LIMIT, async (_, leaf, expected) => {
    expect(codes(await inTls(leaf))).toContain(expected);
  });

  test.skipIf(STUNNEL === null)(
    `by stunnel in front of a squid without TLS is seen as such ${STUNNEL === null ? 'stunnel4 is not installed.' : ''}`,
    LIMIT,
    async () => {
      const { key, withIntermediate } = chain.leaf();
      writeFileSync(path.join(folder, 'stunnel.pem'), withIntermediate + key);
      const squid = await startSquid();
      opened.push(() => squid.stop());
      const port = await freePort();
      const config = path.join(folder, 'stunnel.conf');
      const lines = ['foreground = yes', 'pid =', '[proxy]', `accept = 127.0.0.1:${String(port)}`];
      writeFileSync(
        config,
        [...lines, `connect = 127.0.0.1:${String(squid.port)}`, `cert = ${path.join(folder, 'stunnel.pem')}`, ''].join(
          '\n',
        ),
      );
      const stunnel = await launch({
        command: [STUNNEL ?? '', config],
        folder: mkdtempSync(path.join(folder, 'stunnel-')),
        isReady: async () => {
          await Promise.resolve();
          return spawnSync('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${String(port)}`]).status === 0;
        },
      });
      opened.push(() => stunnel.stop());
      const secure = await inspect({ port, kind: 'https' }, chain.rootPem);
      expect(secure.proxy).toMatchObject({ speaks: ['https'], tls: { trusted: true } });
      // Set up as a plain one, it is told what it is.
      const plain = await inspect({ port });
      expect(plain.findings.find(({ code }) => code === 'kind-differs')?.details.kind).toBe('https');
    },
  );
});

test('a proxy whose name nobody knows is told as that', LIMIT, async () => {
  expect(codes(await inspect({ host: 'no-such-proxy.invalid', port: 8080 }))).toEqual(['proxy-name-unknown']);
});

describe('a proxy on IPv6', () => {
  test.skipIf(NO_IPV6 !== null)(`is looked at like any other ${NO_IPV6 ?? ''}`, LIMIT, async () => {
    const squid = await startSquid({ host: '::1' });
    opened.push(() => squid.stop());
    const document = await inspect({ host: '::1', port: squid.port });
    expect(document.proxy?.addresses).toMatchObject([{ family: 'ipv6', failure: null }]);
    expect(codes(document)).toEqual(['connect-open-ports', 'no-sign-in', 'server-detail']);
  });

  test.skipIf(NO_BOTH !== null)(
    `that listens on one kind of address only is told, with the other ${NO_BOTH ?? ''}`,
    LIMIT,
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'inspect-names-'));
      opened.push(() => {
        rmSync(folder, { recursive: true, force: true });
      });
      const hosts = path.join(folder, 'hosts');
      writeFileSync(hosts, '127.0.0.1 both.test\n::1 both.test\n');
      // The command line, where this one file of names is the test's own.
      const codesOf = async (port: number): Promise<string> => {
        const script = `mount --bind '${hosts}' /etc/hosts && exec "$@"`;
        const inspected = ['inspect', '--proxy', `both.test:${String(port)}`, '--requests', '1', '--json'];
        const site = ['--control-url', `http://127.0.0.1:${String(control.port)}/generate_204`];
        const argv = ['--mount', 'bash', '-c', script, 'bash', process.execPath, CLI, ...inspected, ...site];
        const env = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C' };
        const child = spawn('unshare', argv, { env });
        const said: Buffer[] = [];
        child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
        await once(child, 'close');
        return Buffer.concat(said).toString('utf8');
      };
      const four = await startSquid();
      opened.push(() => four.stop());
      expect(await codesOf(four.port)).toContain('"ipv6-broken"');
      const six = await startSquid({ host: '::1' });
      opened.push(() => six.stop());
      expect(await codesOf(six.port)).toContain('"ipv4-broken"');
    },
  );
});
