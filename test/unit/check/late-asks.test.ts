import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { LateAsks } from '../../../src/check/late-asks.ts';
import { Inlet } from '../../../src/relay/inlet.ts';
import { unsigned, type UpstreamLink } from '../../../src/relay/upstream-link.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('breaks off what is waited for too long, and nothing else', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const open = async (): Promise<UpstreamLink> => {
    const socket = connect({ host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
    await once(socket, 'connect');
    return { inlet: new Inlet(socket), place: 'p', peerCertificate: null, signIn: unsigned(), isReused: false };
  };
  const links = [await open(), await open(), await open()] as const;
  vi.useFakeTimers();
  const clock = { at: 0, nowMs: () => clock.at, wallMs: () => clock.at };
  const late = new LateAsks(clock, 1_000);
  const first = late.begin(links[0]);
  const answered = late.begin(links[1]);
  clock.at = 600;
  const second = late.begin(links[2]);
  late.end(answered);
  clock.at = 1_100;
  vi.advanceTimersByTime(300);
  expect([first.isLate, answered.isLate, second.isLate]).toEqual([true, false, false]);
  expect(links.map(({ inlet }) => inlet.socket.destroyed)).toEqual([true, false, false]);
  late.end(first);
  late.end(second);
  vi.advanceTimersByTime(300);
  expect(vi.getTimerCount()).toBe(0);
  for (const { inlet } of links) inlet.socket.destroy();
  server.close();
});
