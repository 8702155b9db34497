import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Secret } from '../../../src/base/secret.ts';
import { createSignInChooser } from '../../../src/auth/choose-sign-in.ts';
import type { SignInContext } from '../../../src/auth/sign-in.ts';
import { startOrigin, type Origin } from '../../lab/auth/origin.ts';
import { attempt, openConnection, type Attempt } from '../../lab/auth/raw-client.ts';
import { makeNtlmHelper, ntlmAuthIsMissing, type NtlmHelper } from '../../lab/servers/samba.ts';
import { squidIsMissing, startSquid, type SquidAuth, type SquidServer } from '../../lab/servers/squid.ts';

const PASSWORDS = {
  plain: 'secret',
  'signs of URLs': 'p:a@s%s#w?rd/',
  'blanks inside and at the ends': ' two words ',
  'quotes and backslashes': 'a"b\\c',
  Japanese: 'パスワード漢字',
  'Latin-1 letters': 'pässwörd',
} as const satisfies Record<string, string>;

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.stop());

const chooser = createSignInChooser({ clock: systemClock, negotiate: null });

/** Chooses a sign-in among what the proxy offers, and signs in on a fresh connection. */
async function signIn(
  proxy: SquidServer,
  account: { readonly user: string; readonly password: string },
  options: { readonly method?: 'GET' | 'CONNECT'; readonly exclude?: readonly string[] } = {},
): Promise<Attempt & { readonly scheme: string | null }> {
  const method = options.method ?? 'GET';
  const context: SignInContext = {
    method,
    requestUri: method === 'CONNECT' ? origin.authority : origin.url,
    host: proxy.host,
    port: proxy.port,
    to: 'proxy',
  };
  const asking = await openConnection(proxy);
  const offered = await asking.request(`${method} ${context.requestUri}`, null);
  asking.close();
  const chosen = await chooser.choose(offered.challenges, {
    credentials: { user: account.user, password: new Secret(account.password), from: 'option' },
    context,
    exclude: new Set(options.exclude),
  });
  if (chosen.signIn === null) return { statuses: [offered.status], rejected: false, sent: '', scheme: null };
  const connection = await openConnection(proxy);
  const result = await attempt(connection, chosen.signIn, context);
  connection.close();
  return { ...result, scheme: chosen.signIn.scheme };
}

describe.skipIf(squidIsMissing !== null)(`squid with Basic ${squidIsMissing ?? ''}`, () => {
  let proxy: SquidServer;
  beforeAll(async () => {
    const users = Object.values(PASSWORDS).map((password, index) => ({ user: `bob${String(index)}`, password }));
    proxy = await startSquid({ auth: [{ scheme: 'basic', users: [...users, { user: '山田', password: 'secret' }] }] });
  });
  afterAll(() => proxy.stop());

  test.each(Object.entries(PASSWORDS).map(([name, password], index) => ({ name, password, index })))(
    'a password with $name is accepted',
    async ({ password, index }) => {
      expect(await signIn(proxy, { user: `bob${String(index)}`, password })).toMatchObject({
        scheme: 'basic',
        statuses: [407, 204],
        rejected: false,
      });
    },
  );

  test('a Japanese user name is accepted', async () => {
    expect(await signIn(proxy, { user: '山田', password: 'secret' })).toMatchObject({ statuses: [407, 204] });
  });

  test('CONNECT is signed as well', async () => {
    const result = await signIn(proxy, { user: 'bob0', password: 'secret' }, { method: 'CONNECT' });
    expect(result.statuses).toEqual([407, 200]);
  });

  test('a wrong password is sent once and then given up', async () => {
    const result = await signIn(proxy, { user: 'carol', password: 'wrong' });
    expect(result).toMatchObject({ statuses: [407, 407], rejected: true });
    const tries = proxy
      .log()
      .split('\n')
      .filter((line) => line.includes(' carol '));
    expect(tries).toHaveLength(1);
  });
});

describe.skipIf(squidIsMissing !== null)(`squid with Digest ${squidIsMissing ?? ''}`, () => {
  let proxy: SquidServer;
  beforeAll(async () => {
    const users = Object.values(PASSWORDS).map((password, index) => ({ user: `bob${String(index)}`, password }));
    proxy = await startSquid({
      auth: [
        { scheme: 'digest', realm: 'Lab, East', users: [...users, { user: '山田', password: 'secret' }], nonceUses: 2 },
      ],
    });
  });
  afterAll(() => proxy.stop());

  test.each(Object.entries(PASSWORDS).map(([name, password], index) => ({ name, password, index })))(
    'a password with $name is accepted',
    async ({ password, index }) => {
      expect(await signIn(proxy, { user: `bob${String(index)}`, password })).toMatchObject({
        scheme: 'digest',
        statuses: [407, 204],
      });
    },
  );

  test('a Japanese user name is accepted', async () => {
    expect(await signIn(proxy, { user: '山田', password: 'secret' })).toMatchObject({ statuses: [407, 204] });
  });

  test('a wrong password is sent once and then given up', async () => {
    expect(await signIn(proxy, { user: 'bob0', password: 'wrong' })).toMatchObject({
      statuses: [407, 407],
      rejected: true,
    });
  });

  test('a nonce that has been used up is replaced without counting as a rejection', async () => {
    const context = { method: 'GET', requestUri: origin.url, host: proxy.host, port: proxy.port, to: 'proxy' } as const;
    const connection = await openConnection(proxy);
    const asked = await connection.request(`GET ${origin.url}`, null);
    const { signIn: digest } = await chooser.choose(asked.challenges, {
      credentials: { user: 'bob0', password: new Secret('secret'), from: 'option' },
      context,
      exclude: new Set(),
    });
    const statuses: number[] = [];
    let header = await digest?.answer(asked.challenges[0] ?? { scheme: '', params: {} }, context);
    for (let round = 0; round < 5; round += 1) {
      const value = header?.ok === true ? header.value : null;
      const reply = await connection.request(`GET ${origin.url}`, value?.open() ?? null);
      statuses.push(reply.status);
      const [challenge] = reply.challenges;
      const next = digest?.again?.(context) ?? null;
      header = challenge === undefined ? { ok: true, value: next } : await digest?.answer(challenge, context);
    }
    connection.close();
    expect(statuses).toContain(407);
    expect(statuses.slice(-1)).toEqual([204]);
    expect(statuses.filter((status) => status === 204).length).toBeGreaterThanOrEqual(3);
  });
});

