/** The built command line against real proxies: each scheme with the right, a wrong and no password, and where it can't be used. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  haproxyIsMissing,
  startClosingHaproxy,
  startSilentlyClosingBalancer,
} from '../../lab/auth/closing-balancer.ts';
import { freePort, launch, makeFolder, programAt } from '../../lab/auth/launch.ts';
import { startOrigin, type Origin } from '../../lab/auth/origin.ts';
import { krb5IsMissing, startRealm, type Realm } from '../../lab/servers/krb5.ts';
import { makeNtlmHelper, ntlmAuthIsMissing, type NtlmHelper } from '../../lab/servers/samba.ts';
import { squidIsMissing, startSquid, type SquidAuth, type SquidServer } from '../../lab/servers/squid.ts';
import { startTinyproxy, tinyproxyIsMissing } from '../../lab/servers/tinyproxy.ts';
import { cliIsMissing, newPerson, type Person } from './sign-in-cli.ts';

const PASSWORDS = {
  'signs of URLs': 'p:a@s%s#w?rd/',
  'blanks inside and at the ends': ' two words ',
  Japanese: 'パスワード漢字',
  'Latin-1 letters': 'pässwörd',
} as const;

const LIMIT = { timeout: 90_000 };
const bob = ['--user', 'bob', '--password-stdin'];

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.stop());

const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function person(env: Readonly<Record<string, string>> = {}): Person {
  const made = newPerson(env);
  opened.push(() => {
    made.leave();
  });
  return made;
}

async function squid(auth: readonly SquidAuth[], env: Readonly<Record<string, string>> = {}): Promise<SquidServer> {
  const started = await startSquid({ auth, env });
  opened.push(() => started.stop());
  return started;
}

const urlOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `http://${host}:${String(port)}`;

/** Requests that came with a user name, by squid's own log; a refused one counts, whatever its password. */
function triesOf(proxy: SquidServer, user: string): number {
  return proxy
    .log()
    .split('\n')
    .filter((line) => line.includes('/407') && line.includes(` ${user} `)).length;
}

