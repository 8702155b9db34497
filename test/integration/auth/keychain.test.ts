import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { CredentialStore } from '../../../src/auth/credential-store.ts';
import { openCredentialStore } from '../../../main/host/credential-store.ts';
import { openKeychain } from '../../../main/host/keychain.ts';
import { keyringIsMissing, startKeyring, type Keyring, type KeyringState } from '../../lab/servers/keyring.ts';

const KEY = { host: 'proxy.lab.test', port: 8080, realm: 'Lab: "East"', user: 'CORP\\山田' } as const;
const CANARY = 'canary ぱす:wörd"\\$ {}';

const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function storeWith(
  env: Readonly<Record<string, string>>,
  timeoutMs = 10_000,
): { store: CredentialStore; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lab-store-'));
  opened.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const keychain = openKeychain({ execPath: process.execPath, env: { PATH: process.env['PATH'], ...env }, timeoutMs });
  return { store: openCredentialStore({ keychain, dataFolder: join(folder, 'data'), clock: systemClock }), folder };
}

async function keyring(state: KeyringState): Promise<Keyring> {
  const started = await startKeyring(state);
  opened.push(() => started.stop());
  return started;
}

describe.skipIf(keyringIsMissing !== null)(`the keychain over a real gnome-keyring ${keyringIsMissing ?? ''}`, () => {
  test('a sign-in is stored, found, noted and deleted, and its file holds no secret', { timeout: 60_000 }, async () => {
    const { env } = await keyring('unlocked');
    const { store, folder } = storeWith(env);
    const where = { host: KEY.host, port: KEY.port };

    expect(await store.find(where)).toEqual({ ok: true, value: null });
    expect(await store.save(KEY, new Secret(CANARY), { untested: true })).toMatchObject({
      ok: true,
      value: { ...KEY, untested: true },
    });
    const found = await store.find({ ...where, realm: KEY.realm });
    expect(found.ok && found.value?.password.open()).toBe(CANARY);
    expect(JSON.stringify(found)).not.toContain('canary');

    await store.note(KEY, new Secret(CANARY), 'rejected');
    expect(await store.wasRejected(KEY, new Secret(CANARY))).toBe(true);
    expect(await store.wasRejected(KEY, new Secret('another'))).toBe(false);
    await store.note(KEY, new Secret(CANARY), 'accepted');
    expect(await store.wasRejected(KEY, new Secret(CANARY))).toBe(false);

    const file = join(folder, 'data', 'credentials.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'latin1');
    const forms = [CANARY, Buffer.from(CANARY).toString('base64'), encodeURIComponent(CANARY), 'canary'];
    expect(forms.filter((form) => text.includes(form))).toEqual([]);

    expect(await store.delete(KEY)).toEqual({ ok: true, value: true });
    expect(await store.list()).toEqual({ ok: true, value: [] });
    expect(await store.find({ ...where, user: KEY.user, realm: KEY.realm })).toEqual({ ok: true, value: null });
  });

  test(
    'two accounts of one proxy are kept apart, and the one accepted last comes first',
    { timeout: 60_000 },
    async () => {
      const { env } = await keyring('unlocked');
      const { store } = storeWith(env);
      await store.save({ ...KEY, user: 'a' }, new Secret('of a'), { untested: false });
      await store.save({ ...KEY, user: 'b' }, new Secret('of b'), { untested: false });
      await store.note({ ...KEY, user: 'a' }, new Secret('of a'), 'accepted');
      const first = await store.find({ host: KEY.host, port: KEY.port });
      const second = await store.find({ host: KEY.host, port: KEY.port, user: 'b' });
      expect([first, second].map((found) => found.ok && found.value?.password.open())).toEqual(['of a', 'of b']);
    },
  );

  test('a locked keyring is called locked, also where it says that nothing is there', { timeout: 60_000 }, async () => {
    const ring = await keyring('unlocked');
    const { store } = storeWith(ring.env);
    await store.save(KEY, new Secret(CANARY), { untested: false });
    ring.lock();
    expect(await store.find(KEY)).toMatchObject({ ok: false, problem: { kind: 'keychain-locked' } });
    expect(await store.save(KEY, new Secret('x'), { untested: false })).toMatchObject({
      ok: false,
      problem: { kind: 'keychain-locked' },
    });
    expect(await store.delete(KEY)).toMatchObject({ ok: false, problem: { kind: 'keychain-locked' } });
  });

  test('a keyring that was never unlocked can store nothing, and says so', { timeout: 60_000 }, async () => {
    const { env } = await keyring('empty');
    const { store } = storeWith(env);
    expect(await store.save(KEY, new Secret('x'), { untested: false })).toMatchObject({
      ok: false,
      problem: { kind: 'keychain-locked' },
    });
  });

  test('a bus without a keyring, and no bus at all, are called absent', { timeout: 60_000 }, async () => {
    const { env } = await keyring('absent');
    for (const each of [env, { HOME: env['HOME'] ?? '' }, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' }]) {
      const { store } = storeWith(each);
      expect(await store.save(KEY, new Secret('x'), { untested: false })).toMatchObject({
        ok: false,
        problem: { kind: 'keychain-absent' },
      });
    }
  });

  test('a keyring that hangs costs the time limit and leaves no process behind', { timeout: 60_000 }, async () => {
    const ring = await keyring('unlocked');
    ring.hang();
    const { store } = storeWith(ring.env, 1_500);
    expect(await store.save(KEY, new Secret('x'), { untested: false })).toMatchObject({
      ok: false,
      problem: { kind: 'keychain-timed-out' },
    });
    const left = process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap');
    expect(left.length).toBeLessThanOrEqual(2);
  });
});
