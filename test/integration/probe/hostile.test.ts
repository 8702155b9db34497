import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { contextFor, httpLeg, listenRaw, of, probe, type Listening } from './loopback.ts';

const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Writes for as long as the other side takes it. */
function flood(socket: Socket, head: string, piece: Buffer): void {
  socket.write(head);
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
}

const KILOBYTE = 1024;

interface Hostile {
  readonly name: string;
  readonly serve: (socket: Socket) => void;
  readonly failure: string;
  /** It would go on for ever: only the named deadline ends it. */
}

const HOSTILE: readonly Hostile[] = [
  { name: 'says nothing', serve: () => undefined, failure: 'timed-out' },
  { name: 'resets', serve: (socket) => socket.resetAndDestroy(), failure: 'connection-reset' },
  { name: 'closes at once', serve: (socket) => socket.end(), failure: 'closed-early' },
  {
    name: 'answers garbage',
    serve: (socket) => socket.end(Buffer.alloc(2 * KILOBYTE, 0xa5)),
    failure: 'malformed-reply',
  },
  {
    name: 'answers another protocol',
    serve: (socket) => socket.write('220 mail ready\r\n'),
    failure: 'malformed-reply',
  },
  {
    name: 'answers half a head',
    serve: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Ty'),
    failure: 'closed-early',
  },
  {
    name: 'sends a header that never ends',
    serve: (socket) => {
      flood(socket, 'HTTP/1.1 200 OK\r\nX-Long: ', Buffer.alloc(64 * KILOBYTE, 'a'));
    },
    failure: 'malformed-reply',
  },
  {
    name: 'sends header lines without end',
    serve: (socket) => {
      flood(socket, 'HTTP/1.1 200 OK\r\n', Buffer.from('X-Many: many\r\n'.repeat(4_000)));
    },
    failure: 'malformed-reply',
  },
  {
    name: 'sends thousands of 1xx answers',
    serve: (socket) => {
      flood(socket, '', Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(3_000)));
    },
    failure: 'malformed-reply',
  },
  {
    name: 'sends a head of 100 megabytes',
    serve: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX: ');
      socket.write(Buffer.alloc(100 * KILOBYTE * KILOBYTE, 'b'));
    },
    failure: 'malformed-reply',
  },
  {
    name: 'drips a byte now and then',
    serve: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX: ');
      const timer = setInterval(() => socket.write('x'), 100);
      socket.on('close', () => {
        clearInterval(timer);
      });
    },
    failure: 'timed-out',
  },
];

describe.each(HOSTILE)('a proxy that $name', ({ serve, failure }) => {
  test(`ends a CONNECT with ${failure}, in little memory`, async () => {
    const server = await listenRaw(serve);
    open.push(server);
    const before = process.memoryUsage().rss;
    const facts = await probe(contextFor(), {
      probe: 'way',
      purpose: 'target',
      url: 'https://site.test/',
      leg: httpLeg(server.port),
    });
    expect(of(facts, 'proxy.handshake').map((fact) => fact.failure?.kind)).toEqual([failure]);
    // The server itself holds 100 MB in one of the cases; the probe none of it.
    expect(process.memoryUsage().rss - before).toBeLessThan(160 * KILOBYTE * KILOBYTE);
  }, 15_000);
});

describe('a body', () => {
  test('without end is read no further than its limit', async () => {
    const server = await listenRaw((socket) => {
      flood(socket, 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n', Buffer.alloc(64 * KILOBYTE, 'x'));
    });
    open.push(server);
    const facts = await probe(contextFor(), {
      probe: 'way',
      purpose: 'target',
      url: 'http://site.test/',
      leg: httpLeg(server.port),
    });
    expect(of(facts, 'http.exchange')[0]).toMatchObject({
      failure: null,
      reply: { status: 200, bodyBytes: 64 * KILOBYTE, bodyComplete: true, bodySample: 'x'.repeat(2 * KILOBYTE) },
    });
  });

  test('that is cut leaves both the answer and the failure', async () => {
    const server = await listenRaw((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'));
    open.push(server);
    const facts = await probe(contextFor(), {
      probe: 'way',
      purpose: 'target',
      url: 'http://site.test/',
      leg: httpLeg(server.port),
    });
    expect(of(facts, 'http.exchange')[0]).toMatchObject({
      failure: { kind: 'closed-early' },
      reply: { status: 200, bodySample: 'half', bodyComplete: false },
    });
  });
});

test('a run that is cut off ends at once, with its sockets closed', async () => {
  const server = await listenRaw(() => undefined);
  open.push(server);
  const { runProbe } = await import('../../../src/probe/run-probe.ts');
  const facts: string[] = [];
  await runProbe(
    { probe: 'way', purpose: 'target', url: 'https://site.test/', leg: httpLeg(server.port) },
    contextFor(),
    {
      signal: AbortSignal.timeout(200),
      emit: (fact) => facts.push(`${fact.probe} ${'failure' in fact ? (fact.failure?.kind ?? 'ok') : ''}`),
    },
  );
  expect(facts).toEqual(['tcp.connect ok', 'proxy.handshake cancelled']);
  await expect.poll(() => server.sockets.size).toBe(0);
});
