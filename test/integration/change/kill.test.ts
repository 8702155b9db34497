import { existsSync } from 'node:fs';
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import type { ChangePlan } from '../../../src/change/change.ts';
import type { Changes } from '../../../src/change/changes.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import type { StoreRef } from '../../../src/change/store.ts';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';
import { dconfKeys } from '../../../src/system/linux/dconf-keys.ts';
import { linuxStores } from '../../../src/system/linux/linux-stores.ts';
import { startDesktopSession } from '../system/desktop-session.ts';
import { buildKillChild, killChild } from './kill-child-runner.ts';

/** Every step of a change, its journal included, is one at which the program may end; none is left out. */
const MOST_STEPS = 300;
const { signal } = new AbortController();

let root = '';
let child = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'throughway-kill-'));
  child = await buildKillChild();
}, 60_000);
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
  await rm(path.dirname(child), { recursive: true, force: true });
});

function planOf(
  steps: readonly { readonly ref: StoreRef; readonly from: string | null; readonly to: string | null }[],
): ChangePlan {
  return {
    reason: { kind: 'settings', source: 'gnome' },
    restart: [],
    steps: steps.map((step, index) => ({ ...step, shown: { what: `place ${String(index)}`, from: null, to: null } })),
  };
}

/** Takes the last change back, where it was made at all. */
async function undoLast(changes: Changes): Promise<void> {
  const [newest] = await changes.list();
  if (newest === undefined || newest.state === 'undone' || newest.state === 'failed') return;
  expect(await changes.undo(newest.id, { signal, insist: false })).toMatchObject({ ok: true });
}

/** Kills the child at its first step, its second, and so on until it gets through; `check` looks after each. */
async function atEveryStep(
  run: (killAt: number) => Promise<{ readonly count: number } | null>,
  check: () => Promise<void>,
): Promise<number> {
  for (let killAt = 1; killAt <= MOST_STEPS; killAt += 1) {
    const ended = await run(killAt);
    await check();
    if (ended !== null) return killAt;
  }
  throw new Error('more steps than expected');
}

