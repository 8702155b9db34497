import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createChanges } from '../../../src/change/create-changes.ts';
import type { Store } from '../../../src/change/store.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { createFileStore } from '../../../src/system/file-store.ts';
import { rightsOnLinux, rightsOnMacos } from '../../../src/system/file-rights.ts';
import type { CommandOutcome, SystemTools } from '../../../src/system/system-tools.ts';
import { NO_SIGNAL } from './helpers.ts';

const answering = (outcome: CommandOutcome): Pick<SystemTools, 'run'> => ({ run: () => Promise.resolve(outcome) });
const said = (stdout: string): CommandOutcome => ({ state: 'done', exitCode: 0, stdout, stderr: '' });

it('a file is written where it is when it carries rights, or when that can not be told', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-rights-'));
  try {
    const file = path.join(folder, 'a.conf');
    await writeFile(file, 'x\n');
    const cases: readonly (readonly [boolean, Promise<boolean>])[] = [
      [false, rightsOnLinux(answering(said('30 mtime=1\n./a.conf')))(file, NO_SIGNAL)],
      [true, rightsOnLinux(answering(said('80 SCHILY.acl.access=user::rw-')))(file, NO_SIGNAL)],
      [true, rightsOnLinux(answering(said('40 SCHILY.xattr.user.a=b')))(file, NO_SIGNAL)],
      [true, rightsOnLinux(answering({ state: 'missing' }))(file, NO_SIGNAL)],
      [false, rightsOnMacos(answering(said(`-rw-r--r--  1 taro  staff  2 Nov 22 12:00 ${file}`)))(file, NO_SIGNAL)],
      [true, rightsOnMacos(answering(said(`-rw-r--r--@ 1 taro  staff  2 Nov 22 12:00 ${file}`)))(file, NO_SIGNAL)],
      [true, rightsOnMacos(answering(said(`-rw-r--r--+ 1 taro  staff  2 Nov 22 12:00 ${file}`)))(file, NO_SIGNAL)],
      [false, rightsOnLinux(answering({ state: 'missing' }))(path.join(folder, 'new.conf'), NO_SIGNAL)],
    ];
    for (const [expected, told] of cases) expect(await told).toBe(expected);

    const { ino } = await stat(file);
    await createFileStore(file, () => Promise.resolve(true)).write('y\n', NO_SIGNAL);
    expect((await stat(file)).ino).toBe(ino);
    await createFileStore(file, () => Promise.resolve(false)).write('z\n', NO_SIGNAL);
    expect((await stat(file)).ino).not.toBe(ino);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('a file that was half written where it is is no conflict while the change is cut short', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-half-'));
  try {
    const file = path.join(folder, 'a.conf');
    const [from, to] = ['the old and longer text\n', 'new text\n'];
    await writeFile(file, from);
    const store = createFileStore(file, () => Promise.resolve(true));
    let isDead = false;
    const dying: Store = {
      ...store,
      read: (signal) => (isDead ? Promise.reject(new Error('killed')) : store.read(signal)),
      write: () => {
        isDead = true;
        return Promise.reject(new Error('killed'));
      },
    };
    const open = (one: Store) =>
      createChanges({ openStore: () => one, clock: systemClock, dataFolder: path.join(folder, 'data') });
    const step = { ref: { kind: 'file', path: file }, from, to, shown: { what: file, from: null, to: null } } as const;
    const made = open(dying).apply({ reason: { kind: 'relay' }, steps: [step], restart: [] }, { signal: NO_SIGNAL });
    await expect(made).rejects.toThrow('killed');
    const changes = open(store);
    const [record] = await changes.list();
    const id = record?.id ?? '';
    await writeFile(file, `${to}${from.slice(to.length)}`.replace('text', 'TEXT'));
    expect(await changes.undo(id, { signal: NO_SIGNAL, insist: false })).toMatchObject({
      ok: false,
      problem: { kind: 'changed-since' },
    });
    await writeFile(file, `${to}${from.slice(to.length)}`);
    expect(await changes.undo(id, { signal: NO_SIGNAL, insist: false })).toMatchObject({ ok: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
