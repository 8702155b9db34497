import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ok } from '../../../src/base/result.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { NegotiateProvider } from '../../../src/auth/negotiate-provider.ts';
import type { Relay } from '../../../src/relay/start-relay.ts';
import { freePort, launch, makeFolder, programAt } from '../../lab/auth/launch.ts';
import { makeAuthority } from '../../lab/certificates.ts';
import { squidIsMissing, startSquid } from '../../lab/servers/squid.ts';
import { fetchBy, startRelayHere, startSite, tunnelBy, type GroundOptions } from './relay-ground.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function begin(options: GroundOptions): Promise<Relay> {
  const relay = await startRelayHere(options);
  stops.push(() => relay.stop());
  return relay;
}

async function begunSite() {
  const site = await startSite();
  stops.push(() => site.stop());
  return site;
}

async function statuses(relay: Relay, site: { readonly url: string; readonly authority: string }) {
  const plain = await fetchBy(relay, site.url);
  const tunnel = await tunnelBy(relay, site.authority);
  tunnel.socket.destroy();
  return { plain, tunnel, status: [plain.status, tunnel.status] };
}

describe.skipIf(squidIsMissing !== null)(`a proxy that is spoken to over TLS ${squidIsMissing ?? ''}`, () => {
  test(
    'is signed in to inside TLS, and nothing is sent to one that nobody vouches for',
    { timeout: 60_000 },
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'relay-tls-'));
      stops.push(() => {
        rmSync(folder, { recursive: true, force: true });
      });
      const authority = await makeAuthority(folder, 'Relay');
      const { certFile, keyFile } = await authority.issue(['localhost']);
      const users = [{ user: 'bob', password: 'secret' }];
      const proxy = await startSquid({ auth: [{ scheme: 'basic', users }], tls: { certFile, keyFile } });
      stops.push(() => proxy.stop());
      const site = await begunSite();
      const account = { user: 'bob', password: 'secret' };
      const legs = () => [{ kind: 'https', host: 'localhost', port: proxy.port } as const];
      const good = await begin({ legs, ...account, anchors: [authority.pem] });
      expect((await statuses(good, site)).status).toEqual([200, 200]);
      const wary = await begin({ legs, ...account });
      const { plain, status } = await statuses(wary, site);
      expect(status).toEqual([502, 502]);
      expect(plain.headers['x-throughway-cause']).toBe('proxy.tls-untrusted');
    },
  );
});

/** Real SOCKS4 is rare among today's servers (microsocks speaks 5 only); Dante speaks both. */
const DANTE = programAt('/usr/sbin/danted');

describe.skipIf(DANTE === null)(
  `SOCKS4 ${DANTE === null ? 'Dante is not installed (Debian package dante-server).' : ''}`,
  () => {
    test('opens requests and tunnels', { timeout: 30_000 }, async () => {
      const port = await freePort();
      const lines = [
        'logoutput: stderr',
        `internal: 127.0.0.1 port = ${String(port)}`,
        'external: 127.0.0.1',
        'clientmethod: none',
        'socksmethod: none',
        'user.unprivileged: nobody',
        'client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }',
        'socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }',
      ];
      const folder = makeFolder('relay-dante-');
      stops.push(() => {
        rmSync(folder, { recursive: true, force: true });
      });
      const file = path.join(folder, 'danted.conf');
      writeFileSync(file, lines.join('\n'));
      const server = await launch({
        command: ['/usr/sbin/danted', '-f', file, '-p', path.join(folder, 'pid')],
        folder,
        isReady: () => takesConnections(port),
      });
      stops.push(() => server.stop());
      const relay = await begin({ legs: () => [{ kind: 'socks4', host: '127.0.0.1', port }] });
      expect((await statuses(relay, await begunSite())).status).toEqual([200, 200]);
    });
  },
);

test('a SOCKS4 proxy that says no is told as what it is', async () => {
  const port = await listenTcp((socket) => {
    // "Request rejected or failed" (SOCKS4, reply code 91).
    socket.once('data', () => socket.end(Buffer.from([0, 91, 0, 0, 0, 0, 0, 0])));
  });
  const relay = await begin({ legs: () => [{ kind: 'socks4', host: '127.0.0.1', port }] });
  const { plain, tunnel } = await statuses(relay, await begunSite());
  for (const { headers } of [plain, tunnel]) expect(headers['x-throughway-cause']).toBe('site.unreachable-from-proxy');
});

describe('a proxy that refuses a ticket', () => {
  const TICKET: NegotiateProvider = {
    begin: () => Promise.resolve(ok({ step: () => Promise.resolve(ok(new Secret('YIIdGlja2V0'))) })),
  };
  /** Offers the schemes each time and lets nobody in. */
  const refusing = async (offers: readonly string[]) => {
    const seen: string[] = [];
    const port = await listenTcp((socket) => {
      socket.on('data', (bytes) => {
        seen.push(/^proxy-authorization: (.*)$/im.exec(bytes.toString('latin1'))?.[1]?.trim() ?? 'nothing');
        const lines = offers.map((offer) => `Proxy-Authenticate: ${offer}\r\n`).join('');
        socket.write(`HTTP/1.1 407 No\r\n${lines}Content-Length: 0\r\n\r\n`);
      });
    });
    return { port, seen };
  };

  test('gets it a few times at most, and the page names the sign-in', async () => {
    const { port, seen } = await refusing(['Negotiate']);
    const relay = await begin({ legs: () => [{ kind: 'http', host: '127.0.0.1', port }], negotiate: TICKET });
    const reply = await fetchBy(relay, 'http://site.invalid/');
    expect(reply.headers['x-throughway-cause']).toMatch(/^proxy\.(?:auth|credentials)-/);
    expect(seen.length).toBeLessThan(8);
  });

  test('is then signed in to with the password, if it takes that, once', async () => {
    const { port, seen } = await refusing(['Negotiate', 'Basic realm="R"']);
    const account = { user: 'bob', password: 'secret' };
    const relay = await begin({
      legs: () => [{ kind: 'http', host: '127.0.0.1', port }],
      negotiate: TICKET,
      ...account,
    });
    for (let round = 0; round < 3; round += 1) {
      const reply = await fetchBy(relay, 'http://site.invalid/');
      expect(reply.headers['x-throughway-cause']).toBe('proxy.credentials-rejected');
    }
    const password = `Basic ${Buffer.from('bob:secret').toString('base64')}`;
    expect(seen.filter((value) => value === password)).toHaveLength(1);
  });
});

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

async function listenTcp(serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
