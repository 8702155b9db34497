import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Leg } from '../../../src/settings/proxy-server.ts';
import { createAuthority } from './certificates.ts';
import { contextFor, listen, listenRaw, of, probe, type Listening } from './loopback.ts';

const open: Listening[] = [];
async function started(server: Promise<Listening>): Promise<number> {
  const listening = await server;
  open.push(listening);
  return listening.port;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const authority = createAuthority();
afterAll(() => {
  authority.remove();
});
const local = authority.issue('DNS:localhost,IP:127.0.0.1');

function target(url: string, leg: Leg = { kind: 'direct' }) {
  return { probe: 'way', purpose: 'target', url, leg } as const;
}

function tunnelOn(request: { readonly url?: string | undefined }, socket: Socket | Duplex): void {
  const [host = '', port = ''] = (request.url ?? '').split(':');
  const upstream = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    upstream.pipe(socket).pipe(upstream);
  });
  socket.on('error', () => upstream.destroy());
  upstream.on('error', () => socket.destroy());
}

describe('TLS', () => {
  test('with a trusted authority leads to the answer', async () => {
    const port = await started(listen(createHttpsServer(local, (_, response) => response.end('secret page'))));
    const facts = await probe(contextFor({ anchors: [authority.pem] }), target(`https://127.0.0.1:${port}/`));
    expect(of(facts, 'tls.handshake')[0]).toMatchObject({
      failure: null,
      trusted: true,
      nameMatches: true,
      publicIssuer: false,
      alpn: 'http/1.1',
    });
    expect(of(facts, 'tls.handshake')[0]?.chain.map(({ issuer }) => issuer)).toEqual([
      'CN=Loopback Test CA',
      'CN=Loopback Test CA',
    ]);
    expect(of(facts, 'http.exchange')[0]).toMatchObject({
      secure: true,
      reply: { status: 200, bodySample: 'secret page' },
    });
  });

  test('with an unknown authority is read, and nothing is sent', async () => {
    let requests = 0;
    const server = createHttpsServer(local, () => (requests += 1));
    const port = await started(listen(server));
    const facts = await probe(contextFor(), target(`https://127.0.0.1:${port}/`));
    expect(of(facts, 'tls.handshake')[0]).toMatchObject({ failure: null, trusted: false, nameMatches: true });
    expect(of(facts, 'tls.handshake')[0]?.rejection).toMatch(/^(UNABLE_TO_|SELF_SIGNED_)/);
    expect(of(facts, 'http.exchange')).toEqual([]);
    expect(requests).toBe(0);
  });

  test('with a certificate for another name says so', async () => {
    const port = await started(listen(createHttpsServer(authority.issue('DNS:other.test'), () => undefined)));
    const facts = await probe(contextFor({ anchors: [authority.pem] }), target(`https://127.0.0.1:${port}/`));
    expect(of(facts, 'tls.handshake')[0]).toMatchObject({
      trusted: false,
      nameMatches: false,
      rejection: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  test('that the server refuses with an alert keeps the alert', async () => {
    const port = await started(listenRaw((socket) => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]))));
    const facts = await probe(contextFor(), target(`https://127.0.0.1:${port}/`));
    expect(of(facts, 'tls.handshake')[0]).toMatchObject({ failure: { kind: 'tls-alert' }, alert: 'handshake_failure' });
  });

  test('that ends without a byte is closed early', async () => {
    const port = await started(listenRaw((socket) => socket.end()));
    const facts = await probe(contextFor(), target(`https://127.0.0.1:${port}/`));
    expect(of(facts, 'tls.handshake')[0]?.failure).toMatchObject({ kind: 'closed-early' });
  });

  test('goes through an HTTPS proxy, TLS within TLS', async () => {
    const site = await started(listen(createHttpsServer(local, (_, response) => response.end('inner'))));
    const server = createHttpsServer(local);
    server.on('connect', tunnelOn);
    const port = await started(listen(server));
    const context = contextFor({ anchors: [authority.pem] });
    const facts = await probe(
      context,
      target(`https://127.0.0.1:${site}/`, { kind: 'https', host: '127.0.0.1', port }),
    );
    expect(facts.map((fact) => fact.probe)).toEqual([
      'tcp.connect',
      'tls.handshake',
      'proxy.handshake',
      'tls.handshake',
      'http.exchange',
    ]);
    expect(of(facts, 'http.exchange')[0]?.reply?.bodySample).toBe('inner');
  });

  test.each([
    ['short-hello', 300],
    ['padded-hello', 1_700],
  ] as const)('answers a %s that a real server understands', async (variation, bytes) => {
    const port = await started(listen(createTlsServer(local)));
    const request = {
      probe: 'way',
      purpose: 'variation',
      url: `https://localhost:${port}/`,
      leg: { kind: 'direct' },
      variation,
    } as const;
    const facts = await probe(contextFor(), request);
    expect(of(facts, 'tls.handshake')[0]).toMatchObject({ failure: null, helloBytes: bytes });
  });
});

/** A SOCKS5 proxy; `password` makes it want method 2. */
function socks5(
  rules: { readonly password?: string; readonly reply?: number; readonly addressesOnly?: boolean } = {},
): {
  server: Promise<Listening>;
  seen: string[];
} {
  const seen: string[] = [];
  const server = listen(
    createServer((socket) => {
      let stage = 'greeting';
      socket.on('error', () => undefined);
      socket.on('data', (bytes: Buffer) => {
        if (stage === 'greeting') {
          stage = rules.password === undefined ? 'request' : 'password';
          socket.write(Buffer.from([5, rules.password === undefined ? 0 : 2]));
        } else if (stage === 'password') {
          const user = bytes.subarray(2, 2 + (bytes[1] ?? 0)).toString();
          const password = bytes.subarray(3 + (bytes[1] ?? 0)).toString();
          seen.push(`${user} ${password === rules.password ? 'right' : 'wrong'}`);
          stage = 'request';
          socket.write(Buffer.from([1, password === rules.password ? 0 : 1]));
        } else if (stage === 'request') {
          const size = bytes[4] ?? 0;
          const host = bytes[3] === 3 ? bytes.subarray(5, 5 + size).toString() : `type ${String(bytes[3])}`;
          seen.push(`connect ${host}`);
          stage = 'tunnel';
          const reply = rules.addressesOnly === true && bytes[3] === 3 ? 8 : (rules.reply ?? 0);
          socket.write(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]));
        } else {
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        }
      });
    }),
  );
  return { server, seen };
}

