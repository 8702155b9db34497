import { afterEach, describe, expect, test } from 'vitest';
import type { CredentialStore } from '../../../src/auth/credential-store.ts';
import { ok } from '../../../src/base/result.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { Relay } from '../../../src/relay/start-relay.ts';
import type { Leg } from '../../../src/settings/proxy-server.ts';
import { startFakeProxy } from './fake-proxy.ts';
import { fetchBy, startRelayHere, startSite, tunnelBy, type GroundOptions } from './relay-ground.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function begin(options: GroundOptions): Promise<Relay> {
  const relay = await startRelayHere(options);
  stops.push(() => relay.stop());
  return relay;
}

async function proxyWith(password: string | null) {
  const proxy = await startFakeProxy({ password });
  stops.push(() => proxy.stop());
  return proxy;
}

async function site() {
  const started = await startSite();
  stops.push(() => started.stop());
  return started;
}

const http = (port: number): Leg => ({ kind: 'http', host: '127.0.0.1', port });

/** A keychain with one password for any proxy, which can be changed. */
function storeWith(state: { password: string }): CredentialStore {
  return {
    list: () => Promise.resolve(ok([])),
    find: ({ host, port }) => {
      const key = { host, port, realm: '', user: 'bob' };
      return Promise.resolve(ok({ key, password: new Secret(state.password), record: { ...key, storedAt: '' } }));
    },
    save: () => Promise.reject(new Error('not asked')),
    delete: () => Promise.reject(new Error('not asked')),
    check: () => Promise.resolve(ok(true)),
    note: () => Promise.resolve(),
    wasRejected: () => Promise.resolve(false),
  };
}

describe('the sign-in goes to the proxy that asks, and nowhere else', () => {
  test('not to a second proxy that asks as well, once the first one is known', async () => {
    const [own, stranger, target] = [await proxyWith('secret'), await proxyWith('secret'), await site()];
    let port = own.port;
    const relay = await begin({ legs: () => [http(port)], user: 'bob', password: 'secret' });
    expect((await fetchBy(relay, target.url)).status).toBe(200);
    port = stranger.port;
    const reply = await fetchBy(relay, target.url);
    expect(reply.headers['x-throughway-cause']).toBe('proxy.auth-required');
    const tunnel = await tunnelBy(relay, target.authority);
    tunnel.socket.destroy();
    expect(tunnel.headers['x-throughway-cause']).toBe('proxy.auth-required');
    expect(stranger.signIns).toEqual([]);
  });

  test('not to a site that says 407 through a proxy which asks for nothing', async () => {
    const proxy = await proxyWith(null);
    const rogue = await startSite((incoming, response) => {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="Fake"' }).end('give me');
      incoming.resume();
    });
    stops.push(() => rogue.stop());
    const relay = await begin({ legs: () => [http(proxy.port)], user: 'bob', password: 'secret' });
    for (const method of ['GET', 'POST']) {
      const reply = await fetchBy(relay, rogue.url, { method, ...(method === 'POST' ? { body: 'x' } : {}) });
      expect(reply.headers['x-throughway-cause']).toBe('site.sends-407');
      expect(reply.headers['proxy-authenticate']).toBeUndefined();
    }
    expect(proxy.signIns).toEqual([]);
    expect(rogue.seen.join()).not.toMatch(/authorization/i);
  });

  test('not to a site that is reached directly and says 407', async () => {
    const rogue = await startSite((_incoming, response) => {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="Fake"' }).end();
    });
    stops.push(() => rogue.stop());
    const relay = await begin({ legs: () => [{ kind: 'direct' }], user: 'bob', password: 'secret' });
    expect((await fetchBy(relay, rogue.url)).headers['x-throughway-cause']).toBe('site.sends-407');
    expect(rogue.seen.join()).not.toMatch(/authorization/i);
  });

  test('a client’s own header for a proxy is not passed on', async () => {
    const [proxy, target] = [await proxyWith(null), await site()];
    const relay = await begin({ legs: () => [http(proxy.port)] });
    const headers = { 'proxy-authorization': 'Basic bWluZTptaW5l' };
    expect((await fetchBy(relay, target.url, { headers })).status).toBe(200);
    expect(proxy.signIns).toEqual([]);
  });
});

describe('a password that is refused', () => {
  test('under load is sent by nobody who begins after the refusal, until it has changed', async () => {
    const [proxy, target] = [await proxyWith('secret'), await site()];
    const keychain = { password: 'secret' };
    const relay = await begin({ legs: () => [http(proxy.port)], store: storeWith(keychain) });
    const atOnce = 10;
    expect((await fetchBy(relay, target.url)).status).toBe(200);
    await Promise.all(Array.from({ length: atOnce }, () => fetchBy(relay, target.url)));
    proxy.password = 'new';
    const before = proxy.signIns.length;
    const replies: number[] = [];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let round = 0; round < 10; round += 1) replies.push((await fetchBy(relay, target.url)).status);
      }),
    );
    expect(replies).not.toContain(200);
    // At most those that were on their way when the first refusal came.
    expect(proxy.signIns.length - before).toBeLessThanOrEqual(atOnce);
    const settled = proxy.signIns.length;
    await fetchBy(relay, target.url);
    expect(proxy.signIns).toHaveLength(settled);
    keychain.password = 'new';
    await expect
      .poll(async () => (await fetchBy(relay, target.url)).status, { timeout: 10_000, interval: 500 })
      .toBe(200);
    expect(proxy.signIns.slice(settled).filter((one) => one === 'bob:secret')).toEqual([]);
  });

  test('is sent once, also when it is unanswered once', async () => {
    const [proxy, target] = [await proxyWith('right'), await site()];
    const relay = await begin({ legs: () => [http(proxy.port)], user: 'bob', password: 'wrong' });
    await Promise.all(
      Array.from({ length: 15 }, () => tunnelBy(relay, target.authority).then(({ socket }) => socket.destroy())),
    );
    expect(proxy.signIns).toEqual(['bob:wrong']);
  });
});
