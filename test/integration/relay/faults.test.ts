import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttp2 } from 'node:http2';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openPromise } from '../../../src/base/open-promise.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { Relay } from '../../../src/relay/start-relay.ts';
import type { Leg } from '../../../src/settings/proxy-server.ts';
import { freePort, launch, makeFolder, programAt } from '../../lab/auth/launch.ts';
import { startFakeProxy } from './fake-proxy.ts';
import { fetchBy, sendRaw, startRelayHere, startSite, tunnelBy, type GroundOptions } from './relay-ground.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function begin(options: GroundOptions): Promise<Relay> {
  const relay = await startRelayHere(options);
  stops.push(() => relay.stop());
  return relay;
}

const DIRECT: readonly Leg[] = [{ kind: 'direct' }];
const http = (port: number): Leg => ({ kind: 'http', host: '127.0.0.1', port });

async function listenTcp(serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
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

describe('upstreams that fail', () => {
  test('one that dies in a transfer leaves a cut, never half a page that looks whole', async () => {
    const proxy = await startFakeProxy({ password: null });
    const big = await startSite((_incoming, response) => {
      response.writeHead(200, { 'content-length': '5000000' });
      response.write(Buffer.alloc(1_000_000));
    });
    stops.push(() => big.stop());
    const relay = await begin({ legs: () => [http(proxy.port)] });
    const fetching = fetchBy(relay, big.url);
    const outcome = fetching.then(
      () => 'whole',
      () => 'cut',
    );
    await expect.poll(() => big.seen.length, { timeout: 10_000 }).toBe(1);
    await sleep(100);
    await proxy.stop();
    expect(await outcome).toBe('cut');
  });

  test('one that is back is used again, and transfers are whole', async () => {
    const body = randomBytes(2_000_000);
    const site = await startSite((_incoming, response) => void response.end(body));
    stops.push(() => site.stop());
    const port = await freePort();
    const relay = await begin({ legs: () => [http(port)] });
    expect((await fetchBy(relay, site.url)).headers['x-throughway-cause']).toBe('proxy.down');
    const proxy = await startFakeProxy({ password: null, port });
    stops.push(() => proxy.stop());
    const replies = await Promise.all(Array.from({ length: 10 }, () => fetchBy(relay, site.url)));
    const wanted = createHash('sha256').update(body).digest('hex');
    for (const reply of replies) expect(createHash('sha256').update(reply.body).digest('hex')).toBe(wanted);
  });

  test('a leg that can’t be opened gives way to the next, and comes last afterwards', async () => {
    const [dead, proxy, site] = [await freePort(), await startFakeProxy({ password: null }), await startSite()];
    stops.push(
      () => proxy.stop(),
      () => site.stop(),
    );
    const relay = await begin({ legs: () => [http(dead), http(proxy.port)] });
    expect((await fetchBy(relay, site.url)).status).toBe(200);
    const { status, socket } = await tunnelBy(relay, site.authority);
    socket.destroy();
    expect(status).toBe(200);
  });

  test.each([
    ['garbage', 'SSH-2.0-OpenSSH_9\r\n\r\n', 'proxy.malformed-reply'],
    ['nothing', '', 'proxy.drops-connection'],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-', 'proxy.drops-connection'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 'proxy.malformed-reply'],
    ['a protocol change that nobody asked for', 'HTTP/1.1 101 Switching\r\n\r\n', 'proxy.malformed-reply'],
  ])('a proxy that says %s is named as what it is', async (_name, answer, cause) => {
    const port = await listenTcp((socket) => socket.once('data', () => socket.end(answer)));
    const relay = await begin({ legs: () => [http(port)] });
    expect((await fetchBy(relay, 'http://site.example/')).headers['x-throughway-cause']).toBe(cause);
  });

  test('a kept connection that is closed at the moment of asking is replaced', async () => {
    let connections = 0;
    const port = await listenTcp((socket) => {
      connections += 1;
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        // The second request on a connection finds it closed.
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        else socket.destroy();
      });
    });
    const relay = await begin({ legs: () => [http(port)] });
    for (let round = 0; round < 3; round += 1) expect((await fetchBy(relay, 'http://site.example/')).status).toBe(200);
    expect(connections).toBe(3);
  });
});

