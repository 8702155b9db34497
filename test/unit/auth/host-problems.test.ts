import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../../src/base/result.ts';
import { Secret } from '../../../src/base/secret.ts';
import { openCredentialStore } from '../../../main/host/credential-store.ts';
import { keychainProblem, type Keychain } from '../../../main/host/keychain.ts';
import { negotiateProblem } from '../../../main/host/kerberos.ts';

describe('keychainProblem', () => {
  test.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'keychain-absent'],
    ['Could not connect: No such file or directory', 'keychain-absent'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'keychain-absent'],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'keychain-locked'],
    ['Cannot create an item in a locked collection', 'keychain-locked'],
    ['Timeout was reached', 'keychain-timed-out'],
    ['libsecret-1.so.0: cannot open shared object file: No such file or directory', 'keychain-absent'],
    ['Failed to load keytar native addon, checked […]', 'keychain-absent'],
    ['User canceled the operation.', 'keychain-refused'],
    ['something new', 'keychain-refused'],
  ])('calls "%s" %s', (message, kind) => {
    expect(keychainProblem(message).kind).toBe(kind);
  });
});

describe('negotiateProblem', () => {
  test.each([
    ['Unspecified GSS failure: No Kerberos credentials available (default cache: FILE:/tmp/x)', 'no-ticket'],
    ['Unspecified GSS failure: Ticket expired', 'ticket-expired'],
    ['Unspecified GSS failure: Server HTTP/p@R not found in Kerberos database', 'no-service-principal'],
    ['Unspecified GSS failure: Clock skew too great', 'clock-skew'],
    ["Cannot find module 'kerberos'", 'no-library'],
    ['something new', 'no-ticket'],
  ])('calls "%s" %s', (message, problem) => {
    expect(negotiateProblem(message)).toBe(problem);
  });
});

describe('the credential store over a keychain in memory', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-store-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const KEY = { host: 'p.test', port: 8080, realm: '', user: 'ito' } as const;
  const store = (wallMs = 0) => {
    const entries = new Map<string, Secret>();
    const keychain: Keychain = {
      get: (account) => Promise.resolve(ok(entries.get(account) ?? null)),
      set: (account, secret) => {
        entries.set(account, secret);
        return Promise.resolve(ok(true));
      },
      delete: (account) => Promise.resolve(ok(entries.delete(account))),
      checkUnlocked: () => Promise.resolve(ok(true)),
    };
    const clock = { nowMs: () => 0, wallMs: () => wallMs };
    return { entries, opened: openCredentialStore({ keychain, dataFolder: folder, clock }) };
  };

  test('names an entry so that no part can imitate another', async () => {
    const { entries, opened } = store();
    await opened.save({ host: 'p.test', port: 1, realm: 'a:b', user: 'c' }, new Secret('1'), { untested: false });
    await opened.save({ host: 'p.test', port: 1, realm: 'a', user: 'b:c' }, new Secret('2'), { untested: false });
    expect([...entries.keys()]).toEqual(['p.test:1:a%3Ab:c', 'p.test:1:a:b%3Ac']);
  });

  test('remembers a rejected password of a sign-in that was never stored', async () => {
    const { opened } = store();
    await opened.note(KEY, new Secret('wrong'), 'rejected');
    expect(await opened.wasRejected(KEY, new Secret('wrong'))).toBe(true);
    expect(await opened.wasRejected({ ...KEY, port: 1 }, new Secret('wrong'))).toBe(false);
    expect(await opened.list()).toEqual({ ok: true, value: [] });
  });

  test('keeps every note of many that come at the same time', async () => {
    const { opened } = store();
    await opened.save(KEY, new Secret('x'), { untested: true });
    await Promise.all(['a', 'b', 'c'].map((text) => opened.note(KEY, new Secret(text), 'rejected')));
    const known = await Promise.all(['a', 'b', 'c', 'd'].map((text) => opened.wasRejected(KEY, new Secret(text))));
    expect(known).toEqual([true, true, true, false]);
    await opened.note(KEY, new Secret('x'), 'accepted');
    const listed = await opened.list();
    expect(listed.ok && listed.value[0]).toEqual({
      ...KEY,
      storedAt: '1970-01-01T00:00:00.000Z',
      lastAcceptedAt: '1970-01-01T00:00:00.000Z',
      lastRejectedAt: '1970-01-01T00:00:00.000Z',
    });
  });

  test('puts a file that it can not read aside, and goes on', async () => {
    writeFileSync(join(folder, 'credentials.json'), '{"version":7}');
    const { opened } = store();
    expect(await opened.list()).toEqual({ ok: true, value: [] });
    expect(await opened.save(KEY, new Secret('x'), { untested: false })).toMatchObject({ ok: true });
    expect(readFileSync(join(folder, 'credentials.json.unreadable'), 'utf8')).toBe('{"version":7}');
  });
});