const squidSkip = cliIsMissing ?? squidIsMissing;
describe.skipIf(squidSkip !== null)(`Basic and Digest at squid ${squidSkip ?? ''}`, () => {
  test.each(['basic', 'digest'] as const)('%s: right, missing, wrong and wrong again', LIMIT, async (scheme) => {
    const proxy = await squid([{ scheme, users: [{ user: 'bob', password: 'secret' }] }]);
    const me = person();
    const ask = { proxy: urlOf(proxy), origin };

    const missing = await me.diagnose(ask);
    expect(missing.documents[0]?.verdict).toMatchObject({
      code: 'proxy.auth-required',
      details: { schemes: [scheme], realm: 'Lab' },
    });
    const right = await me.diagnose({ ...ask, options: bob }, { stdin: 'secret\n' });
    expect(right.documents[0]?.verdict.code).toBe('ok');
    // Digest sends no password; Basic sends it for everybody to read.
    expect(right.documents[0]?.verdict.details.flags ?? []).toEqual(scheme === 'basic' ? ['basic-in-clear'] : []);

    const wrong = await me.diagnose(
      { ...ask, paths: ['a', 'b', 'c', 'd', 'e'], options: bob },
      { stdin: 'not the secret\n' },
    );
    expect(wrong.documents.map(({ verdict }) => verdict.code)).toEqual(
      new Array<string>(5).fill('proxy.credentials-rejected'),
    );
    expect(triesOf(proxy, 'bob')).toBe(1);
    const again = await me.diagnose({ ...ask, options: bob }, { stdin: 'not the secret\n' });
    expect(again.documents[0]?.verdict).toMatchObject({
      code: 'proxy.credentials-rejected',
      details: { flags: expect.arrayContaining(['not-sent-again']) },
    });
    expect(triesOf(proxy, 'bob')).toBe(1);
    const insisting = await me.diagnose({ ...ask, options: [...bob, '--insist'] }, { stdin: 'not the secret\n' });
    expect(insisting.documents[0]?.verdict.code).toBe('proxy.credentials-rejected');
    expect(triesOf(proxy, 'bob')).toBe(2);
    const changed = await me.diagnose({ ...ask, options: bob }, { stdin: 'secret\n' });
    expect(changed.documents[0]?.verdict.code).toBe('ok');
  });

  test.each(['basic', 'digest'] as const)('%s takes passwords of every kind', LIMIT, async (scheme) => {
    const users = Object.values(PASSWORDS).map((password, index) => ({ user: `bob${String(index)}`, password }));
    const proxy = await squid([{ scheme, users }]);
    for (const { user, password } of users) {
      const options = ['--user', user, '--password-stdin'];
      const { documents } = await person().diagnose(
        { proxy: urlOf(proxy), origin, options },
        { stdin: `${password}\n` },
      );
      expect([user, documents[0]?.verdict.code]).toEqual([user, 'ok']);
    }
  });

  test('a directory service that takes its time is asked once', LIMIT, async () => {
    const helper = join(makeFolder('lab-slow-', 'proxy'), 'directory.sh');
    writeFileSync(helper, 'while read -r line; do sleep 4; echo ERR; done\n');
    const proxy = await squid([{ scheme: 'basic-by', helper: `/bin/sh ${helper}` }]);
    const me = person();
    const { documents } = await me.diagnose(
      { proxy: urlOf(proxy), origin, options: bob },
      { stdin: 'not the secret\n' },
    );
    expect(documents[0]?.verdict.code).toBe('proxy.credentials-rejected');
    expect(triesOf(proxy, 'bob')).toBe(1);
  });

  test('a Latin-1 password is tried once in UTF-8, and the charset is named as a likely reason', LIMIT, async () => {
    const password = Buffer.from('pässwörd', 'latin1');
    const proxy = await squid([{ scheme: 'basic', users: [{ user: 'bob', password }] }]);
    const { documents } = await person().diagnose(
      { proxy: urlOf(proxy), origin, options: bob },
      { stdin: 'pässwörd\n' },
    );
    expect(documents[0]?.verdict).toMatchObject({
      code: 'proxy.credentials-rejected',
      details: { flags: expect.arrayContaining(['charset-likely']) },
    });
    expect(triesOf(proxy, 'bob')).toBe(1);
  });

  test('a nonce that expires between the requests is no rejection', LIMIT, async () => {
    const users = [{ user: 'bob', password: 'secret' }];
    const proxy = await squid([{ scheme: 'digest', users, nonceUses: 1 }]);
    const { documents } = await person().diagnose(
      { proxy: urlOf(proxy), origin, paths: ['a', 'b', 'c'], options: bob },
      { stdin: 'secret' },
    );
    expect(documents.map(({ verdict }) => verdict.code)).toEqual(['ok', 'ok', 'ok']);
  });
});