describe('tunnels', () => {
  test('an end of one side is passed on, and the other side may go on', async () => {
    const port = await listenTcp((socket) => {
      let got = '';
      socket.on('data', (chunk) => (got += String(chunk)));
      socket.on('end', () => socket.end(`got ${got}`));
    });
    const relay = await begin({ legs: () => DIRECT });
    const { socket } = await tunnelBy(relay, `127.0.0.1:${String(port)}`);
    socket.end('all of it');
    let reply = '';
    for await (const chunk of socket) reply += String(chunk);
    expect(reply).toBe('got all of it');
  });

  test('a reader that takes nothing holds the sender back', async () => {
    let sent = 0;
    const piece = Buffer.alloc(64 * 1024);
    const port = await listenTcp((socket) => {
      const pour = (): void => {
        while (sent < 200_000_000 && socket.write(piece)) sent += piece.length;
      };
      socket.on('drain', pour);
      pour();
    });
    const relay = await begin({ legs: () => DIRECT });
    const { socket } = await tunnelBy(relay, `127.0.0.1:${String(port)}`);
    socket.pause();
    await sleep(1_000);
    const before = sent;
    await sleep(500);
    expect(sent).toBe(before);
    expect(sent).toBeLessThan(50_000_000);
    socket.destroy();
  });

  test('carry every byte, also to a reader that stops now and then', async () => {
    const pieces = Array.from({ length: 64 }, () => randomBytes(16 * 1024 + 77));
    const wanted = createHash('sha256');
    const port = await listenTcp((socket) => {
      let sent = 0;
      const pour = (): void => {
        while (sent < 1_500) {
          const piece = pieces[(sent * 7) % pieces.length] ?? Buffer.alloc(0);
          sent += 1;
          wanted.update(piece);
          if (!socket.write(piece)) return;
        }
        socket.end();
      };
      socket.on('drain', pour);
      pour();
    });
    const relay = await begin({ legs: () => DIRECT });
    const { socket } = await tunnelBy(relay, `127.0.0.1:${String(port)}`);
    const got = createHash('sha256');
    let pauses = 0;
    for await (const chunk of socket) {
      if (Buffer.isBuffer(chunk)) got.update(chunk);
      pauses += 1;
      if (pauses % 40 === 0) await sleep(3);
    }
    expect(got.digest('hex')).toBe(wanted.digest('hex'));
  });

  test('carry WebSockets, and HTTP/2', async () => {
    const echo = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(echo, 'listening');
    stops.push(() => closeEcho(echo));
    echoEverything(echo);
    const address = echo.address();
    const authority = `127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`;
    const relay = await begin({ legs: () => DIRECT });
    const { socket } = await tunnelBy(relay, authority);
    const client = new WebSocket(`ws://${authority}/`, { createConnection: () => socket });
    const said = await new Promise((resolve) => {
      client.on('open', () => {
        client.send('hello');
      });
      client.on('message', (data) => {
        resolve(Buffer.isBuffer(data) ? data.toString() : '');
      });
    });
    client.close();
    expect(said).toBe('hello');

    const site = createHttp2((_incoming, response) => void response.end('two'));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const place = site.address();
    const port = typeof place === 'object' && place !== null ? place.port : 0;
    const status = await runCurl([
      '-p',
      '--http2-prior-knowledge',
      '-x',
      `http://127.0.0.1:${String(relay.place.port)}`,
      `http://127.0.0.1:${String(port)}/`,
    ]);
    site.close();
    expect(status).toBe('200');
  });

  test('a WebSocket also opens by an upgrade of a plain request', async () => {
    const echo = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(echo, 'listening');
    stops.push(() => closeEcho(echo));
    echoEverything(echo);
    const address = echo.address();
    const authority = `127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`;
    const relay = await begin({ legs: () => DIRECT });
    const reply = await new Promise<string>((resolve) => {
      const socket = connect(relay.place.port, '127.0.0.1');
      socket.once('data', (chunk) => {
        resolve(String(chunk));
        socket.destroy();
      });
      socket.write(
        `GET http://${authority}/ HTTP/1.1\r\nHost: ${authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
    });
    expect(reply).toMatch(/^HTTP\/1\.1 101 /);
    expect(reply).toMatch(/Upgrade: websocket/i);
  });
});

describe('clients', () => {
  test('pipelined requests are answered in order, and an interim reply is passed on', async () => {
    const site = await startSite((incoming, response) => {
      incoming.resume();
      incoming.on('end', () => void setTimeout(() => response.end(incoming.url), incoming.url === '/p1' ? 50 : 0));
    });
    stops.push(() => site.stop());
    const relay = await begin({ legs: () => DIRECT });
    const get = (path: string, more = ''): string =>
      `GET http://${site.authority}${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    const text = await sendRaw(relay, get('/p1') + get('/p2') + get('/p3', 'Connection: close\r\n'));
    expect(text.match(/\/p[123]/g)).toEqual(['/p1', '/p2', '/p3']);
    const reply = await fetchBy(relay, site.url, { method: 'POST', headers: { expect: '100-continue' }, body: 'x' });
    expect(reply.status).toBe(200);
  });

  test.each([
    ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
    ['GET http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', '400'],
    ['POST http://127.0.0.1:1/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', '501'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '505'],
    ['TRACE http://a/ HTTP/1.1\r\nHost: a\r\n\r\n', '405'],
    [`GET http://a/ HTTP/1.1\r\nHost: a\r\nCookie: ${'c'.repeat(70_000)}\r\n\r\n`, '431'],
    ['\u0016\u0003\u0001\u0002\u0000\u0001\n\n', '400'],
  ])('%j is answered with %s, and the connection is closed', async (bytes, status) => {
    const relay = await begin({ legs: () => DIRECT });
    const text = await sendRaw(relay, Buffer.from(bytes, 'latin1'));
    expect(text.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  });

  test('ten thousand random streams leave it working, with nothing open', { timeout: 120_000 }, async () => {
    const site = await startSite();
    stops.push(() => site.stop());
    const relay = await begin({
      legs: () => [http(1)],
      admission: { owners: { ownerOf: () => Promise.resolve(process.getuid?.() ?? -1) } },
    });
    const seeds = [
      '',
      '\u0005',
      '\u0005\u0001\u0000\u0005\u0001\u0000\u0003',
      'GET http://',
      'CONNECT a:1 HTTP/1.1\r\n',
      'POST http://127.0.0.1:1/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
    ];
    for (let batch = 0; batch < 100; batch += 1) {
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => {
          const seed = Buffer.from(seeds[index % seeds.length] ?? '', 'latin1');
          const bytes = Buffer.concat([
            seed,
            randomBytes(1 + (index % 50)),
            Buffer.from(index % 3 === 0 ? '\r\n\r\n' : ''),
          ]);
          return sendRaw(relay, bytes, { endAfter: true });
        }),
      );
    }
    await expect.poll(() => relay.counts().clients, { timeout: 5_000 }).toBe(0);
    const good = await begin({ legs: () => DIRECT });
    expect((await fetchBy(good, site.url)).status).toBe(200);
  });

  test('more than the limit are not let in', async () => {
    const relay = await begin({ legs: () => DIRECT, mostClients: 2 });
    const sockets = [1, 2].map(() => connect(relay.place.port, '127.0.0.1'));
    await sleep(100);
    expect(await sendRaw(relay, 'GET / HTTP/1.1\r\n\r\n')).toBe('');
    for (const socket of sockets) socket.destroy();
  });

  test('an end of the relay lets a transfer finish, and closes what waits', async () => {
    const { promise: isAsked, resolve: onAsked } = openPromise();
    const site = await startSite((_incoming, response) => {
      onAsked();
      setTimeout(() => response.end('late'), 300);
    });
    stops.push(() => site.stop());
    const relay = await startRelayHere({ legs: () => DIRECT });
    const waiting = connect(relay.place.port, '127.0.0.1');
    const closed = new Promise((resolve) => waiting.on('close', resolve));
    const fetching = fetchBy(relay, site.url);
    await isAsked;
    await relay.stop();
    expect((await fetching).body.toString()).toBe('late');
    await closed;
  });
});

describe('who may use it', () => {
  const isRoot = process.getuid?.() === 0;
  test.skipIf(!isRoot)('another account of this computer is refused (this needs root to change accounts)', async () => {
    const site = await startSite();
    stops.push(() => site.stop());
    const relay = await begin({ legs: () => DIRECT });
    const args = ['-x', `http://127.0.0.1:${String(relay.place.port)}`, site.url];
    expect([await runCurl(args, 0), await runCurl(args, 65_534)]).toEqual(['200', '403']);
    expect(site.seen).toHaveLength(1);
  });

  test('with a secret, who shows it over HTTP or SOCKS5', async () => {
    const site = await startSite();
    stops.push(() => site.stop());
    const secret = { user: 'relay', password: new Secret('k3y') };
    const relay = await begin({ legs: () => DIRECT, admission: { secret } });
    const refused = await fetchBy(relay, site.url);
    expect([refused.status, refused.headers['proxy-authenticate']]).toEqual([
      407,
      'Basic realm="Throughway relay", charset="UTF-8"',
    ]);
    const headers = { 'proxy-authorization': `Basic ${Buffer.from('relay:k3y').toString('base64')}` };
    expect((await fetchBy(relay, site.url, { headers })).status).toBe(200);
    expect(site.seen.join()).not.toContain('proxy-authorization');
    const bySocks = (user: string): Promise<string> =>
      runCurl(['-x', `socks5h://${user}127.0.0.1:${String(relay.place.port)}`, site.url]);
    expect([await bySocks('relay:k3y@'), await bySocks('relay:no@'), await bySocks('')]).toEqual(['200', '000', '000']);
  });
});

function echoEverything(server: WebSocketServer): void {
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      socket.send(data);
    });
  });
}