const ntlmSkip = squidIsMissing ?? ntlmAuthIsMissing;
describe.skipIf(ntlmSkip !== null)(`squid with NTLM ${ntlmSkip ?? ''}`, () => {
  const servers = new Map<string, { readonly proxy: SquidServer; readonly helper: NtlmHelper }>();
  const proxyFor = async (password: string): Promise<SquidServer> => {
    const known = servers.get(password);
    if (known !== undefined) return known.proxy;
    const helper = makeNtlmHelper({ user: 'bob', domain: 'CORP', password });
    const proxy = await startSquid({ auth: [{ scheme: 'ntlm', helper: helper.helper }] });
    servers.set(password, { proxy, helper });
    return proxy;
  };
  afterAll(async () => {
    for (const { proxy, helper } of servers.values()) {
      await proxy.stop();
      helper.stop();
    }
  });

  test.each([
    ['secret', 'CORP\\bob'],
    ['secret', 'bob'],
    ['パスワード漢字', 'CORP\\bob'],
    ['p:a@s%s#w?rd/', 'CORP\\bob'],
    ['pässwörd', 'bob'],
  ])('the password %s of %s is accepted in three messages', async (password, user) => {
    expect(await signIn(await proxyFor(password), { user, password })).toMatchObject({
      scheme: 'ntlm',
      statuses: [407, 407, 204],
      rejected: false,
    });
  });

  test('CONNECT is signed as well', async () => {
    const result = await signIn(
      await proxyFor('secret'),
      { user: 'CORP\\bob', password: 'secret' },
      { method: 'CONNECT' },
    );
    expect(result.statuses).toEqual([407, 407, 200]);
  });

  test('a wrong password is sent once and then given up', async () => {
    expect(await signIn(await proxyFor('secret'), { user: 'CORP\\bob', password: 'wrong' })).toMatchObject({
      statuses: [407, 407, 407],
      rejected: true,
    });
  });
});

describe.skipIf(ntlmSkip !== null)(`squid that offers everything at once ${ntlmSkip ?? ''}`, () => {
  let helper: NtlmHelper;
  let proxy: SquidServer;
  const canary = `canary-${randomBytes(6).toString('hex')}`;
  beforeAll(async () => {
    helper = makeNtlmHelper({ user: 'bob', domain: 'CORP', password: canary });
    const users = [{ user: 'bob', password: canary }];
    const auth: SquidAuth[] = [
      { scheme: 'basic', users },
      { scheme: 'digest', users },
      { scheme: 'ntlm', helper: helper.helper },
      { scheme: 'negotiate', helper: '/bin/cat' },
    ];
    proxy = await startSquid({ auth });
  });
  afterAll(async () => {
    await proxy.stop();
    helper.stop();
  });

  test.each([
    { exclude: [], scheme: 'ntlm', statuses: [407, 407, 204] },
    { exclude: ['ntlm'], scheme: 'digest', statuses: [407, 204] },
    { exclude: ['ntlm', 'digest'], scheme: 'basic', statuses: [407, 204] },
  ])('the strongest scheme besides $exclude is $scheme', async ({ exclude, scheme, statuses }) => {
    expect(await signIn(proxy, { user: 'bob', password: canary }, { exclude })).toMatchObject({ scheme, statuses });
  });

  test('the password stands on the wire only where Basic was chosen', async () => {
    const encodings = [
      canary,
      Buffer.from(canary).toString('base64'),
      Buffer.from(`bob:${canary}`).toString('base64'),
      encodeURIComponent(canary),
      Buffer.from(canary, 'utf16le').toString('base64').slice(2, -4),
    ];
    for (const exclude of [[], ['ntlm']]) {
      const { sent } = await signIn(proxy, { user: 'bob', password: canary }, { exclude });
      expect(encodings.filter((encoding) => sent.includes(encoding))).toEqual([]);
    }
    expect(origin.requests.join('\n')).not.toContain('proxy-authorization');
  });
});
