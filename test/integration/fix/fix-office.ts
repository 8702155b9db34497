/** A computer of the lab's network with a desktop of its own, on which faults are cured for real. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { parseEtcEnvironment } from '../../../src/system/linux/etc-environment.ts';
import type { Lab } from '../../lab/lab.ts';
import { CLI } from '../cli/run-cli.ts';

/** The account that owns nothing. */
const NOBODY = 65_534;

/** A service that is not ready by then is broken. */
const READY_WITHIN_MS = 10_000;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the settings of the computer stand. */
export type Desktop = 'kde' | 'gnome' | 'etc-environment';

/** One computer: its home and its /etc last over several calls. */
export class FixOffice {
  readonly #lab: Lab;
  readonly #desktop: Desktop;
  readonly #folder: string;
  readonly #mounts: [from: string, to: string][];
  readonly #env: Record<string, string> = {};

  constructor(lab: Lab, desktop: Desktop) {
    this.#lab = lab;
    this.#desktop = desktop;
    this.#folder = lab.folder();
    mkdirSync(path.join(this.#folder, 'home', '.config'), { recursive: true });
    cpSync('/etc', path.join(this.#folder, 'etc'), { recursive: true, verbatimSymlinks: true });
    this.#mounts = [['etc', '/etc']];
    for (const name of ['resolv.conf', 'hosts'])
      cpSync(`/etc/netns/${lab.network.namespaces.client}/${name}`, path.join(this.#folder, 'etc', name));
  }

  get home(): string {
    return path.join(this.#folder, 'home');
  }

  get dataFolder(): string {
    return path.join(this.#folder, 'data');
  }

  /** The bus is a file, which other network namespaces reach as well. */
  async startBus(): Promise<void> {
    const address = `unix:path=${path.join(this.#folder, 'bus')}`;
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1', `--address=${address}`], {
      env: { ...this.#environment(), PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#endAfterwards(bus);
    await once(bus.stdout, 'data');
  }

  /** Gives this computer an empty folder of its own in the stead of the machine's. */
  ownPlace(place: string): string {
    const own = `own${place.replaceAll('/', '-')}`;
    mkdirSync(path.join(this.#folder, own), { recursive: true });
    this.#mounts.push([own, place]);
    return path.join(this.#folder, own);
  }

  /** Gives this computer a bus for its services. */
  async startSystemBus(): Promise<void> {
    mkdirSync(path.join(this.ownPlace('/run'), 'dbus'));
    await this.startService(['dbus-daemon', '--system', '--nofork', '--nopidfile'], async () =>
      Promise.resolve(existsSync(path.join(this.#folder, 'own-run', 'dbus', 'system_bus_socket'))),
    );
  }

  /** Starts a service of this computer and waits until it is ready. */
  async startService(argv: readonly string[], isReady: () => Promise<boolean>): Promise<void> {
    const service = this.#spawn(argv, 'ignore');
    this.#endAfterwards(service);
    const until = Date.now() + READY_WITHIN_MS;
    while (!(await isReady())) {
      if (service.exitCode !== null || Date.now() > until) throw new Error(`${argv.join(' ')} is not ready`);
      await pause(50);
    }
  }

  #endAfterwards(child: ChildProcess): void {
    this.#lab.afterwards(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    });
  }

  /** Another variable of this computer's session. */
  setVariable(name: string, value: string): void {
    this.#env[name] = value;
  }

  /** A program on this computer, with its own places in the stead of the machine's. */
  #spawn(argv: readonly string[], stdio: 'pipe' | 'ignore') {
    const mounts = this.#mounts.map(([from, to]) => `mount --bind ${path.join(this.#folder, from)} ${to} && `);
    const mounted = ['sh', '-c', `${mounts.join('')}exec "$@"`, 'sh', ...argv];
    return spawn('ip', ['netns', 'exec', this.#lab.network.namespaces.client, ...mounted], {
      env: { ...this.#environment(), ...this.#env },
      cwd: '/',
      stdio,
    });
  }

  #environment(): Readonly<Record<string, string>> {
    const base = {
      PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: this.home,
      LANG: 'C.UTF-8',
      SSL_CERT_FILE: this.#lab.sites.bundleFile,
      THROUGHWAY_CONTROL_URLS: this.#lab.sites.controlUrls.join(','),
      THROUGHWAY_DATA_DIR: this.dataFolder,
    };
    switch (this.#desktop) {
      case 'kde':
        return { ...base, XDG_CURRENT_DESKTOP: 'KDE' };
      case 'gnome':
        return {
          ...base,
          XDG_CURRENT_DESKTOP: 'GNOME',
          XDG_RUNTIME_DIR: this.#folder,
          GSETTINGS_BACKEND: 'dconf',
          DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(this.#folder, 'bus')}`,
        };
      case 'etc-environment': {
        // As after signing in anew.
        const signedIn = Object.entries(parseEtcEnvironment(this.read('etc/environment')));
        return { ...base, ...Object.fromEntries(signedIn.map(([name, value]) => [name, value ?? ''])) };
      }
    }
  }

  /** Writes a file below `home` or `etc`. */
  write(name: string, text: string): void {
    const file = path.join(this.#folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Like `write`, for a file that programs take only from those who own it alone. */
  writePrivate(name: string, text: string): void {
    this.write(name, text);
    chmodSync(path.join(this.#folder, name), 0o600);
  }

  read(name: string): string {
    const file = path.join(this.#folder, name);
    return existsSync(file) ? readFileSync(file, 'latin1') : '';
  }

  /** Runs any program on this computer. */
  run(argv: readonly string[], options: { readonly stdin?: string } = {}): Promise<Outcome> {
    const child = this.#spawn(argv, 'pipe');
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.stdin ?? '');
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => {
        resolve({
          status,
          stdout: Buffer.concat(stdout).toString('utf8'),
          stderr: Buffer.concat(stderr).toString('utf8'),
        });
      });
    });
  }

  /** `asNobody`: as a person without any right on this computer. */
  cli(
    args: readonly string[],
    options: { readonly stdin?: string; readonly asNobody?: boolean } = {},
  ): Promise<Outcome> {
    const argv = [process.execPath, CLI, ...args];
    if (options.asNobody !== true) return this.run(argv, options);
    mkdirSync(this.dataFolder, { recursive: true });
    for (const folder of [this.home, this.dataFolder]) chownSync(folder, NOBODY, NOBODY);
    const as = ['setpriv', `--reuid=${String(NOBODY)}`, `--regid=${String(NOBODY)}`, '--clear-groups'];
    return this.run([...as, ...argv], options);
  }

  async diagnosed(url: string): Promise<string> {
    const { stdout, stderr } = await this.cli(['diagnose', '--json', '--no-history', url]);
    if (stdout === '') throw new Error(stderr);
    return String(JSON.parse(stdout).verdict.code);
  }

  /** Everything that a fix may change: files, and the settings as the desktop itself tells them. */
  async picture(): Promise<unknown> {
    const listing =
      this.#desktop === 'gnome' ? await this.run(['gsettings', 'list-recursively', 'org.gnome.system.proxy']) : null;
    const rules = await this.run(['nft', 'list', 'ruleset']);
    const routes = await this.run(['ip', '-o', 'route', 'show', 'table', 'main']);
    const links = await this.run(['ls', '/sys/class/net']);
    return {
      kde: this.read('home/.config/kioslaverc'),
      environment: this.read('etc/environment'),
      own: this.read('home/.config/environment.d/99-proxy.conf'),
      gnome: listing?.stdout ?? '',
      ufw: this.read('etc/ufw/user.rules'),
      // What has passed so far is no rule.
      rules: rules.stdout.replaceAll(/packets \d+ bytes \d+/gu, ''),
      // The system numbers a plugin's tunnels as it likes.
      routes: routes.stdout.replaceAll(/\btun\d+/gu, 'tun'),
      links: links.stdout.replaceAll(/\btun\d+/gu, 'tun'),
    };
  }
}

/** Broken → diagnosed → fixed → diagnosed well → taken back → broken exactly as before. */
export async function proveFix(
  office: FixOffice,
  given: { readonly url: string; readonly code: string; readonly fix: string; readonly options?: readonly string[] },
): Promise<void> {
  const { url, code, fix } = given;
  const before = await office.picture();
  expect(await office.diagnosed(url)).toBe(code);
  const fixed = await office.cli(['fix', fix, '--for', url, '--yes', '--json', ...(given.options ?? [])]);
  const document: unknown = JSON.parse(fixed.stdout === '' ? '{}' : fixed.stdout);
  expect({ status: fixed.status, document, stderr: fixed.stderr }, fixed.stdout).toMatchObject({
    status: 0,
    document: {
      fix,
      code,
      cured: true,
      changed: true,
      takenBack: false,
      verification: { result: 'cured', code: 'ok' },
    },
    stderr: '',
  });
  expect(await office.picture()).not.toEqual(before);
  expect(await office.diagnosed(url)).toBe('ok');
  expect(await office.cli(['undo', 'last'])).toMatchObject({ status: 0 });
  // A tunnel goes a moment after the program that runs it has been told.
  await expect.poll(() => office.picture(), { timeout: 5_000 }).toEqual(before);
  expect(await office.diagnosed(url)).toBe(code);
}
