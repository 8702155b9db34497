import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOT_BUILT } from '../cli/run-cli.ts';
import { FUSE_SENTINEL, makePlaceholderRuntime } from './placeholder-runtime.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
// The library of the packager itself, which comes with electron-builder.
const builder = createRequire(require.resolve('electron-builder/package.json'));
const packager = createRequire(builder.resolve('app-builder-lib/package.json'));
const asar: {
  readonly listPackage: (file: string, options: object) => readonly string[];
  readonly extractAll: (file: string, folder: string) => void;
} = packager('@electron/asar');

const skip = NOT_BUILT ?? (process.platform === 'linux' ? null : 'Packages of other systems are made there.');

describe.skipIf(skip !== null)(`the desktop package, with a placeholder for Electron ${skip ?? ''}`, () => {
  let folder: string;
  let names: readonly string[];
  const unpacked = (...parts: readonly string[]): string => path.join(folder, 'packed/linux-unpacked', ...parts);
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'throughway-package-'));
    const runtime = makePlaceholderRuntime(path.join(folder, 'runtime'));
    const command = path.join(path.dirname(require.resolve('electron-builder/package.json')), 'cli.js');
    const output = path.join(folder, 'packed');
    await run(process.execPath, [
      command,
      '--linux',
      'dir',
      '--publish',
      'never',
      `-c.electronDist=${runtime}`,
      `-c.directories.output=${output}`,
    ]);
    const archive = unpacked('resources/app.asar');
    names = asar.listPackage(archive, {});
    asar.extractAll(archive, path.join(folder, 'app'));
  }, 120_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('nothing but built code, its natives, schemas and papers goes in', () => {
    const tops = new Set(names.map((name) => name.split('/')[1]));
    expect([...tops].sort()).toEqual(['LICENSE', 'node_modules', 'out', 'package.json', 'resources']);
    const packages = new Set(names.flatMap((name) => /^\/node_modules\/([^/]+)/u.exec(name)?.[1] ?? []));
    expect([...packages].sort()).toEqual([
      '@koromix',
      'kerberos',
      'keytar',
      'koffi',
      'quickjs-wasi',
      'signal-exit',
      'write-file-atomic',
    ]);
    expect(names.filter((name) => /\.(?:map|ts|svelte)$|^\/out\/(?!cli|desktop|renderer)/u.test(name))).toEqual([]);
  });

  test('natives of this platform alone, and outside of the archive', () => {
    const natives = names.filter((name) => name.endsWith('.node')).sort();
    expect(natives).toEqual([
      `/node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`,
      `/node_modules/@koromix/koffi-linux-${process.arch}/musl_${process.arch}/koffi.node`,
      '/node_modules/kerberos/build/Release/kerberos.node',
      `/node_modules/keytar/prebuilds/linux-${process.arch}/keytar.node`,
      `/node_modules/keytar/prebuilds/linuxmusl-${process.arch}/keytar.node`,
    ]);
    for (const native of natives)
      expect(readFileSync(unpacked('resources/app.asar.unpacked', native)).length).toBeGreaterThan(0);
  });

  test('the fuses are blown in the program itself', () => {
    const program = readFileSync(unpacked('throughway-desktop'));
    const at = program.indexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length + 2;
    // runAsNode, cookies encrypted, no NODE_OPTIONS, no inspector, archive checked, archive only, one snapshot, no file: privileges
    expect(program.subarray(at, at + 8).toString('latin1')).toBe('11001100');
  });

  test('the packed code starts without anything beside it, and serves its window', { timeout: 30_000 }, async () => {
    const child = spawn(
      process.execPath,
      [path.join(folder, 'app/out/cli/throughway.js'), 'serve', '--no-open', '--json'],
      {
        cwd: folder,
        env: { PATH: process.env['PATH'], HOME: folder, THROUGHWAY_DATA_DIR: path.join(folder, 'data') },
      },
    );
    try {
      const [line]: unknown[] = await once(child.stdout, 'data');
      const { url }: { readonly url: string } = JSON.parse(String(line));
      const cookie = ((await fetch(url)).headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
      const page = await fetch(new URL('/', url), { headers: { cookie } });
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Throughway')]);
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });

  test('its natives load, and a PAC script runs', { timeout: 30_000 }, async () => {
    const load = `for (const name of ['keytar', 'kerberos', 'koffi']) require(${JSON.stringify(path.join(folder, 'app/node_modules'))} + '/' + name)`;
    await expect(run(process.execPath, ['-e', load])).resolves.toMatchObject({ stderr: '' });
    const script = path.join(folder, 'app/script.pac');
    await run(process.execPath, [
      '-e',
      `require('fs').writeFileSync(${JSON.stringify(script)}, 'function FindProxyForURL() { return "DIRECT"; }')`,
    ]);
    const cli = path.join(folder, 'app/out/cli/throughway.js');
    const { stdout } = await run(process.execPath, [cli, 'pac', 'eval', script, 'http://site.test/', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ answer: 'DIRECT' });
  });
});
