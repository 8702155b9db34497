import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import type { Changes } from '../../../src/change/changes.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import { memoryPlaces, type MemoryPlaces, planOf, step } from './memory-stores.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughway-changes-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const never = (): { readonly signal: AbortSignal } => ({ signal: new AbortController().signal });
const gently = (): { readonly signal: AbortSignal; readonly insist: boolean } => ({ ...never(), insist: false });

function changesOn(places: MemoryPlaces): Changes {
  return createChanges({
    openStore: places.open,
    clock: systemClock,
    dataFolder: folder,
  });
}

async function appliedId(changes: Changes, plan: ReturnType<typeof planOf>): Promise<string> {
  const outcome = await changes.apply(plan, never());
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
  return outcome.value.id;
}

/** Leaves a change as a killed process leaves it. */
async function cutShort(id: string): Promise<void> {
  const file = join(folder, 'changes', `${id}.json`);
  await writeFile(file, (await readFile(file, 'utf8')).replace('"phase":"applied"', '"phase":"applying"'));
}

describe('making a change', () => {
  it('writes every place in order, tells of each before, and keeps a record without the texts', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const changes = changesOn(places);
    const told: string[] = [];
    const outcome = await changes.apply(planOf(step('a', '1', 'x'), step('b', '2', null), step('c', null, 'z')), {
      ...never(),
      onProgress: ({ what, step: number, of }) => told.push(`${what} ${String(number)}/${String(of)}`),
    });
    expect(outcome).toMatchObject({ ok: true, value: { state: 'applied', restart: ['Firefox'] } });
    expect(places.writes).toEqual(['a=x', 'b-', 'c=z']);
    expect(told).toEqual(['a 1/3', 'b 2/3', 'c 3/3']);
    expect(await changes.list()).toEqual([outcome.ok ? outcome.value : null]);
  });

  it('leaves out what is as it should be, and says so where that is all', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    expect(await changesOn(places).apply(planOf(step('a', '1', '1')), never())).toEqual({
      ok: false,
      problem: { kind: 'nothing-to-change' },
    });
    await appliedId(changesOn(places), planOf(step('a', '1', '1'), step('b', '2', '3')));
    expect(places.writes).toEqual(['b=3']);
  });

  it.each([
    [
      'needs administrator rights',
      { access: { state: 'needs-administrator' } },
      { kind: 'needs-administrator', what: ['b'] },
    ],
    ['is fixed by IT', { access: { state: 'managed' } }, { kind: 'managed', what: ['b'] }],
    [
      'can not be written at all',
      { access: { state: 'impossible', why: 'read-only file system' } },
      { kind: 'not-written', what: 'b', problem: { kind: 'refused', detail: 'read-only file system' } },
    ],
    ['can not be read', { unreadable: true }, { kind: 'unreadable', what: 'b', why: 'EIO' }],
  ] as const)('writes nothing and keeps no record where one place %s', async (_, trouble, problem) => {
    const places = memoryPlaces({ a: '1', b: '2' });
    places.trouble.set('b', trouble);
    const changes = changesOn(places);
    expect(await changes.apply(planOf(step('a', '1', 'x'), step('b', '2', 'y')), never())).toEqual({
      ok: false,
      problem,
    });
    expect({ writes: places.writes, list: await changes.list() }).toEqual({ writes: [], list: [] });
  });

  it('writes nothing where somebody changed a place after the preview', async () => {
    const places = memoryPlaces({ a: '1', b: 'other' });
    const outcome = await changesOn(places).apply(planOf(step('a', '1', 'x'), step('b', '2', 'y')), never());
    expect(outcome).toEqual({ ok: false, problem: { kind: 'changed-meanwhile', what: ['b'] } });
    expect(places.writes).toEqual([]);
  });

  it.each([
    ['refuses', { write: { kind: 'refused', detail: 'no' } }, { kind: 'not-written' }],
    ['says yes and saves nothing', { forgets: true }, { kind: 'not-saved', what: 'c' }],
  ] as const)('puts everything back in reverse where a place %s', async (_, trouble, problem) => {
    const places = memoryPlaces({ a: '1', b: '2' });
    places.trouble.set('c', trouble);
    const changes = changesOn(places);
    const plan = planOf(step('a', '1', 'x'), step('b', '2', null), step('c', null, 'z'));
    expect(await changes.apply(plan, never())).toMatchObject({ ok: false, problem });
    expect(places.writes.filter((one) => !one.startsWith('c'))).toEqual(['a=x', 'b-', 'b=2', 'a=1']);
    expect(await changes.list()).toMatchObject([{ state: 'failed' }]);
  });

  it('puts everything back where it is cancelled in the middle', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const controller = new AbortController();
    places.trouble.set('b', {
      beforeWrite: () => {
        controller.abort();
      },
    });
    const outcome = await changesOn(places).apply(planOf(step('a', '1', 'x'), step('b', '2', 'y')), controller);
    expect(outcome).toEqual({ ok: false, problem: { kind: 'cancelled' } });
    expect(Object.fromEntries(places.texts)).toEqual({ a: '1', b: '2' });
  });

  it('says what could not be put back, and undo goes on with it', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const changes = changesOn(places);
    places.trouble.set('b', {
      write: { kind: 'refused', detail: 'no' },
      beforeWrite: () => places.trouble.set('a', { write: { kind: 'refused', detail: 'no' } }),
    });
    const outcome = await changes.apply(planOf(step('a', '1', 'x'), step('b', '2', 'y')), never());
    expect(outcome).toMatchObject({ ok: false, problem: { kind: 'half-made', what: ['a'] } });
    const id = outcome.ok || outcome.problem.kind !== 'half-made' ? '' : outcome.problem.id;
    places.trouble.clear();
    expect(await changes.list()).toMatchObject([{ id, state: 'interrupted' }]);
    expect(await changes.undo(id, gently())).toMatchObject({ ok: true, value: { state: 'undone' } });
    expect(Object.fromEntries(places.texts)).toEqual({ a: '1', b: '2' });
  });

  it('refuses while another change is being made', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const changes = changesOn(places);
    const inside: unknown[] = [];
    const others: Promise<unknown>[] = [];
    places.trouble.set('a', {
      beforeWrite: () => {
        others.push(
          changesOn(places)
            .apply(planOf(step('b', '2', 'y')), never())
            .then((one) => inside.push(one)),
        );
        others.push(changes.list().then((one) => inside.push(one)));
      },
    });
    const slow = { ...places, open: slowly(places.open, others) };
    await appliedId(changesOn(slow), planOf(step('a', '1', 'x')));
    expect(inside).toEqual(expect.arrayContaining([{ ok: false, problem: { kind: 'busy' } }, []]));
  });

  it('refuses while an earlier change is cut short, and makes it once that is taken back', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const changes = changesOn(places);
    const id = await appliedId(changes, planOf(step('a', '1', 'x')));
    await cutShort(id);
    const plan = planOf(step('b', '2', 'y'));
    expect(await changes.apply(plan, never())).toEqual({ ok: false, problem: { kind: 'interrupted', id } });
    expect(await changes.undo(id, gently())).toMatchObject({ ok: true });
    expect(await changes.apply(plan, never())).toMatchObject({ ok: true });
  });

  it('names the code where the folder of the journal can not be written', async () => {
    await writeFile(join(folder, 'changes'), '');
    const outcome = await changesOn(memoryPlaces({ a: '1' })).apply(planOf(step('a', '1', 'x')), never());
    expect(outcome).toMatchObject({ ok: false, problem: { kind: 'journal' } });
  });
});

