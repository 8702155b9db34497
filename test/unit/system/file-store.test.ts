import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import { createFileStore } from '../../../src/system/file-store.ts';

const { signal } = new AbortController();
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughway-file-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const isRoot = process.getuid?.() === 0;

/** Any bytes: Latin-1, both line ends, no final one; or no file at all. */
const content = fc.option(
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc
      .array(fc.constantFrom('http_proxy=x', '\r\n', '\n', 'é=ÿ', ''), { maxLength: 12 })
      .map((parts) => parts.join('')),
  ),
);

describe('a file as a place of settings', () => {
  it('is exactly as before once a change was taken back, whatever stood there', async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(content, content, fc.constantFrom(0o600, 0o640, 0o755, 0o4711), async (from, to, mode) => {
        number += 1;
        const own = path.join(folder, String(number));
        const file = path.join(own, 'etc', 'settings.conf');
        await mkdir(path.join(own, 'etc'), { recursive: true });
        if (from !== null) {
          await writeFile(file, from, 'latin1');
          await chmod(file, mode);
        }
        const look = async (): Promise<unknown> => ({
          names: await readdir(path.join(own, 'etc')),
          text: from === null ? null : await readFile(file, 'latin1'),
          mode: from === null ? null : (await lstat(file)).mode & 0o7777,
        });
        const before = await look();
        const changes = createChanges({
          openStore: () => createFileStore(file),
          clock: systemClock,
          dataFolder: path.join(own, 'data'),
        });
        const step = {
          ref: { kind: 'file', path: file },
          from,
          to,
          shown: { what: file, from: null, to: null },
        } as const;
        const made = await changes.apply({ reason: { kind: 'relay' }, steps: [step], restart: [] }, { signal });
        if (from === to) {
          expect(made).toEqual({ ok: false, problem: { kind: 'nothing-to-change' } });
          return;
        }
        expect(made).toMatchObject({ ok: true });
        if (to !== null) expect(await readFile(file, 'latin1')).toBe(to);
        expect(await changes.undo(made.ok ? made.value.id : '', { signal, insist: false })).toMatchObject({ ok: true });
        expect(await look()).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it('is written behind its links, which stay', async () => {
    await writeFile(path.join(folder, 'real'), 'old');
    await symlink('real', path.join(folder, 'one'));
    await symlink('one', path.join(folder, 'two'));
    const store = createFileStore(path.join(folder, 'two'));
    expect(await store.write('new', signal)).toEqual({ ok: true, value: undefined });
    expect([await readFile(path.join(folder, 'real'), 'utf8'), await readlink(path.join(folder, 'two'))]).toEqual([
      'new',
      'one',
    ]);
    await store.write(null, signal);
    await store.write('again', signal);
    expect(await readFile(path.join(folder, 'real'), 'utf8')).toBe('again');
  });

  it('keeps its other names', async () => {
    await writeFile(path.join(folder, 'a'), 'a longer old text');
    await link(path.join(folder, 'a'), path.join(folder, 'b'));
    await createFileStore(path.join(folder, 'a')).write('new', signal);
    expect(await readFile(path.join(folder, 'b'), 'utf8')).toBe('new');
  });

  it('goes with the folders that were made for it, but not with those that others use by then', async () => {
    const file = path.join(folder, 'one', 'two', 'three.conf');
    const store = createFileStore(file);
    const traits = await store.traits?.(signal);
    await store.write('text', signal, traits);
    await writeFile(path.join(folder, 'one', 'other'), '');
    await store.write(null, signal, traits);
    expect(await readdir(folder, { recursive: true })).toEqual(['one', path.join('one', 'other')]);
  });

  it('is not written where it is something else, or too large to be settings', async () => {
    await writeFile(path.join(folder, 'large'), Buffer.alloc(1024 * 1024 + 1));
    await mkdir(path.join(folder, 'folder'));
    expect(await createFileStore(path.join(folder, 'folder')).access(signal)).toEqual({
      state: 'impossible',
      why: 'not a regular file',
    });
    expect(await createFileStore(path.join(folder, 'large')).read(signal)).toEqual({
      state: 'unreadable',
      why: 'larger than 1 MB',
    });
    expect(await createFileStore(path.join(folder, 'loop')).access(signal)).toEqual({ state: 'allowed' });
    await symlink('loop', path.join(folder, 'loop'));
    expect(await createFileStore(path.join(folder, 'loop')).access(signal)).toEqual({
      state: 'impossible',
      why: 'ELOOP',
    });
  });

  it.skipIf(isRoot)(
    'needs an administrator where the file is closed to us (skipped as root, to whom nothing is closed)',
    async () => {
      expect(await createFileStore('/etc/environment').access(signal)).toEqual({ state: 'needs-administrator' });
    },
  );
});
