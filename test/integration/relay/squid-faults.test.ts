/** The relay in front of a squid that dies, comes back with another password, and has clients that dawdle. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';
import { freePort } from '../../lab/auth/launch.ts';
import { fetchBy, startRelayHere, startSite, tunnelBy, type Site } from './relay-ground.ts';
import type { Relay } from '../../../src/relay/start-relay.ts';

const BODY = randomBytes(4_000_000);
const HASH = hashOf(BODY);
/** Slow enough that there is a middle to die in. */
const PIECES = 60;

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function slowSite(): Promise<Site> {
  const site = await startSite((_incoming, response) => {
    response.writeHead(200, { 'content-length': String(BODY.length) });
    let at = 0;
    const size = BODY.length / PIECES;
    const timer = setInterval(() => {
      response.write(BODY.subarray(at, at + size));
      at += size;
      if (at >= BODY.length) {
        clearInterval(timer);
        response.end();
      }
    }, 10);
    response.on('close', () => {
      clearInterval(timer);
    });
  });
  stops.push(() => site.stop());
  return site;
}

async function squidAt(port: number, password: string): Promise<SquidServer> {
  const squid = await startSquid({ port, auth: [{ scheme: 'basic', users: [{ user: 'bob', password }] }] });
  stops.push(() => squid.stop());
  return squid;
}

async function relayTo(port: number, password = 'secret'): Promise<Relay> {
  const legs = [{ kind: 'http', host: '127.0.0.1', port }] as const;
  const relay = await startRelayHere({ legs: () => legs, user: 'bob', password });
  stops.push(() => relay.stop());
  return relay;
}

/** What a transfer came to: its hash, or `cut`. */
function transfer(relay: Relay, site: Site): Promise<string> {
  return fetchBy(relay, site.url).then(
    ({ status, body }) => (status === 200 ? hashOf(body) : `status ${String(status)}`),
    () => 'cut',
  );
}

async function transferByTunnel(relay: Relay, site: Site): Promise<string> {
  const { status, socket } = await tunnelBy(relay, site.authority);
  if (status !== 200) return `status ${String(status)}`;
  socket.write(`GET / HTTP/1.1\r\nHost: ${site.authority}\r\nConnection: close\r\n\r\n`);
  const parts: Buffer[] = [];
  try {
    for await (const part of socket) parts.push(part);
  } catch {
    return 'cut';
  }
  const all = Buffer.concat(parts);
  const body = all.subarray(all.indexOf('\r\n\r\n') + 4);
  // Inside a tunnel only the site's own length tells an end from a cut; what came must be right as far as it goes.
  return body.length < BODY.length && body.equals(BODY.subarray(0, body.length)) ? 'cut' : hashOf(body);
}

/** Status and user of each request in squid's log. */
function tries(squid: SquidServer): readonly string[] {
  return squid
    .log()
    .split('\n')
    .filter((line) => line.includes(' bob '))
    .map((line) => /TCP_\w+\/(\d+)/.exec(line)?.[1] ?? '');
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

describe.skipIf(squidIsMissing !== null)(`squid that fails behind the relay ${squidIsMissing ?? ''}`, () => {
  test('killed in the middle of transfers it leaves cuts; started again, whole ones', { timeout: 40_000 }, async () => {
    const [site, port] = [await slowSite(), await freePort()];
    const before = await squidAt(port, 'secret');
    const relay = await relayTo(port);
    const both = (): Promise<string[]> =>
      Promise.all([0, 1, 2].flatMap(() => [transfer(relay, site), transferByTunnel(relay, site)]));
    expect(new Set(await both())).toEqual(new Set([HASH]));
    const files = openFiles();
    const served = site.seen.length;
    const underway = both();
    await expect.poll(() => site.seen.length - served, { timeout: 10_000, interval: 10 }).toBe(6);
    await before.stop();
    // What had not begun to arrive is told as an error; nothing that came is taken for the whole.
    const ended = new Set(await underway);
    expect(ended).toContain('cut');
    ended.delete('status 502');
    expect(ended).toEqual(new Set(['cut']));
    expect((await fetchBy(relay, site.url)).headers['x-throughway-cause']).toBe('proxy.down');
    await squidAt(port, 'secret');
    expect(new Set(await both())).toEqual(new Set([HASH]));
    await expect.poll(openFiles, { timeout: 5_000 }).toBeLessThanOrEqual(files + 8);
  });

  test(
    'with another password under load it gets the old one from nobody who begins later',
    { timeout: 40_000 },
    async () => {
      const site = await startSite();
      stops.push(() => site.stop());
      const port = await freePort();
      const before = await squidAt(port, 'secret');
      const relay = await relayTo(port);
      const state = { isOver: false, causes: new Set<string>() };
      const clients = Array.from({ length: 8 }, async () => {
        while (!state.isOver) {
          const { status, headers } = await fetchBy(relay, site.url).catch(() => ({ status: 0, headers: {} }));
          const cause = Object.entries(headers).find(([name]) => name === 'x-throughway-cause')?.[1];
          if (status !== 200) state.causes.add(String(cause ?? null));
          await sleep(5);
        }
      });
      await sleep(300);
      await before.stop();
      const after = await squidAt(port, 'another');
      await expect.poll(() => [...state.causes], { timeout: 10_000 }).toContain('proxy.credentials-rejected');
      await sleep(500);
      const seen = tries(after).length;
      await sleep(500);
      state.isOver = true;
      await Promise.all(clients);
      await sleep(200);
      // One for each client that was on its way as the answer came.
      expect(seen).toBeGreaterThanOrEqual(1);
      expect(seen).toBeLessThanOrEqual(clients.length);
      expect(tries(after)).toHaveLength(seen);
    },
  );

  test(
    'clients that send half, read nothing or go away leave no file and no memory behind',
    { timeout: 40_000 },
    async () => {
      const [site, port] = [await slowSite(), await freePort()];
      await squidAt(port, 'secret');
      const relay = await relayTo(port);
      await transfer(relay, site);
      const round = async (): Promise<void> => {
        const sockets: Socket[] = [];
        const open = (first: string): void => {
          const socket = connect(relay.place.port, '127.0.0.1');
          socket.on('error', () => undefined);
          socket.write(first);
          socket.pause();
          sockets.push(socket);
        };
        for (let count = 0; count < 25; count += 1) {
          open('GET http://half');
          open(`CONNECT ${site.authority} HTTP/1.1\r\nHost: a\r\n`);
          open(`GET ${site.url} HTTP/1.1\r\nHost: ${site.authority}\r\n\r\n`);
          open(`POST ${site.url} HTTP/1.1\r\nHost: ${site.authority}\r\nContent-Length: 900\r\n\r\nhalf`);
        }
        await sleep(300);
        for (const [index, socket] of sockets.entries()) {
          if (index % 2 === 0) socket.resetAndDestroy();
          else socket.destroy();
        }
        await expect.poll(() => relay.counts().clients, { timeout: 10_000 }).toBe(0);
      };
      await round();
      const before = { files: openFiles(), memory: process.memoryUsage().rss };
      for (let count = 0; count < 2; count += 1) await round();
      await expect.poll(openFiles, { timeout: 10_000 }).toBeLessThanOrEqual(before.files + 8);
      expect((process.memoryUsage().rss - before.memory) / 1e6).toBeLessThan(60);
      expect(await transfer(relay, site)).toBe(HASH);
    },
  );
});
