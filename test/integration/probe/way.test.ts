import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Leg } from '../../../src/settings/proxy-server.ts';
import { closedPort, contextFor, httpLeg, listen, listenRaw, of, probe, type Listening } from './loopback.ts';

const open: Listening[] = [];
async function started(server: Promise<Listening>): Promise<number> {
  const listening = await server;
  open.push(listening);
  return listening.port;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

function target(url: string, leg: Leg = { kind: 'direct' }) {
  return { probe: 'way', purpose: 'target', url, leg } as const;
}

function site(): Server {
  return createServer((request, response) => {
    if (request.url === '/jump') response.writeHead(302, { location: '/' }).end();
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else if (request.url === '/cookie' && request.headers.cookie === undefined)
      response.writeHead(302, { location: '/cookie', 'set-cookie': 'canary=s3cretcookie; Path=/' }).end();
    else response.end(`hello ${request.url ?? ''}`);
  });
}

interface Proxy {
  readonly server: Server;
  readonly seen: string[];
}

/** A proxy that signs users in by Basic where `accept` is given; `deny` names paths and authorities that it refuses even so. */
function proxy(rules: { readonly accept?: string; readonly deny?: RegExp; readonly status?: number } = {}): Proxy {
  const seen: string[] = [];
  const wanted = rules.accept === undefined ? undefined : `Basic ${Buffer.from(rules.accept).toString('base64')}`;
  const server = createServer();
  const isIn = (uri: string, header: string | undefined): boolean => {
    seen.push(`${uri} ${header === undefined ? '-' : header === wanted ? 'right' : 'wrong'}`);
    return (wanted === undefined || header === wanted) && rules.deny?.test(uri) !== true;
  };
  const challenge = { 'proxy-authenticate': 'Basic realm="office"', 'content-length': '2' };
  server.on('request', (request, response) => {
    if (!isIn(request.url ?? '', request.headers['proxy-authorization'])) {
      response.writeHead(rules.status ?? 407, challenge).end('no');
      return;
    }
    response.writeHead(200, { via: '1.1 test' }).end('from the proxy');
  });
  server.on('connect', (request, socket) => {
    socket.on('error', () => undefined);
    if (!isIn(request.url ?? '', request.headers['proxy-authorization'])) {
      socket.end('HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="office"\r\nContent-Length: 2\r\n\r\nno');
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 299 Fine\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
  return { server, seen };
}

describe('a direct way', () => {
  test('leaves one fact for each layer, and the answer', async () => {
    const port = await started(listen(site()));
    const facts = await probe(contextFor(), target(`http://127.0.0.1:${port}/x?token=abc`));
    expect(facts.map((fact) => fact.probe)).toEqual(['tcp.connect', 'http.exchange']);
    const [exchange] = of(facts, 'http.exchange');
    expect(exchange?.reply).toMatchObject({ status: 200, bodySample: 'hello /x?token=‹secret›', bodyComplete: true });
    expect(exchange?.way.url).toBe(`http://127.0.0.1:${port}/x?token=‹secret›`);
    expect(exchange?.form).toBe('origin');
  });

  test('ends at a closed port', async () => {
    const facts = await probe(contextFor(), target(`http://127.0.0.1:${await closedPort()}/`));
    expect(of(facts, 'tcp.connect').map(({ failure }) => failure?.kind)).toEqual(['connection-refused']);
    expect(of(facts, 'http.exchange')).toEqual([]);
  });

  test('follows redirects, each as a way of its own', async () => {
    const port = await started(listen(site()));
    const facts = await probe(contextFor(), target(`http://127.0.0.1:${port}/jump`));
    expect(of(facts, 'http.exchange').map(({ way, reply }) => [way.redirects, reply?.status])).toEqual([
      [0, 302],
      [1, 200],
    ]);
  });

  test('stops where a redirect leads in a circle', async () => {
    const port = await started(listen(site()));
    const facts = await probe(contextFor(), target(`http://127.0.0.1:${port}/loop`));
    expect(of(facts, 'http.exchange').map(({ redirectTo }) => redirectTo)).toEqual([`http://127.0.0.1:${port}/loop`]);
  });

  test('does not take a redirect that sets a cookie for a circle, and tells no cookie', async () => {
    const port = await started(listen(site()));
    const facts = await probe(contextFor(), target(`http://127.0.0.1:${port}/cookie`));
    expect(of(facts, 'http.exchange').map(({ reply }) => reply?.status)).toEqual([302, 200]);
    expect(JSON.stringify(facts)).not.toContain('s3cretcookie');
  });
});

describe('a way through an HTTP proxy', () => {
  test('asks in absolute form for http', async () => {
    const { server, seen } = proxy();
    const port = await started(listen(server));
    const facts = await probe(contextFor(), target('http://site.test/a', httpLeg(port)));
    expect(seen).toEqual(['http://site.test/a -']);
    expect(of(facts, 'http.exchange')[0]).toMatchObject({ form: 'absolute', failure: null, reply: { status: 200 } });
  });

  test('accepts any 2xx to CONNECT, and goes on inside the tunnel', async () => {
    const plain = await started(listenRaw((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\nplain HTTP to TLS')));
    const { server } = proxy();
    const port = await started(listen(server));
    const facts = await probe(contextFor(), target(`https://127.0.0.1:${plain}/`, httpLeg(port)));
    expect(of(facts, 'proxy.handshake')[0]).toMatchObject({ failure: null, reply: { status: 299 } });
    const [tls] = of(facts, 'tls.handshake');
    expect(tls?.failure?.kind).toBe('tls-protocol-error');
    expect(Buffer.from(tls?.firstBytes ?? '', 'hex').toString()).toMatch(/^HTTP\/1\.1 400/);
    expect(tls?.helloBytes).toBeGreaterThan(150);
  });

  test('signs in on the same connection once the credentials are proven, and tries them first on a control site', async () => {
    const { server, seen } = proxy({ accept: 'anna:c4nary-pw' });
    const port = await started(listen(server));
    const context = contextFor({
      credentials: { user: 'anna', password: 'c4nary-pw' },
      controlSites: [{ url: 'http://control.test/ok', expect: { kind: 'any-2xx' } }],
    });
    const facts = await probe(
      context,
      target('http://site.test/a', httpLeg(port)),
      target('http://site.test/b', httpLeg(port)),
    );
    expect(seen).toEqual([
      'http://site.test/a -',
      'http://control.test/ok -',
      'http://control.test/ok right',
      'http://site.test/a right',
      'http://site.test/b right',
    ]);
    const [, first] = of(facts, 'http.exchange');
    expect(first).toMatchObject({
      reply: { status: 200 },
      signIn: { sent: 'basic', from: 'option', provenBefore: true, withheld: false },
    });
    expect(of(facts, 'credentials.look-up')).toHaveLength(1);
    expect(JSON.stringify(facts)).not.toMatch(/c4nary-pw|YW5uYTpjNG5hcnktcHc/);
  });

  test('sends nothing more in the run after one rejection', async () => {
    const { server, seen } = proxy({ accept: 'anna:other' });
    const port = await started(listen(server));
    const context = contextFor({
      credentials: { user: 'anna', password: 'c4nary-pw' },
      controlSites: [{ url: 'http://control.test/ok', expect: { kind: 'any-2xx' } }],
    });
    const leg = httpLeg(port);
    const facts = await probe(context, target('http://site.test/a', leg), target('https://site.test/b', leg), {
      probe: 'controls',
      leg,
    });
    expect(seen.filter((line) => line.endsWith('wrong'))).toEqual(['http://control.test/ok wrong']);
    expect(of(facts, 'http.exchange').filter(({ way }) => way.purpose === 'target')[0]).toMatchObject({
      reply: { status: 407 },
      signIn: { sent: null, withheld: true },
    });
    expect(of(facts, 'proxy.handshake')[0]).toMatchObject({ signIn: { sent: null, withheld: true } });
  });

  test('makes one try only, though several probes ask at the same time', async () => {
    const { server, seen } = proxy({ accept: 'anna:other' });
    const port = await started(listen(server));
    const leg = httpLeg(port);
    const context = contextFor({
      credentials: { user: 'anna', password: 'c4nary-pw' },
      controlSites: [{ url: 'http://control.test/ok', expect: { kind: 'any-2xx' } }],
    });
    await Promise.all([
      probe(context, target('http://site.test/a', leg)),
      probe(context, target('http://site.test/b', leg)),
      probe(context, target('https://site.test/c', leg)),
      probe(context, { probe: 'controls', leg }),
    ]);
    expect(seen.filter((line) => line.endsWith('wrong'))).toHaveLength(1);
  });

  test('tells a refused site from refused credentials', async () => {
    const { server } = proxy({ accept: 'anna:c4nary-pw', deny: /site\.test/ });
    const port = await started(listen(server));
    const context = contextFor({
      credentials: { user: 'anna', password: 'c4nary-pw' },
      controlSites: [{ url: 'http://control.test/ok', expect: { kind: 'any-2xx' } }],
    });
    const facts = await probe(context, target('https://site.test/', httpLeg(port)));
    expect(of(facts, 'proxy.handshake')[0]).toMatchObject({
      reply: { status: 407, proxyChallenges: [{ scheme: 'basic', realm: 'office' }] },
      signIn: { sent: 'basic', provenBefore: true },
    });
    expect(of(facts, 'http.exchange')[0]).toMatchObject({ way: { purpose: 'control' }, asExpected: true });
  });

  test('takes the next leg of the route where the first can not be reached', async () => {
    const { server } = proxy();
    const port = await started(listen(server));
    const dead = httpLeg(await closedPort());
    const context = contextFor({ legs: [dead, httpLeg(port)] });
    const facts = await probe(context, target('http://site.test/', dead));
    expect(of(facts, 'tcp.connect').map(({ failure }) => failure?.kind ?? null)).toEqual(['connection-refused', null]);
    expect(of(facts, 'http.exchange')[0]?.reply?.status).toBe(200);
  });
});

describe('control sites', () => {
  test('pass by their known answer alone', async () => {
    const port = await started(listen(site()));
    const context = contextFor({
      controlSites: [
        { url: `http://127.0.0.1:${port}/a`, expect: { kind: 'body', text: 'hello /a' } },
        { url: `http://127.0.0.1:${port}/b`, expect: { kind: 'body', text: 'portal' } },
      ],
    });
    const facts = await probe(context, { probe: 'controls', leg: { kind: 'direct' } });
    const passed = of(facts, 'http.exchange').find(({ way }) => way.url.endsWith('/a'));
    expect(passed?.asExpected).toBe(true);
  });
});