const ntlmSkip = squidSkip ?? ntlmAuthIsMissing;
describe.skipIf(ntlmSkip !== null)(`NTLM at squid ${ntlmSkip ?? ''}`, () => {
  let helper: NtlmHelper;
  let proxy: SquidServer;
  beforeAll(async () => {
    helper = makeNtlmHelper({ user: 'bob', domain: 'CORP', password: 'secret' });
    proxy = await startSquid({ auth: [{ scheme: 'ntlm', helper: helper.helper }] });
  });
  afterAll(async () => {
    await proxy.stop();
    helper.stop();
  });
  const corpBob = ['--user', 'CORP\\bob', '--password-stdin'];

  test('right, missing and wrong', LIMIT, async () => {
    const ask = { proxy: urlOf(proxy), origin };
    const missing = await person().diagnose(ask);
    expect(missing.documents[0]?.verdict).toMatchObject({
      code: 'proxy.auth-required',
      details: { schemes: ['ntlm'] },
    });
    const right = await person().diagnose({ ...ask, options: corpBob }, { stdin: 'secret' });
    expect(right.documents[0]?.verdict.code).toBe('ok');
    const before = proxy.log().length;
    const wrong = await person().diagnose(
      { ...ask, paths: ['a', 'b', 'c'], options: corpBob },
      { stdin: 'not the secret' },
    );
    expect(wrong.documents.map(({ verdict }) => verdict.code)).toEqual(
      new Array<string>(3).fill('proxy.credentials-rejected'),
    );
    const named = proxy
      .log()
      .slice(before)
      .split('\n')
      .filter((line) => /bob/i.test(line));
    expect(named.length).toBeLessThanOrEqual(1);
  });

  test(
    'a balancer that closes between the messages breaks the sign-in, and the password is no suspect',
    LIMIT,
    async () => {
      const balancer = await startSilentlyClosingBalancer(proxy);
      opened.push(() => balancer.stop());
      const { documents } = await person().diagnose(
        { proxy: urlOf(balancer), origin, options: corpBob },
        { stdin: 'secret' },
      );
      expect(documents[0]?.verdict).toMatchObject({
        code: 'proxy.auth-broken',
        details: { unusable: { ntlm: 'connection-not-kept' } },
      });
    },
  );

  test.skipIf(haproxyIsMissing !== null)(
    `squid names no scheme at all where haproxy asks it to close ${haproxyIsMissing ?? ''}`,
    LIMIT,
    async () => {
      const balancer = await startClosingHaproxy(proxy);
      opened.push(() => balancer.stop());
      const { documents } = await person().diagnose(
        { proxy: urlOf(balancer), origin, options: corpBob },
        { stdin: 'secret' },
      );
      // NTLM belongs to a connection, so squid offers it on none that will not last.
      expect(documents[0]?.verdict.code).toBe('proxy.auth-challenge-missing');
    },
  );
});

