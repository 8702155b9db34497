import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Relay } from '../../../src/relay/start-relay.ts';
import type { Leg } from '../../../src/settings/proxy-server.ts';
import { makeNtlmHelper, ntlmAuthIsMissing, type NtlmHelper } from '../../lab/servers/samba.ts';
import { squidIsMissing, startSquid, type SquidAuth, type SquidServer } from '../../lab/servers/squid.ts';
import { fetchBy, startRelayHere, startSite, tunnelBy, type Site } from './relay-ground.ts';

const USERS = [{ user: 'bob', password: 'secret' }];

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

let relay: Relay | null = null;
afterEach(async () => {
  await relay?.stop();
  relay = null;
});

function through(proxy: SquidServer): () => readonly Leg[] {
  return () => [{ kind: 'http', host: proxy.host, port: proxy.port }];
}

/** Lines of squid's log that name a user. */
function signedIn(proxy: SquidServer, user = 'bob'): readonly string[] {
  return proxy
    .log()
    .split('\n')
    .filter((line) => line.includes(` ${user} `));
}

/** Lines of squid's log that say no to somebody who has not said who he is. */
function asked(proxy: SquidServer): readonly string[] {
  return proxy
    .log()
    .split('\n')
    .filter((line) => line.includes('TCP_DENIED/407'));
}

const ntlmSkip = squidIsMissing ?? ntlmAuthIsMissing;

describe.skipIf(ntlmSkip !== null)(`the relay in front of squid ${ntlmSkip ?? ''}`, () => {
  let ntlm: NtlmHelper;
  const squids = new Map<string, SquidServer>();
  beforeAll(async () => {
    ntlm = makeNtlmHelper({ user: 'bob', domain: 'LAB', password: 'secret' });
    const setUps: Readonly<Record<string, readonly SquidAuth[]>> = {
      open: [],
      basic: [{ scheme: 'basic', users: USERS }],
      digest: [{ scheme: 'digest', users: USERS, nonceUses: 5 }],
      ntlm: [
        { scheme: 'ntlm', helper: ntlm.helper },
        { scheme: 'basic', users: USERS },
      ],
    };
    for (const [name, auth] of Object.entries(setUps)) squids.set(name, await startSquid({ auth }));
  });
  afterAll(async () => {
    for (const squid of squids.values()) await squid.stop();
    ntlm.stop();
  });
  const squidOf = (name: string): SquidServer => {
    const squid = squids.get(name);
    if (squid === undefined) throw new Error(name);
    return squid;
  };

  describe.each(['open', 'basic', 'digest', 'ntlm'])('with %s', (name) => {
    const begin = async (): Promise<Relay> => {
      relay = await startRelayHere({ legs: through(squidOf(name)), user: 'bob', password: 'secret' });
      return relay;
    };

    test('plain requests pass, one after another', async () => {
      const here = await begin();
      for (let round = 0; round < 12; round += 1) {
        const reply = await fetchBy(here, site.url);
        expect([reply.status, reply.body.toString()]).toEqual([200, 'hello\n']);
      }
      expect(site.seen.every((line) => !/proxy-authorization/i.test(line))).toBe(true);
    });

    test('many requests at once pass', async () => {
      const here = await begin();
      const replies = await Promise.all(Array.from({ length: 40 }, () => fetchBy(here, site.url)));
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    });

    test.each([
      ['small', 10],
      ['large', 3_000_000],
    ])('the first request may carry a %s body', async (_size, bytes) => {
      const here = await begin();
      const body = randomBytes(bytes);
      const reply = await fetchBy(here, site.url, { method: 'POST', body });
      expect(reply.status).toBe(200);
      expect(reply.headers['x-body-hash']).toBe(createHash('sha256').update(body).digest('hex'));
    });

    test('a tunnel opens and carries both ways', async () => {
      const here = await begin();
      const { status, socket } = await tunnelBy(here, site.authority);
      expect(status).toBe(200);
      socket.write(`GET / HTTP/1.1\r\nHost: ${site.authority}\r\nConnection: close\r\n\r\n`);
      let got = '';
      for await (const chunk of socket) got += String(chunk);
      expect(got).toContain('hello');
    });
  });

  test('a wrong password is sent once, however many requests wait for it', async () => {
    const squid = squidOf('basic');
    relay = await startRelayHere({ legs: through(squid), user: 'carol', password: 'wrong' });
    const here = relay;
    const replies = await Promise.all(Array.from({ length: 20 }, () => fetchBy(here, site.url)));
    const more = await fetchBy(here, site.url);
    for (const reply of [...replies, more]) {
      expect(reply.status).toBe(502);
      expect(reply.headers['x-throughway-cause']).toBe('proxy.credentials-rejected');
    }
    expect(signedIn(squid, 'carol')).toHaveLength(1);
  });

  test('without a sign-in the page says that the proxy asks for one', async () => {
    relay = await startRelayHere({ legs: through(squidOf('basic')) });
    const reply = await fetchBy(relay, site.url, { headers: { 'accept-language': 'ja,en;q=0.5' } });
    expect(reply.headers['x-throughway-cause']).toBe('proxy.auth-required');
    expect(reply.headers['content-language']).toBe('ja');
    expect(reply.body.toString()).toContain('プロキシがサインインを求めています');
    const tunnel = await tunnelBy(relay, site.authority);
    expect(tunnel.headers['x-throughway-cause']).toBe('proxy.auth-required');
    tunnel.socket.destroy();
  });

  test('after the first challenge Basic is sent unasked, and only to that proxy', async () => {
    const squid = squidOf('basic');
    const before = asked(squid).length;
    relay = await startRelayHere({ legs: through(squid), user: 'bob', password: 'secret' });
    for (let round = 0; round < 5; round += 1) await fetchBy(relay, site.url);
    // One for the first request, one to learn that the proxy asks in its own name.
    expect(asked(squid).length - before).toBe(2);
  });
});