/** Reading back waits for what went on inside. */
function slowly(open: MemoryPlaces['open'], others: readonly Promise<unknown>[]): MemoryPlaces['open'] {
  return (ref) => {
    const store = open(ref);
    return {
      ...store,
      write: async (text, signal) => {
        const outcome = await store.write(text, signal);
        await Promise.all(others);
        return outcome;
      },
    };
  };
}

describe('taking a change back', () => {
  it('restores every place in reverse, once', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const changes = changesOn(places);
    const id = await appliedId(changes, planOf(step('a', '1', 'x'), step('b', '2', null), step('c', null, 'z')));
    expect(await changes.undo(id, gently())).toMatchObject({ ok: true, value: { state: 'undone' } });
    expect(places.writes.slice(3)).toEqual(['c-', 'b=2', 'a=1']);
    expect(await changes.undo(id, gently())).toEqual({ ok: false, problem: { kind: 'already-undone' } });
  });

  it('asks first where somebody changed a place since, and shows no secret of theirs', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const changes = changesOn(places);
    const id = await appliedId(changes, planOf(step('a', '1', 'x'), step('b', '2', 'y')));
    places.texts.set('b', 'proxy=http://bob:s3cret@proxy.example:1\nproxyPassword=s3cret\nother');
    const conflicts = [{ what: 'b', left: 'y', now: '‹secret›@proxy.example:1', before: '2' }];
    expect(await changes.undo(id, gently())).toEqual({ ok: false, problem: { kind: 'changed-since', conflicts } });
    expect(await changes.list()).toMatchObject([{ state: 'applied' }]);
    expect(await changes.undo(id, { ...never(), insist: true })).toMatchObject({ ok: true });
    expect(Object.fromEntries(places.texts)).toEqual({ a: '1', b: '2' });
  });

  it('leaves alone what somebody already put back', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const changes = changesOn(places);
    const id = await appliedId(changes, planOf(step('a', '1', 'x'), step('b', '2', 'y')));
    places.texts.set('a', '1');
    places.writes.length = 0;
    places.trouble.set('a', { access: { state: 'needs-administrator' } });
    expect(await changes.undo(id, gently())).toMatchObject({ ok: true });
    expect(places.writes).toEqual(['b=2']);
  });

  it('stays as it is where rights are missing, and goes on where it was cut short', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const changes = changesOn(places);
    const id = await appliedId(changes, planOf(step('a', '1', 'x'), step('b', '2', 'y')));
    places.trouble.set('a', { access: { state: 'needs-administrator' } });
    expect(await changes.undo(id, gently())).toEqual({
      ok: false,
      problem: { kind: 'needs-administrator', what: ['a'] },
    });
    expect(await changes.list()).toMatchObject([{ state: 'applied' }]);
    places.trouble.set('a', { write: { kind: 'refused', detail: 'no' } });
    expect(await changes.undo(id, gently())).toMatchObject({ ok: false, problem: { kind: 'not-written', what: 'a' } });
    expect(await changes.list()).toMatchObject([{ state: 'interrupted' }]);
    places.trouble.clear();
    expect(await changes.undo(id, gently())).toMatchObject({ ok: true });
    expect(Object.fromEntries(places.texts)).toEqual({ a: '1', b: '2' });
  });

  it('names what it does not know, what is broken, and what no longer opens', async () => {
    const places = memoryPlaces({ a: '1', b: '2' });
    const changes = changesOn(places);
    const first = await appliedId(changes, planOf(step('a', '1', 'x')));
    const second = await appliedId(changes, planOf(step('b', '2', 'y')));
    await writeFile(join(folder, 'changes', `${first}.json`), '{"version":1,');
    await rm(join(folder, 'changes.key'));
    for (const id of ['../changes', '20200101T000000Z-abcdef'])
      expect(await changes.undo(id, gently())).toEqual({ ok: false, problem: { kind: 'not-found' } });
    expect(await changes.undo(first, gently())).toEqual({ ok: false, problem: { kind: 'journal', code: 'BROKEN' } });
    expect(await changes.undo(second, gently())).toEqual({ ok: false, problem: { kind: 'journal', code: 'SEALED' } });
    expect(await changes.list()).toMatchObject([{ id: second }]);
  });
});