const kerberosSkip = squidSkip ?? krb5IsMissing ?? ntlmAuthIsMissing;
describe.skipIf(kerberosSkip !== null)(`Negotiate, and all four schemes in one challenge ${kerberosSkip ?? ''}`, () => {
  const proxyHost = 'localhost';
  let realm: Realm;
  let helper: NtlmHelper;
  let only: SquidServer;
  let all: SquidServer;
  beforeAll(async () => {
    realm = await startRealm({ proxyHost, users: [{ user: 'bob', password: 'secret' }] });
    helper = makeNtlmHelper({ user: 'bob', domain: 'CORP', password: 'secret' });
    const users = [{ user: 'bob', password: 'secret' }];
    const negotiate: SquidAuth = { scheme: 'negotiate', helper: realm.helper };
    only = await startSquid({ auth: [negotiate], env: realm.helperEnvironment });
    all = await startSquid({
      auth: [
        negotiate,
        { scheme: 'ntlm', helper: helper.helper },
        { scheme: 'digest', users },
        { scheme: 'basic', users },
      ],
      env: realm.helperEnvironment,
    });
  }, 60_000);
  afterAll(async () => {
    await only.stop();
    await all.stop();
    helper.stop();
    await realm.stop();
  });
  const named = ({ port }: SquidServer, host = proxyHost): string => `http://${host}:${String(port)}`;
  const withTicket = (cache: string): Person => person(realm.clientEnvironment(realm.cachePath(cache)));

  test('a ticket opens the way without a password', LIMIT, async () => {
    realm.kinit({ user: 'bob', password: 'secret', ticketCache: realm.cachePath('good') });
    const { documents } = await withTicket('good').diagnose({ proxy: named(only), origin });
    expect(documents[0]?.verdict).toMatchObject({ code: 'ok' });
    await expect.poll(() => only.log(), { timeout: 10_000 }).toContain('bob@LAB.TEST');
  });

  test(
    'without a ticket, with an expired one, and under a name without a service, the reason is named',
    LIMIT,
    async () => {
      const reasonOf = async (cache: string, host?: string): Promise<unknown> => {
        const { documents } = await withTicket(cache).diagnose({ proxy: named(only, host), origin });
        const { code, details } = documents[0]?.verdict ?? {};
        return [code, details?.unusable];
      };
      expect(await reasonOf('none')).toEqual(['proxy.auth-scheme-unsupported', { negotiate: 'no-ticket' }]);
      realm.kinit({ user: 'bob', password: 'secret', ticketCache: realm.cachePath('short'), lifetime: '1s' });
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(await reasonOf('short')).toEqual(['proxy.auth-scheme-unsupported', { negotiate: 'ticket-expired' }]);
      realm.kinit({ user: 'bob', password: 'secret', ticketCache: realm.cachePath('good') });
      expect(await reasonOf('good', '127.0.0.1')).toEqual([
        'proxy.auth-scheme-unsupported',
        { negotiate: 'no-service-principal' },
      ]);
    },
  );

  test('of four schemes the strongest usable one is taken, and the one passed over is named', LIMIT, async () => {
    realm.kinit({ user: 'bob', password: 'secret', ticketCache: realm.cachePath('good') });
    const sent = async (cache: string, stdin: string | null): Promise<unknown> => {
      const options = stdin === null ? [] : ['--user', 'CORP\\bob', '--password-stdin'];
      const { documents } = await withTicket(cache).diagnose(
        { proxy: named(all), origin, options },
        { stdin: stdin ?? '' },
      );
      const exchanges = documents[0]?.observations.filter((one) => one.probe === 'http.exchange') ?? [];
      return [documents[0]?.verdict.code, exchanges.find(({ way }) => way.purpose === 'target')?.signIn.sent ?? null];
    };
    expect(await sent('good', null)).toEqual(['ok', 'negotiate']);
    expect(await sent('none', 'secret')).toEqual(['ok', 'ntlm']);
    expect(await sent('none', null)).toEqual(['proxy.auth-required', null]);
    const before = all.log().length;
    expect(await sent('none', 'not the secret')).toEqual(['proxy.credentials-rejected', null]);
    // No second scheme after the refusal.
    const tries = all.log().slice(before).split('\n');
    expect(tries.filter((line) => /bob/i.test(line)).length).toBeLessThanOrEqual(1);
  });
});

const tinySkip = cliIsMissing ?? tinyproxyIsMissing;
describe.skipIf(tinySkip !== null)(`tinyproxy ${tinySkip ?? ''}`, () => {
  test('right, missing and wrong', LIMIT, async () => {
    const proxy = await startTinyproxy({ users: [{ user: 'bob', password: 'secret-1' }] });
    opened.push(() => proxy.stop());
    const me = person();
    const codeOf = async (stdin: string | null): Promise<unknown> => {
      const options = stdin === null ? [] : bob;
      const { documents } = await me.diagnose({ proxy: urlOf(proxy), origin, options }, { stdin: stdin ?? '' });
      return documents[0]?.verdict.code;
    };
    expect(await codeOf(null)).toBe('proxy.auth-required');
    expect(await codeOf('secret-1')).toBe('ok');
    expect(await codeOf('wrong')).toBe('proxy.credentials-rejected');
  });
});

const MICROSOCKS = programAt('/usr/bin/microsocks');
const socksSkip =
  cliIsMissing ?? (MICROSOCKS === null ? 'microsocks is not installed (Debian package microsocks).' : null);
