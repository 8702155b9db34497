/** `throughway credentials` through the built command line, over a real gnome-keyring in each of its states. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startOrigin, type Origin } from '../../lab/auth/origin.ts';
import { keyringIsMissing, startKeyring, type Keyring, type KeyringState } from '../../lab/servers/keyring.ts';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';
import { cliIsMissing, newPerson, type Person } from './sign-in-cli.ts';

const LIMIT = { timeout: 90_000 };
const skip = cliIsMissing ?? squidIsMissing ?? keyringIsMissing;

describe.skipIf(skip !== null)(`credentials over a real keyring ${skip ?? ''}`, () => {
  let origin: Origin;
  let squid: SquidServer;
  let place: string;
  beforeAll(async () => {
    origin = await startOrigin();
    squid = await startSquid({ auth: [{ scheme: 'basic', users: [{ user: 'bob', password: 'secret' }] }] });
    place = `127.0.0.1:${String(squid.port)}`;
  });
  afterAll(async () => {
    await squid.stop();
    await origin.stop();
  });
  const opened: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  async function personWith(state: KeyringState): Promise<Person & { readonly ring: Keyring }> {
    const ring = await startKeyring(state);
    const person = newPerson(ring.env);
    opened.push(() => ring.stop());
    opened.push(() => {
      person.leave();
    });
    return { ...person, ring };
  }
  const set = (person: Person, stdin: string, ...more: readonly string[]): ReturnType<Person['run']> =>
    person.run(
      [
        'credentials',
        'set',
        '--json',
        place,
        '--user',
        'bob',
        '--password-stdin',
        '--control-url',
        origin.url,
        ...more,
      ],
      { stdin },
    );
  const diagnose = (person: Person, ...options: readonly string[]): ReturnType<Person['diagnose']> =>
    person.diagnose({ proxy: `http://${place}`, origin, options });
  const tries = (): number =>
    squid
      .log()
      .split('\n')
      .filter((line) => line.includes('/407') && line.includes(' bob ')).length;

  test('only what the proxy accepted is stored, and a refused password is not sent twice', LIMIT, async () => {
    const me = await personWith('unlocked');
    const before = tries();
    const wrong = await set(me, 'not the secret\n');
    expect([wrong.status, JSON.parse(wrong.stdout)]).toMatchObject([1, { outcome: 'rejected', stored: false }]);
    const again = await set(me, 'not the secret\n');
    expect([again.status, JSON.parse(again.stdout)]).toMatchObject([
      1,
      { outcome: 'refused-before', stored: false, hints: ['rejected-before'] },
    ]);
    expect(tries() - before).toBe(1);
    const insisting = await set(me, 'not the secret\n', '--insist');
    expect(JSON.parse(insisting.stdout)).toMatchObject({ outcome: 'rejected' });
    expect(tries() - before).toBe(2);

    const right = await set(me, 'secret\n');
    expect([right.status, JSON.parse(right.stdout)]).toMatchObject([
      0,
      { outcome: 'accepted', stored: true, realm: 'Lab', user: 'bob', proxy: place },
    ]);
    const listed = await me.run(['credentials', 'list', '--json']);
    expect([listed.status, JSON.parse(listed.stdout)]).toMatchObject([
      0,
      { credentials: [{ proxy: place, user: 'bob', realm: 'Lab', untested: false, ageDays: 0 }] },
    ]);
    const tested = await me.run(['credentials', 'test', place, '--control-url', origin.url]);
    expect([tested.status, tested.stdout]).toEqual([0, expect.stringContaining('accepted')]);
    const found = await diagnose(me);
    expect(found.documents[0]?.verdict.code).toBe('ok');
    expect((await diagnose(me, '--user', 'bob')).documents[0]?.verdict.code).toBe('ok');

    const deleted = await me.run(['credentials', 'delete', place]);
    expect(deleted.status).toBe(0);
    expect((await me.run(['credentials', 'delete', place])).status).toBe(1);
    expect((await diagnose(me)).documents[0]?.verdict.code).toBe('proxy.auth-required');
    const nobody = await diagnose(me, '--user', 'bob');
    expect([nobody.status, nobody.stdout]).toEqual([2, '']);
  });

  test('a password stored untested is refused once, remembered, and shown as refused', LIMIT, async () => {
    const me = await personWith('unlocked');
    const before = tries();
    const stored = await set(me, 'old secret', '--untested');
    expect([stored.status, JSON.parse(stored.stdout)]).toMatchObject([0, { outcome: 'not-tried', stored: true }]);
    for (let run = 0; run < 2; run += 1) {
      const { documents } = await diagnose(me);
      expect(documents[0]?.verdict.code).toBe('proxy.credentials-rejected');
    }
    expect(tries() - before).toBe(1);
    const listed = await me.run(['credentials', 'list', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject({
      credentials: [{ untested: true, lastRejectedAt: expect.any(String) }],
    });
    expect((await me.run(['credentials', 'test', place, '--control-url', origin.url])).status).toBe(1);
    expect(tries() - before).toBe(1);
  });

  test('slips are pointed out in both languages, and nothing is changed', LIMIT, async () => {
    const me = await personWith('unlocked');
    const args = ['credentials', 'set', place, '--user', 'CORP/bob', '--password-stdin', '--untested'];
    const en = await me.run(args, { stdin: 'ｓecret ' });
    expect(en.stderr).toMatch(/full-width[\s\S]*blank at the end/);
    expect(en.stderr).toContain('backslash');
    const ja = await me.run([...args, '--lang', 'ja'], { stdin: 'ｓecret ' });
    expect(ja.stderr).toMatch(/全角[\s\S]*空白/);
    expect(en.stdout + en.stderr + ja.stdout + ja.stderr).not.toContain('ｓecret');
  });

  test('other places with a sign-in are named, and nothing of them is read out', LIMIT, async () => {
    const me = await personWith('absent');
    const home = me.ring.env['HOME'] ?? '';
    writeFileSync(join(home, '.netrc'), 'machine proxy.example login bob password netrc-canary\n');
    writeFileSync(join(home, '.npmrc'), 'proxy=http://bob:npm-canary@proxy.example:8080\n');
    const env = { http_proxy: 'http://bob:env-canary@127.0.0.1:1' };
    const json = await me.run(['credentials', 'list', '--json'], { env });
    const text = await me.run(['credentials', 'list'], { env });
    expect([json.status, text.status]).toEqual([0, 0]);
    const { otherStores }: { otherStores: { kind: string }[] } = JSON.parse(json.stdout);
    expect(otherStores.map(({ kind }) => kind)).toEqual(['environment', 'npm', 'netrc']);
    expect(json.stdout + json.stderr + text.stdout + text.stderr).not.toContain('canary');
  });

  test('a locked keyring is a clear sentence, and a remark beside the verdict', LIMIT, async () => {
    const me = await personWith('unlocked');
    expect((await set(me, 'secret')).status).toBe(0);
    me.ring.lock();
    const refused = await set(me, 'secret');
    expect([refused.status, JSON.parse(refused.stdout)]).toMatchObject([4, { problem: 'keychain-locked' }]);
    expect(refused.stderr).toMatch(/locked.*Unlock.*asks for the password each time/);
    expect((await me.run(['credentials', 'test', place])).status).toBe(4);
    expect((await me.run(['credentials', 'delete', place])).status).toBe(4);
    expect((await me.run(['credentials', 'list'])).status).toBe(0);
    const { documents } = await diagnose(me);
    expect(documents[0]?.verdict.code).toBe('proxy.auth-required');
    expect(documents[0]?.alsoFound.map(({ code }) => code)).toContain('device.keychain-unavailable');
  });

  test('no keyring at all is a clear sentence, and a remark beside the verdict', LIMIT, async () => {
    const me = await personWith('absent');
    const refused = await set(me, 'secret');
    expect([refused.status, JSON.parse(refused.stdout)]).toMatchObject([4, { problem: 'keychain-absent' }]);
    expect(refused.stderr).toMatch(/no keychain.*asks for the password each time/);
    const { documents } = await diagnose(me);
    expect(documents[0]?.verdict.code).toBe('proxy.auth-required');
    expect(documents[0]?.alsoFound.map(({ code }) => code)).toContain('device.keychain-unavailable');
    const given = await me.diagnose(
      { proxy: `http://${place}`, origin, options: ['--user', 'bob', '--password-stdin'] },
      { stdin: 'secret' },
    );
    expect(given.documents[0]?.verdict.code).toBe('ok');
  });

  test('a keyring that hangs costs its time limit and no more', LIMIT, async () => {
    const me = await personWith('unlocked');
    expect((await set(me, 'secret')).status).toBe(0);
    me.ring.hang();
    const begun = performance.now();
    const { documents } = await diagnose(me);
    expect(performance.now() - begun).toBeLessThan(14_000);
    expect(documents[0]?.verdict.code).toBe('proxy.auth-required');
    expect(documents[0]?.alsoFound.map(({ code }) => code)).toContain('device.keychain-unavailable');
    const refused = await set(me, 'secret');
    expect([refused.status, JSON.parse(refused.stdout)]).toMatchObject([4, { problem: 'keychain-timed-out' }]);
  });
});