describe('what stands on the disk', () => {
  it('holds no text of a place in clear, and nobody else may read it', async () => {
    const canary = 'C4nary-of-another-program';
    const places = memoryPlaces({ a: `//registry.example/:_authToken=${canary}` });
    const changes = changesOn(places);
    const from = places.texts.get('a') ?? '';
    const plan = planOf({ ...step('a', from, `${from}\nproxy=x`), shown: { what: 'a', from: null, to: 'proxy=x' } });
    await appliedId(changes, plan);
    const names = ['changes.key', ...(await readdir(join(folder, 'changes'))).map((name) => join('changes', name))];
    for (const name of names) {
      const text = await readFile(join(folder, name), 'latin1');
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString('base64').slice(0, 20));
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
    expect(names).toHaveLength(2);
  });

  it('takes over the lock of a process that is gone, and of an earlier run with the same number', async () => {
    const places = memoryPlaces({ a: '1' });
    await mkdir(join(folder, 'changes'));
    const lock = join(folder, 'changes', 'lock');
    const now = Date.now();
    for (const holder of [
      { pid: 2 ** 22 - 3, began: 0, at: now },
      { pid: process.pid, began: 0, at: now },
      { pid: 1, began: 0, at: 0 },
      'nonsense',
    ]) {
      await writeFile(lock, JSON.stringify(holder));
      const id = await appliedId(changesOn(places), planOf(step('a', '1', 'x')));
      expect(await changesOn(places).undo(id, gently())).toMatchObject({ ok: true });
    }
    await writeFile(lock, JSON.stringify({ pid: process.ppid, began: 0, at: now }));
    expect(await changesOn(places).apply(planOf(step('a', '1', 'x')), never())).toMatchObject({
      problem: { kind: 'busy' },
    });
  });

  it('keeps the newest two hundred, and everything that was cut short', async () => {
    const places = memoryPlaces({ a: '1' });
    const changes = changesOn(places);
    const oldest = await appliedId(changes, planOf(step('a', '1', 'x')));
    await changes.undo(oldest, gently());
    const text = await readFile(join(folder, 'changes', `${oldest}.json`), 'utf8');
    for (let number = 2; number <= 210; number += 1) {
      const id = `20200101T000000Z-${number.toString(16).padStart(6, '0')}`;
      const copy = text.replaceAll(oldest, id).replace('"order":1', `"order":${String(number)}`);
      await writeFile(join(folder, 'changes', `${id}.json`), copy);
    }
    await writeFile(join(folder, 'changes', `${oldest}.json.123456`), 'left behind');
    await appliedId(changes, planOf(step('a', '1', 'x')));
    const names = await readdir(join(folder, 'changes'));
    expect(names).toHaveLength(201);
    expect(names.some((name) => name.endsWith('.123456'))).toBe(false);
  });
});
