/** A computer of the lab's network with a desktop of its own, on which faults are cured for real. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { parseEtcEnvironment } from '../../../src/system/linux/etc-environment.ts';
import type { Lab } from '../../lab/lab.ts';
import { CLI } from '../cli/run-cli.ts';

/** The account that owns nothing. */
const NOBODY = 65_534;

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
  #bus: ReturnType<typeof spawn> | null = null;

  constructor(lab: Lab, desktop: Desktop) {
    this.#lab = lab;
    this.#desktop = desktop;
    this.#folder = lab.folder();
    mkdirSync(path.join(this.#folder, 'home', '.config'), { recursive: true });
    cpSync('/etc', path.join(this.#folder, 'etc'), { recursive: true, verbatimSymlinks: true });
    for (const name of ['resolv.conf', 'hosts'])
      cpSync(`/etc/netns/${lab.network.namespaces.client}/${name}`, path.join(this.#folder, 'etc', name));
    lab.afterwards(async () => {
      await this.#endBus();
    });
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
      env: { ...this.#env(), PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(bus.stdout, 'data');
    this.#bus = bus;
  }

  async #endBus(): Promise<void> {
    const bus = this.#bus;
    this.#bus = null;
    if (bus === null) return;
    const ended = once(bus, 'exit');
    bus.kill();
    await ended;
  }

  #env(): Readonly<Record<string, string>> {
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

  read(name: string): string {
    const file = path.join(this.#folder, name);
    return existsSync(file) ? readFileSync(file, 'latin1') : '';
  }

  /** Runs any program on this computer. */
  run(
    argv: readonly string[],
    options: { readonly killAfterMs?: number; readonly stdin?: string } = {},
  ): Promise<Outcome> {
    const mounted = ['sh', '-c', `mount --bind ${path.join(this.#folder, 'etc')} /etc && exec "$@"`, 'sh', ...argv];
    const child = spawn('ip', ['netns', 'exec', this.#lab.network.namespaces.client, ...mounted], {
      env: this.#env(),
      cwd: '/',
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
    // `ip` and `sh` become the program itself, so the signal reaches it.
    const kill =
      options.killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => {
        clearTimeout(kill);
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
    options: { readonly killAfterMs?: number; readonly stdin?: string; readonly asNobody?: boolean } = {},
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
    return {
      kde: this.read('home/.config/kioslaverc'),
      environment: this.read('etc/environment'),
      own: this.read('home/.config/environment.d/99-proxy.conf'),
      gnome: listing?.stdout ?? '',
      rules: rules.stdout,
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
  expect({ status: fixed.status, document, stderr: fixed.stderr }).toMatchObject({
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
  expect(await office.picture()).toEqual(before);
  expect(await office.diagnosed(url)).toBe(code);
}
