import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKerberos } from '../../../main/host/kerberos.ts';
import type { Relay } from '../../../src/relay/start-relay.ts';
import { krb5IsMissing, startRealm, type Realm } from '../../lab/servers/krb5.ts';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';
import { startTinyproxy, tinyproxyIsMissing, type TinyproxyServer } from '../../lab/servers/tinyproxy.ts';
import { fetchBy, startRelayHere, startSite, tunnelBy, type Site } from './relay-ground.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const kerberosSkip = squidIsMissing ?? krb5IsMissing;

describe.skipIf(kerberosSkip !== null)(`squid with Negotiate behind the relay ${kerberosSkip ?? ''}`, () => {
  // The ticket is for a name; the name leads to loopback in every resolver (RFC 6761 section 6.3).
  const proxyHost = 'localhost';
  let realm: Realm;
  let proxy: SquidServer;
  beforeAll(async () => {
    realm = await startRealm({ proxyHost, users: [{ user: 'bob', password: 'secret' }] });
    realm.kinit({ user: 'bob', password: 'secret', ticketCache: realm.cachePath('good') });
    proxy = await startSquid({ auth: [{ scheme: 'negotiate', helper: realm.helper }], env: realm.helperEnvironment });
  }, 60_000);
  afterAll(async () => {
    await proxy.stop();
    await realm.stop();
  });

  test('a ticket opens requests and tunnels, without any password', { timeout: 60_000 }, async () => {
    const relay = await startRelayHere({
      legs: () => [{ kind: 'http', host: proxyHost, port: proxy.port }],
      negotiate: openKerberos({
        execPath: process.execPath,
        env: { PATH: process.env['PATH'], ...realm.clientEnvironment(realm.cachePath('good')) },
        platform: process.platform,
        timeoutMs: 20_000,
      }),
    });
    const replies = [await fetchBy(relay, site.url), await fetchBy(relay, site.url, { method: 'POST', body: 'x' })];
    const { status, socket } = await tunnelBy(relay, site.authority);
    socket.destroy();
    await relay.stop();
    expect([...replies.map((reply) => reply.status), status]).toEqual([200, 200, 200]);
    expect(proxy.log()).toContain('bob@LAB.TEST');
  });
});

describe.skipIf(tinyproxyIsMissing !== null)(`tinyproxy behind the relay ${tinyproxyIsMissing ?? ''}`, () => {
  let proxy: TinyproxyServer;
  beforeAll(async () => {
    proxy = await startTinyproxy({ users: [{ user: 'bob', password: 'secret' }] });
  });
  afterAll(() => proxy.stop());
  const begin = (password: string): Promise<Relay> =>
    startRelayHere({ legs: () => [{ kind: 'http', host: proxy.host, port: proxy.port }], user: 'bob', password });

  test('the right password passes', async () => {
    const relay = await begin('secret');
    expect((await fetchBy(relay, site.url)).status).toBe(200);
    await relay.stop();
  });

  test('its 401 for a wrong one is taken as the refusal that it is', async () => {
    const relay = await begin('wrong');
    for (let round = 0; round < 2; round += 1) {
      expect((await fetchBy(relay, site.url)).headers['x-throughway-cause']).toBe('proxy.credentials-rejected');
    }
    const { headers, socket } = await tunnelBy(relay, site.authority);
    socket.destroy();
    await relay.stop();
    expect(headers['x-throughway-cause']).toBe('proxy.credentials-rejected');
  });
});