describe.skipIf(socksSkip !== null)(`SOCKS5 with user and password at microsocks ${socksSkip ?? ''}`, () => {
  test('right, missing, wrong, and a password that the protocol has no room for', LIMIT, async () => {
    const port = await freePort();
    const folder = makeFolder('lab-socks-');
    const proxy = await launch({
      command: [MICROSOCKS ?? '', '-i', '127.0.0.1', '-p', String(port), '-u', 'bob', '-P', 'パス wörd:@%#'],
      folder,
      isReady: () => new Promise((resolve) => setTimeout(resolve, 200, true)),
    });
    opened.push(() => proxy.stop());
    const codeOf = async (stdin: string | null): Promise<unknown> => {
      const options = stdin === null ? [] : bob;
      const given = { proxy: `socks5://127.0.0.1:${String(port)}`, origin, options };
      const { documents } = await person().diagnose(given, { stdin: stdin ?? '' });
      return documents[0]?.verdict.code;
    };
    expect(await codeOf(null)).toBe('proxy.auth-required');
    expect(await codeOf('パス wörd:@%#')).toBe('ok');
    expect(await codeOf('wrong')).toBe('proxy.credentials-rejected');
    expect(await codeOf('x'.repeat(256))).toBe('proxy.auth-required');
  });
});

const DANTED = programAt('/usr/sbin/danted');
const danteSkip =
  cliIsMissing ??
  (DANTED === null
    ? 'dante is not installed (Debian package dante-server).'
    : process.getuid?.() === 0
      ? null
      : 'Only root can give dante an account of its own.');
describe.skipIf(danteSkip !== null)(`SOCKS5 with a system account at dante ${danteSkip ?? ''}`, () => {
  test('right, missing and wrong; and by its own log a wrong one is sent once', LIMIT, async () => {
    const port = await freePort();
    const folder = makeFolder('lab-dante-');
    const at = (name: string): string => join(folder, name);
    writeFileSync(
      at('danted.conf'),
      [
        'logoutput: stdout',
        `internal: 127.0.0.1 port = ${String(port)}`,
        'external: 127.0.0.1',
        'clientmethod: none',
        'socksmethod: username',
        'user.privileged: root',
        'user.unprivileged: nobody',
        'client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 log: connect disconnect error }',
        'socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 log: connect error }',
        '',
      ].join('\n'),
    );
    // dante knows only accounts of the system: it gets account files of its own, in a mount namespace of its own.
    const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], {
      input: 'pa:ss@%# wörd\n',
      encoding: 'utf8',
    }).trim();
    writeFileSync(
      at('passwd'),
      `${readFileSync('/etc/passwd', 'utf8')}bob:x:4242:4242::/nonexistent:/usr/sbin/nologin\n`,
    );
    writeFileSync(at('shadow'), `${readFileSync('/etc/shadow', 'utf8')}bob:${hash}:19000:0:99999:7:::\n`, {
      mode: 0o600,
    });
    const mounts = ['passwd', 'shadow'].map((name) => `mount --bind '${at(name)}' /etc/${name}`).join(' && ');
    const proxy = await launch({
      command: ['unshare', '-m', 'sh', '-c', `${mounts} && exec danted -N 1 -f '${at('danted.conf')}'`],
      folder,
      isReady: (output) => output.includes('running'),
    });
    opened.push(() => proxy.stop());
    const codeOf = async (stdin: string | null): Promise<unknown> => {
      const options = stdin === null ? [] : bob;
      const given = { proxy: `socks5://127.0.0.1:${String(port)}`, origin, options };
      const { documents } = await person().diagnose(given, { stdin: stdin ?? '' });
      return documents[0]?.verdict.code;
    };
    expect(await codeOf(null)).toBe('proxy.auth-required');
    expect(await codeOf('pa:ss@%# wörd')).toBe('ok');
    const before = proxy.output();
    expect(await codeOf('wrong')).toBe('proxy.credentials-rejected');
    const refusals = (): number =>
      proxy.output().slice(before.length).split('authentication failed for user').length - 1;
    await expect.poll(refusals, { timeout: 5_000 }).toBe(1);
  });
});