describe('SOCKS', () => {
  test('5 gives names to the proxy unresolved', async () => {
    const { server, seen } = socks5();
    const port = await started(server);
    const facts = await probe(
      contextFor(),
      target('http://name.invalid/', { kind: 'socks5', host: '127.0.0.1', port }),
    );
    expect(seen).toEqual(['connect name.invalid']);
    expect(of(facts, 'proxy.handshake')[0]).toMatchObject({
      failure: null,
      reply: null,
      socks: { method: 0, reply: 0 },
    });
    expect(of(facts, 'http.exchange')[0]).toMatchObject({ inTunnel: true, reply: { status: 200 } });
  });

  test('5 that takes no names is asked again with the address, and told of once', async () => {
    const { server, seen } = socks5({ addressesOnly: true });
    const port = await started(server);
    const facts = await probe(contextFor(), target('http://localhost/', { kind: 'socks5', host: '127.0.0.1', port }));
    expect(seen).toEqual(['connect localhost', 'connect type 1']);
    expect(of(facts, 'proxy.handshake').map((fact) => fact.socks)).toEqual([{ method: 0, reply: 0 }]);
    expect(of(facts, 'http.exchange')[0]).toMatchObject({ inTunnel: true, reply: { status: 200 } });
  });

  test('5 that wants a password and gets none ends with its method', async () => {
    const { server } = socks5({ password: 'x' });
    const port = await started(server);
    const facts = await probe(
      contextFor(),
      target('http://name.invalid/', { kind: 'socks5', host: '127.0.0.1', port }),
    );
    expect(of(facts, 'proxy.handshake')[0]).toMatchObject({
      failure: null,
      socks: { method: 2 },
      signIn: { sent: null },
    });
    expect(of(facts, 'credentials.look-up')[0]?.from).toBe('none');
  });

  test('5 proves a password on a control site and makes a wrong try once', async () => {
    const { server, seen } = socks5({ password: 'right' });
    const port = await started(server);
    const context = contextFor({
      credentials: { user: 'anna', password: 'c4nary-pw' },
      controlSites: [{ url: 'http://control.test/', expect: { kind: 'any-2xx' } }],
    });
    const facts = await probe(context, target('http://name.invalid/', { kind: 'socks5', host: '127.0.0.1', port }));
    expect(seen).toEqual(['anna wrong']);
    const told = of(facts, 'proxy.handshake').map(({ way, socks, signIn }) => [
      way.purpose,
      socks?.auth,
      signIn.withheld,
    ]);
    expect(told).toEqual([
      ['control', 1, false],
      ['target', undefined, true],
    ]);
    expect(JSON.stringify(facts)).not.toContain('c4nary-pw');
  });

  test('5 tells the code of a refusal', async () => {
    const { server } = socks5({ reply: 4 });
    const port = await started(server);
    const facts = await probe(
      contextFor(),
      target('http://name.invalid/', { kind: 'socks5', host: '127.0.0.1', port }),
    );
    expect(of(facts, 'proxy.handshake')[0]).toMatchObject({ failure: null, socks: { reply: 4 } });
  });

  test('4a gives names to the proxy unresolved', async () => {
    const seen: string[] = [];
    const server = listenRaw((socket, first) => {
      seen.push(first.toString('latin1'));
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
      socket.write(Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]));
    });
    const port = await started(server);
    const facts = await probe(
      contextFor(),
      target('http://name.invalid/', { kind: 'socks4', host: '127.0.0.1', port }),
    );
    expect(seen).toEqual(['\x04\x01\x00\x50\x00\x00\x00\x01\x00name.invalid\x00']);
    expect(of(facts, 'http.exchange')[0]?.reply?.status).toBe(200);
  });
});