describe('files, when the program is killed', () => {
  /** In a place where Firefox would not put it. */
  const HAND_WRITTEN = 'user_pref( "network.proxy.type",0 );\n';
  const KDE = '# mine\r\n[Proxy Settings]\r\nProxyType=0\r\n';

  /** All files below a folder: bytes, modes, links. */
  async function picture(folder: string): Promise<Readonly<Record<string, string>>> {
    const names = (await readdir(folder, { recursive: true })).sort();
    const entries = names.map(async (name) => {
      const file = path.join(folder, name);
      const stats = await lstat(file);
      const content = stats.isSymbolicLink()
        ? await readlink(file)
        : stats.isFile()
          ? await readFile(file, 'latin1')
          : '';
      return [name, `${(stats.mode & 0o7777).toString(8)} ${content}`] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  async function office(name: string) {
    const folder = await mkdtemp(path.join(root, `${name}-`));
    const place = (file: string): string => path.join(folder, 'home', file);
    await mkdir(path.join(folder, 'home'), { recursive: true });
    await writeFile(place('secret.conf'), 'token=\xe9\r\nno final line end', { encoding: 'latin1', mode: 0o600 });
    await writeFile(place('goes.conf'), 'all of it\n');
    await chmod(place('goes.conf'), 0o751);
    await writeFile(place('behind.conf'), 'behind a link\n');
    await symlink('behind.conf', place('link.conf'));
    // With two names, so that it is written where it is: there it can be half written.
    await writeFile(place('two.conf'), 'one of two names, and long enough to be cut\n');
    await link(place('two.conf'), place('names.conf'));
    const profile = place('.mozilla/firefox/a.default');
    await mkdir(profile, { recursive: true });
    await writeFile(path.join(profile, 'prefs.js'), `// mine\nuser_pref("z", 1);\n${HAND_WRITTEN}user_pref("a", 1);`);
    await mkdir(place('.config'));
    await writeFile(place('.config/kioslaverc'), KDE);
    const plan = planOf([
      { ref: { kind: 'file', path: place('secret.conf') }, from: 'token=\xe9\r\nno final line end', to: 'proxy=x\n' },
      { ref: { kind: 'file', path: place('goes.conf') }, from: 'all of it\n', to: null },
      { ref: { kind: 'file', path: place('link.conf') }, from: 'behind a link\n', to: 'changed\n' },
      {
        ref: { kind: 'file', path: place('two.conf') },
        from: await readFile(place('two.conf'), 'utf8'),
        to: 'short\n',
      },
      { ref: { kind: 'firefox', profile }, from: HAND_WRITTEN, to: 'user_pref("network.proxy.type", 4);\n' },
      { ref: { kind: 'file', path: place('.config/kioslaverc') }, from: KDE, to: KDE.replace('=0', '=3') },
      { ref: { kind: 'file', path: place('new/deep/comes.conf') }, from: null, to: 'http_proxy=x\n' },
    ]);
    const planFile = path.join(folder, 'plan.json');
    await writeFile(planFile, JSON.stringify(plan));
    const env = { PATH: '/usr/bin:/bin', HOME: place('.'), THROUGHWAY_DATA_DIR: path.join(folder, 'data') };
    const { run } = killChild(child, { env });
    // What was cut short is taken back by another process: this one.
    const changes = createChanges({
      openStore: linuxStores(createSystemTools({ env })),
      clock: systemClock,
      dataFolder: env.THROUGHWAY_DATA_DIR,
    });
    const apply = async (): Promise<void> => {
      expect(await changes.apply(plan, { signal })).toMatchObject({ ok: true });
    };
    return {
      kill: (verb: 'apply' | 'undo', at: number) => run(verb, at, planFile),
      apply,
      undo: async () => {
        await undoLast(changes);
        // A journal that grows with every step would only take longer to read.
        await rm(env.THROUGHWAY_DATA_DIR, { recursive: true, force: true });
      },
      look: () => picture(path.join(folder, 'home')),
    };
  }

  it('come back exactly as they were, at whichever step a change was cut short', async () => {
    const { kill, undo, look } = await office('apply');
    const before = await look();
    const steps = await atEveryStep(
      (at) => kill('apply', at),
      async () => {
        await undo();
        expect(await look()).toEqual(before);
      },
    );
    expect(steps).toBeGreaterThan(30);
  }, 300_000);

  it('come back exactly as they were, at whichever step taking back was cut short', async () => {
    const { kill, apply, undo, look } = await office('undo');
    const before = await look();
    const steps = await atEveryStep(
      async (at) => {
        await apply();
        return await kill('undo', at);
      },
      async () => {
        await undo();
        expect(await look()).toEqual(before);
      },
    );
    expect(steps).toBeGreaterThan(30);
  }, 300_000);
});

describe('GNOME, when the program is killed', () => {
  const isHere = ['gsettings', 'dbus-run-session'].every((program) => existsSync(`/usr/bin/${program}`));

  const key = (schema: string, name: string): StoreRef => ({
    kind: 'gsettings',
    schema: `org.gnome.system.proxy${schema}`,
    key: name,
  });

  /** A desktop with three keys set, and a plan that changes four, or fewer of them. */
  async function desktop(most = 4) {
    const session = await startDesktopSession({ bus: true });
    const folder = session.home;
    const first = planOf([
      { ref: key('', 'mode'), from: null, to: "'none'" },
      { ref: key('', 'ignore-hosts'), from: null, to: "['日本.example', \"it's\"]" },
      { ref: key('.http', 'port'), from: null, to: '3128' },
    ]);
    const all = [
      { ref: key('.http', 'port'), from: '3128', to: '8080' },
      { ref: key('', 'ignore-hosts'), from: "['日本.example', \"it's\"]", to: '@as []' },
      { ref: key('.http', 'host'), from: null, to: "'proxy.example'" },
      { ref: key('', 'mode'), from: "'none'", to: "'manual'" },
    ];
    const plan = planOf(all.slice(-most));
    const [firstFile, planFile] = [path.join(folder, 'first.json'), path.join(folder, 'plan.json')];
    await writeFile(firstFile, JSON.stringify(first));
    await writeFile(planFile, JSON.stringify(plan));
    const env = { ...session.env, THROUGHWAY_DATA_DIR: path.join(folder, 'data') };
    const { run } = killChild(child, { env });
    const database = path.join(folder, '.config/dconf/user');
    // The database itself is laid out anew with every write; keys and the bytes of their values are what it says.
    const look = async (): Promise<unknown> => {
      const bytes = await readFile(database);
      const has = (text: string): boolean => bytes.includes(Buffer.from(text));
      return {
        keys: [...(dconfKeys(bytes) ?? [])].sort(),
        has: ['日本.example', "it's", 'none', '\x38\x0c', 'proxy.example', 'manual'].map(has),
      };
    };
    expect(await run('apply', 0, firstFile)).toMatchObject({ outcome: { ok: true } });
    const before = await look();
    expect(before).toEqual({
      keys: ['/system/proxy/http/port', '/system/proxy/ignore-hosts', '/system/proxy/mode'],
      has: [true, true, true, true, false, false],
    });
    // What was made ready is no change that is to be taken back.
    await rm(env.THROUGHWAY_DATA_DIR, { recursive: true });
    const changes = createChanges({
      openStore: linuxStores(createSystemTools({ env })),
      clock: systemClock,
      dataFolder: env.THROUGHWAY_DATA_DIR,
    });
    const undone = async (): Promise<void> => {
      await undoLast(changes);
      await rm(env.THROUGHWAY_DATA_DIR, { recursive: true, force: true });
      expect(await look()).toEqual(before);
    };
    return {
      kill: (verb: 'apply' | 'undo', at: number) => run(verb, at, planFile),
      apply: () => changes.apply(plan, { signal }),
      undone,
      end: session.end,
    };
  }

  it.skipIf(!isHere)(
    'has the same keys and values as before, at whichever step a change was cut short (skipped where gsettings or D-Bus is not installed)',
    async () => {
      const { kill, undone, end } = await desktop();
      try {
        expect(await atEveryStep((killAt) => kill('apply', killAt), undone)).toBeGreaterThan(20);
      } finally {
        await end();
      }
    },
    240_000,
  );

  it.skipIf(!isHere)(
    'has the same keys and values as before, at whichever step taking back was cut short (skipped where gsettings or D-Bus is not installed)',
    async () => {
      // One key that was not set at all, and one that was.
      const { kill, apply, undone, end } = await desktop(2);
      try {
        const steps = await atEveryStep(async (killAt) => {
          expect(await apply()).toMatchObject({ ok: true });
          return await kill('undo', killAt);
        }, undone);
        expect(steps).toBeGreaterThan(10);
      } finally {
        await end();
      }
    },
    240_000,
  );
});
