import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCredentialStore } from '../../../main/host/credential-store.ts';
import type { Keychain } from '../../../main/host/keychain.ts';
import { openSignInPlaces } from '../../../main/host/sign-in-places.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { ok } from '../../../src/base/result.ts';
import { Secret } from '../../../src/base/secret.ts';

const KEY = { host: 'proxy.example', port: 3128, realm: 'office', user: 'taro' } as const;
const NO_SIGNAL = new AbortController().signal;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'throughway-sign-ins-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A keychain in memory, and what opens over it. */
function desk() {
  const kept = new Map<string, string>();
  const keychain: Keychain = {
    get: (account) => {
      const found = kept.get(account);
      return Promise.resolve(ok(found === undefined ? null : new Secret(found)));
    },
    set: (account, secret) => {
      kept.set(account, secret.open());
      return Promise.resolve(ok(true));
    },
    delete: (account) => Promise.resolve(ok(kept.delete(account))),
    checkUnlocked: () => Promise.resolve(ok(true)),
  };
  let now = Date.UTC(2026, 0, 1);
  const clock = { ...systemClock, wallMs: () => (now += 1_000) };
  const given = { keychain, dataFolder: folder, clock };
  const places = openSignInPlaces(given);
  const store = openCredentialStore(given);
  return {
    kept,
    store,
    places,
    prepare: async (password: string) => {
      const prepared = await places.prepare(KEY, new Secret(password));
      if (!prepared.ok) throw new Error(prepared.problem.kind);
      return prepared.value;
    },
    current: async () => {
      const found = await store.find({ ...KEY });
      return found.ok ? (found.value?.password.open() ?? null) : found.problem.kind;
    },
  };
}

describe('a stored sign-in as a place', () => {
  it('is stored by writing, gone by taking back, and its texts hold no secret', async () => {
    const { kept, places, prepare, current } = desk();
    const { step } = await prepare('first-secret');
    expect(JSON.stringify(step)).not.toContain('secret');
    const place = places.open(KEY);
    expect(await place.read(NO_SIGNAL)).toEqual({ state: 'absent' });
    expect(await current()).toBeNull();
    expect(await place.write(step.to, NO_SIGNAL)).toMatchObject({ ok: true });
    expect(await place.read(NO_SIGNAL)).toEqual({ state: 'read', value: step.to });
    expect(await current()).toBe('first-secret');
    expect(kept.size).toBe(1);
    expect(readFileSync(path.join(folder, 'credentials.json'), 'utf8')).not.toContain('secret');
    expect(await place.write(null, NO_SIGNAL)).toMatchObject({ ok: true });
    expect([...kept]).toEqual([]);
  });

  it('gives way to another, and comes back, also where a step is done twice', async () => {
    const { kept, places, prepare, current } = desk();
    const place = places.open(KEY);
    const first = await prepare('first');
    await place.write(first.step.to, NO_SIGNAL);
    const second = await prepare('second');
    expect(second.step.from).toBe(first.step.to);
    expect(await current()).toBe('first');
    for (let times = 0; times < 2; times += 1)
      expect(await place.write(second.step.to, NO_SIGNAL)).toMatchObject({ ok: true });
    expect(await current()).toBe('second');
    for (let times = 0; times < 2; times += 1)
      expect(await place.write(second.step.from, NO_SIGNAL)).toMatchObject({ ok: true });
    expect(await current()).toBe('first');
    expect(kept.size).toBe(1);
  });

  it('leaves nothing of one that is not stored after all, and nothing behind what is deleted', async () => {
    const { kept, store, places, prepare, current } = desk();
    const place = places.open(KEY);
    await place.write((await prepare('first')).step.to, NO_SIGNAL);
    await (await prepare('never')).forget();
    await place.write((await prepare('second')).step.to, NO_SIGNAL);
    await place.write((await prepare('third')).step.to, NO_SIGNAL);
    expect(await current()).toBe('third');
    // Only the one before can be had back.
    expect([...kept.values()].sort()).toEqual(['second', 'third']);
    await store.delete(KEY);
    expect([...kept]).toEqual([]);
    expect(await place.write('2026-01-01T00:00:01.000Z', NO_SIGNAL)).toMatchObject({ problem: { kind: 'refused' } });
  });

  it('takes the place of the same account that was stored before its realm was known', async () => {
    const { store, places, prepare, current } = desk();
    await store.save({ ...KEY, realm: '' }, new Secret('old'), { untested: true });
    const { step } = await prepare('new');
    expect(step.ref).toMatchObject({ kind: 'sign-in', realm: '' });
    await places.open({ ...KEY, realm: '' }).write(step.to, NO_SIGNAL);
    expect(await current()).toBe('new');
    expect((await store.list()).ok && (await store.list())).toMatchObject({ value: [{ realm: '' }] });
  });
});