function closeEcho(server: WebSocketServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

/** The status that curl sees; 000 where it sees none. */
function runCurl(args: readonly string[], uid?: number): Promise<string> {
  const all = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--noproxy', '', ...args];
  return new Promise((resolve) => {
    execFile('curl', all, uid === undefined ? {} : { uid }, (_error, stdout) => {
      resolve(stdout);
    });
  });
}

const MICROSOCKS = programAt('/usr/bin/microsocks');

describe.skipIf(MICROSOCKS === null)(
  `a SOCKS5 proxy behind it ${MICROSOCKS === null ? 'microsocks is not installed (Debian package microsocks).' : ''}`,
  () => {
    test('gets the sign-in it asks for, and a wrong one only once', async () => {
      const site = await startSite();
      stops.push(() => site.stop());
      const port = await freePort();
      const folder = makeFolder('lab-microsocks-');
      const launched = await launch({
        command: [MICROSOCKS ?? '', '-i', '127.0.0.1', '-p', String(port), '-u', 'bob', '-P', 'secret'],
        folder,
        isReady: () =>
          new Promise((resolve) => {
            const socket = connect(port, '127.0.0.1');
            socket.on('connect', () => {
              socket.destroy();
              resolve(true);
            });
            socket.on('error', () => {
              resolve(false);
            });
          }),
      });
      stops.push(() => launched.stop());
      const legs = (): readonly Leg[] => [{ kind: 'socks5', host: '127.0.0.1', port }];
      const relay = await begin({ legs, user: 'bob', password: 'secret' });
      expect((await fetchBy(relay, site.url)).body.toString()).toBe('hello\n');
      const { status, socket } = await tunnelBy(relay, site.authority);
      socket.destroy();
      expect(status).toBe(200);
      const wrong = await begin({ legs, user: 'bob', password: 'wrong' });
      for (let round = 0; round < 3; round += 1)
        expect((await fetchBy(wrong, site.url)).headers['x-throughway-cause']).toBe('proxy.credentials-rejected');
    });
  },
);
