/** A person's desktop for rolling presets out on: a session bus, a home, settings of their own. Nothing of this computer's. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type CliOutcome, runCli } from '../cli/run-cli.ts';

const run = promisify(execFile);

/** Why a GNOME desktop can't be had here, or `null`. */
export const NO_DESKTOP = ['/usr/bin/dbus-daemon', '/usr/bin/gsettings'].every((program) => existsSync(program))
  ? null
  : 'dbus-daemon and gsettings are not installed';

export interface Ground extends AsyncDisposable {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly preset: (...args: readonly string[]) => Promise<CliOutcome>;
  readonly gsettings: (...args: readonly string[]) => Promise<string>;
  /** Everything that could have been changed, as one text. */
  readonly everything: () => Promise<string>;
}

/** Starts the session bus and makes the home. */
export async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-rollout-'));
  const home = path.join(folder, 'home');
  await mkdir(path.join(folder, 'run'), { mode: 0o700 });
  await mkdir(home);
  const own = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_RUNTIME_DIR: path.join(folder, 'run'),
    GSETTINGS_BACKEND: 'dconf',
    XDG_CURRENT_DESKTOP: 'GNOME',
    THROUGHWAY_DATA_DIR: path.join(folder, 'data'),
    LANG: 'C',
  };
  const bus = spawn('/usr/bin/dbus-daemon', ['--session', '--nofork', '--print-address'], {
    env: own,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const env = { ...own, DBUS_SESSION_BUS_ADDRESS: await addressOf(bus) };
  const gsettings = async (...args: readonly string[]): Promise<string> =>
    (await run('gsettings', [...args], { env })).stdout;
  return {
    folder,
    env,
    gsettings,
    preset: (...args) => runCli({ args: ['preset', ...args], env }),
    everything: async () =>
      [await gsettings('list-recursively', 'org.gnome.system.proxy'), ...(await filesIn(folder, home))].join('\n'),
    [Symbol.asyncDispose]: async () => {
      bus.kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function addressOf(bus: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    bus.stdout?.once('data', (chunk: Buffer) => {
      resolve(chunk.toString('utf8').trim());
    });
    bus.once('error', reject);
    bus.once('exit', () => {
      reject(new Error('the session bus ended'));
    });
  });
}

/** Files of the home with their texts; dconf's own file changes its form, not what it says. */
async function filesIn(folder: string, home: string): Promise<readonly string[]> {
  const names = await readdir(home, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('dconf'))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const kept = ['preset.throughway.json', 'preset.throughway.json.sig', 'applied-preset.json']
    .map((name) => path.join(folder, 'data', name))
    .filter((file) => existsSync(file));
  return await Promise.all(
    [...files, ...kept].sort().map(async (file) => `${file}\n${await readFile(file, 'latin1')}`),
  );
}
