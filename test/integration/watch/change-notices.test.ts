/** What the operating system says of changes, heard as the watch hears it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changePlaces, type Changed, type ChangePlaces } from '../../../src/system/change-places.ts';
import { listenForChanges } from '../../../src/system/listen-for-changes.ts';

const DESKTOP = ['/usr/bin/dbus-run-session', '/usr/bin/gsettings'].find((program) => !existsSync(program));
const NO_DESKTOP = DESKTOP === undefined ? null : `${DESKTOP} is not installed.`;

/** People call it "at once". */
const AT_ONCE_MS = 2_000;

function makeHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), 'throughway-notices-'));
  onTestFinished(() => {
    rmSync(home, { recursive: true, force: true });
  });
  mkdirSync(path.join(home, '.config', 'dconf'), { recursive: true });
  return home;
}

/** Listens in a home of its own; `until` resolves with how long the notice took. */
function listen(places: ChangePlaces, env: Readonly<Record<string, string | undefined>>) {
  const heard: Changed[] = [];
  const end = listenForChanges(
    places,
    { env, readFile: () => Promise.resolve({ state: 'absent' }), interfaceAddresses: () => [] },
    (what) => heard.push(what),
  );
  onTestFinished(end);
  return {
    heard,
    until: async (what: Changed): Promise<number> => {
      const began = performance.now();
      while (!heard.includes(what) && performance.now() - began < 10_000) await sleep(10);
      return performance.now() - began;
    },
  };
}

describe('Linux', () => {
  test.each([['.profile'], ['.config/kioslaverc'], ['.config/dconf/user']])(
    'a %s that is written anew under its name is told at once, and its neighbours are not',
    async (name) => {
      const home = makeHome();
      const { heard, until } = listen(changePlaces('linux', { env: {}, home }), { PATH: process.env['PATH'] });
      await sleep(100);
      const file = path.join(home, name);
      writeFileSync(`${file}.other`, 'x');
      await sleep(300);
      expect(heard).toEqual([]);
      renameSync(`${file}.other`, file);
      expect(await until('settings')).toBeLessThan(AT_ONCE_MS);
    },
  );

  test.skipIf(NO_DESKTOP !== null)(
    `what GNOME's own program sets is told at once ${NO_DESKTOP ?? ''}`,
    async () => {
      const home = makeHome();
      const env = { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: path.join(home, '.config') };
      const { until } = listen(changePlaces('linux', { env, home }), env);
      await sleep(100);
      const set = ['gsettings', 'set', 'org.gnome.system.proxy', 'mode', 'manual'];
      const more = { ...env, GSETTINGS_BACKEND: 'dconf', XDG_RUNTIME_DIR: home };
      execFileSync('/usr/bin/dbus-run-session', ['--', ...set], { env: more, stdio: 'ignore', timeout: 20_000 });
      expect(await until('settings')).toBeLessThan(AT_ONCE_MS);
    },
    30_000,
  );
});

describe('macOS', () => {
  /** What `scutil` prints for `n.watch` when a key changes (scutil(8); notifications as its source writes them). */
  const SCUTIL = `#!/bin/sh
while read -r line; do
  echo "$line" >> "$HOME/asked"
  if [ "$line" = n.watch ]; then
    sleep 0.3
    printf 'notification callback (store address = 0x600003e0c0a0).\\n  changed key [0] = State:/Network/Global/Proxies\\n'
  fi
done
`;

  test('a changed key of the dynamic store is told, from a program that goes on', async () => {
    const home = makeHome();
    const bin = path.join(home, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'scutil'), SCUTIL, { mode: 0o755 });
    const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: home };
    const { until } = listen(changePlaces('macos', { env, home }), env);
    expect(await until('settings')).toBeLessThan(AT_ONCE_MS);
  });
});

test('on Windows each line of the host’s child names what changed', async () => {
  const home = makeHome();
  const changeNotices = { program: '/bin/sh', args: ['-c', 'echo settings; sleep 0.2; echo network; exec sleep 30'] };
  const { heard, until } = listen(changePlaces('windows', { env: {}, home, changeNotices }), {});
  await until('network');
  expect(heard).toEqual(['settings', 'network']);
});
