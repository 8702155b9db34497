import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Secret } from '../../../src/base/secret.ts';
import { createSignInChooser } from '../../../src/auth/choose-sign-in.ts';
import type { SignInContext } from '../../../src/auth/sign-in.ts';
import { openKerberos } from '../../../main/host/kerberos.ts';
import { startOrigin, type Origin } from '../../lab/auth/origin.ts';
import { attempt, openConnection } from '../../lab/auth/raw-client.ts';
import { faketimeIsMissing, krb5IsMissing, startRealm, type Realm } from '../../lab/servers/krb5.ts';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';

const skip = squidIsMissing ?? krb5IsMissing;

describe.skipIf(skip !== null)(`squid with Negotiate and a KDC of its own ${skip ?? ''}`, () => {
  const proxyHost = 'proxy.lab.test';
  let realm: Realm;
  let proxy: SquidServer;
  let origin: Origin;
  beforeAll(async () => {
    origin = await startOrigin();
    realm = await startRealm({ proxyHost, users: [{ user: 'bob', password: 'secret' }] });
    realm.kinit({ user: 'bob', password: 'secret', ticketCache: realm.cachePath('good') });
    proxy = await startSquid({
      auth: [
        { scheme: 'negotiate', helper: realm.helper },
        { scheme: 'basic', users: [{ user: 'bob', password: 'secret' }] },
      ],
      env: realm.helperEnvironment,
    });
  }, 60_000);
  afterAll(async () => {
    await proxy.stop();
    await realm.stop();
    await origin.stop();
  });

  const choose = async (options: {
    readonly cache: string;
    readonly host?: string;
    readonly password?: string;
    /** Another realm than the one with the right time. */
    readonly of?: Realm;
  }) => {
    const of = options.of ?? realm;
    const provider = openKerberos({
      execPath: process.execPath,
      env: { PATH: process.env['PATH'], ...of.clientEnvironment(of.cachePath(options.cache)) },
      platform: process.platform,
      timeoutMs: 10_000,
    });
    const context: SignInContext = {
      method: 'CONNECT',
      requestUri: origin.authority,
      host: options.host ?? proxyHost,
      port: proxy.port,
      to: 'proxy',
    };
    const connection = await openConnection(proxy);
    const asked = await connection.request(`CONNECT ${origin.authority}`, null);
    connection.close();
    const password = options.password;
    const chosen = await createSignInChooser({ clock: systemClock, negotiate: provider }).choose(asked.challenges, {
      credentials: password === undefined ? null : { user: 'bob', password: new Secret(password), from: 'option' },
      context,
      exclude: new Set(),
    });
    return { ...chosen, context };
  };

  test('a ticket opens the tunnel', { timeout: 30_000 }, async () => {
    const { signIn, context, unusable } = await choose({ cache: 'good' });
    expect(unusable).toEqual([]);
    expect(signIn?.scheme).toBe('negotiate');
    const connection = await openConnection(proxy);
    const result = signIn === null ? null : await attempt(connection, signIn, context);
    connection.close();
    expect(result?.statuses).toEqual([407, 200]);
    // squid writes the line of a tunnel after its end
    await expect.poll(() => proxy.log(), { timeout: 10_000 }).toContain('bob@LAB.TEST');
  });

  test(
    'without a ticket, Negotiate is passed over for Basic, and the reason is named',
    { timeout: 30_000 },
    async () => {
      const { signIn, unusable } = await choose({ cache: 'none', password: 'secret' });
      expect(signIn?.scheme).toBe('basic');
      expect(unusable).toEqual([{ scheme: 'negotiate', why: 'no-ticket' }]);
    },
  );

  test('an expired ticket is called expired', { timeout: 30_000 }, async () => {
    realm.kinit({ user: 'bob', password: 'secret', ticketCache: realm.cachePath('short'), lifetime: '1s' });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const { unusable } = await choose({ cache: 'short' });
    expect(unusable).toContainEqual({ scheme: 'negotiate', why: 'ticket-expired' });
  });

  test.skipIf(faketimeIsMissing !== null)(
    `clocks half an hour apart are named, and Basic is taken ${faketimeIsMissing ?? ''}`,
    { timeout: 30_000 },
    async () => {
      const ahead = await startRealm({ proxyHost, users: [{ user: 'bob', password: 'secret' }], clock: '+30m' });
      try {
        ahead.kinit({ user: 'bob', password: 'secret', ticketCache: ahead.cachePath('good') });
        const { signIn, unusable } = await choose({ cache: 'good', password: 'secret', of: ahead });
        expect(unusable).toEqual([{ scheme: 'negotiate', why: 'clock-skew' }]);
        expect(signIn?.scheme).toBe('basic');
      } finally {
        await ahead.stop();
      }
    },
  );

  test.each(['other.lab.test', '127.0.0.1'])(
    'a proxy named %s has no service principal',
    { timeout: 30_000 },
    async (host) => {
      const { unusable } = await choose({ cache: 'good', host });
      expect(unusable).toContainEqual({ scheme: 'negotiate', why: 'no-service-principal' });
    },
  );
});
