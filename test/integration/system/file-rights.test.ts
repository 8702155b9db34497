/** Lists of rights and attributes of other programs, by the programs that set and show them. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { link, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';
import { linuxStores } from '../../../src/system/linux/linux-stores.ts';

const has = (program: string): boolean => existsSync(`/usr/bin/${program}`);
const { signal } = new AbortController();

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughway-rights-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Changes a file, looks, takes it back and looks again. */
async function changeAndBack(file: string, look: () => string): Promise<void> {
  const env = { PATH: '/usr/bin:/bin', HOME: folder };
  const changes = createChanges({
    openStore: linuxStores(createSystemTools({ env })),
    clock: systemClock,
    dataFolder: path.join(folder, 'data'),
  });
  const from = await readFile(file, 'latin1');
  const before = { rights: look(), inode: (await stat(file)).ino };
  for (const to of ['http_proxy=http://proxy.example:3128\n', '']) {
    const step = { ref: { kind: 'file', path: file }, from, to, shown: { what: file, from: null, to: null } } as const;
    const made = await changes.apply({ reason: { kind: 'relay' }, steps: [step], restart: [] }, { signal });
    expect(made).toMatchObject({ ok: true });
    expect(await readFile(file, 'latin1')).toBe(to);
    expect({ rights: look(), inode: (await stat(file)).ino }).toEqual(before);
    expect(await changes.undo(made.ok ? made.value.id : '', { signal, insist: false })).toMatchObject({ ok: true });
    expect(await readFile(file, 'latin1')).toBe(from);
    expect({ rights: look(), inode: (await stat(file)).ino }).toEqual(before);
  }
}

describe('a file that carries more than owner and mode', () => {
  it.skipIf(!has('setfacl'))(
    'keeps its list of rights, also behind a link (skipped where the program setfacl is not installed)',
    async () => {
      const file = path.join(folder, 'own.conf');
      const name = path.join(folder, 'link.conf');
      await writeFile(file, 'old line\nand another\n');
      await symlink('own.conf', name);
      execFileSync('setfacl', ['-m', 'u:daemon:r--,g:mail:rw-', file]);
      const look = (): string => execFileSync('getfacl', ['-p', '-n', file], { encoding: 'utf8' });
      expect(look()).toMatch(/^user:1:r--$/mu);
      await changeAndBack(name, look);
    },
  );

  it.skipIf(!has('setfattr'))(
    'keeps its attributes and its other names (skipped where the program setfattr is not installed)',
    async () => {
      const file = path.join(folder, 'own.conf');
      await writeFile(file, 'old line\n');
      await link(file, path.join(folder, 'second.conf'));
      execFileSync('setfattr', ['-n', 'user.note', '-v', 'of another program', file]);
      const look = (): string =>
        execFileSync('getfattr', ['--absolute-names', '-d', path.join(folder, 'second.conf')], { encoding: 'utf8' });
      expect(look()).toContain('user.note="of another program"');
      await changeAndBack(file, look);
    },
  );
});