describe('what a port speaks', () => {
  const kindOf = async (port: number) => {
    const facts = await probe(
      contextFor({ controlSites: [{ url: 'http://control.test/generate_204', expect: { kind: 'status-204-empty' } }] }),
      { probe: 'proxy.kind', host: '127.0.0.1', port },
    );
    return of(facts, 'proxy.kind')[0];
  };

  test('is HTTP for a proxy that wants a sign-in', async () => {
    const server = createHttpServer((_, response) =>
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="x"' }).end(),
    );
    server.on('connect', (_, socket) => socket.end('HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n'));
    expect((await kindOf(await started(listen(server))))?.speaks).toEqual(['http']);
  });

  test('is nothing for a web server, though it answers 200 to anything', async () => {
    const server = createHttpServer((_, response) => response.end('welcome'));
    server.on('connect', (_, socket) => socket.end('HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n'));
    expect((await kindOf(await started(listen(server))))?.speaks).toEqual([]);
  });

  test('is HTTPS for a proxy behind TLS', async () => {
    const server = createHttpsServer(local);
    server.on('connect', (_, socket) => socket.end('HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n'));
    expect((await kindOf(await started(listen(server))))?.speaks).toEqual(['https']);
  });

  test('is SOCKS5 for a SOCKS5 proxy', async () => {
    expect((await kindOf(await started(socks5().server)))?.speaks).toEqual(['socks5']);
  });

  test('keeps the banner of a service that speaks first', async () => {
    const server = listen(createServer((socket) => socket.write('SSH-2.0-test\r\n')));
    const kind = await kindOf(await started(server));
    expect(Buffer.from(kind?.banner?.firstBytes ?? '', 'hex').toString()).toBe('SSH-2.0-test\r\n');
    expect(kind?.speaks).toEqual([]);
  });
});

test('the quality of a path is seen from some thirty connects', async () => {
  const port = await started(listen(createServer()));
  const facts = await probe(contextFor(), { probe: 'quality.connects', host: '127.0.0.1', port });
  expect(of(facts, 'quality.connects')[0]).toMatchObject({ attempts: 32, succeeded: 32 });
});
