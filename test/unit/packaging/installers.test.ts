/** Installers of systems that are not here: what they run, as text; and the workflow that builds all of them. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DOMParser } from '../rollout/dom-parser.ts';

const require = createRequire(import.meta.url);
const builder = createRequire(require.resolve('electron-builder/package.json'));
const load = async (file: string): Promise<Record<string, unknown>> =>
  builder('js-yaml').load(await readFile(file, 'utf8'));
const listed = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

describe('the Windows Installer package', () => {
  const { resolveFunction } = builder('app-builder-lib/out/util/resolve');
  const template = builder
    .resolve('app-builder-lib/package.json')
    .replace('package.json', 'templates/msi/template.xml');
  const added = async (project: string): Promise<string> => {
    const folder = await mkdtemp(path.join(tmpdir(), 'throughway-msi-'));
    try {
      const file = path.join(folder, 'project.wxs');
      await writeFile(file, project);
      const { msiProjectCreated } = await load('electron-builder.yml');
      const hook = await resolveFunction('module', msiProjectCreated, 'msiProjectCreated', process.cwd());
      await hook(file);
      return await readFile(file, 'utf8');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  test('puts the command line on the PATH, and takes back what was changed before it removes the program', async () => {
    const made = await added((await readFile(template, 'utf8')).replace(/\{\{[^}]*(?:\}(?!\})[^}]*)*\}\}/gu, ''));
    expect(new DOMParser().parseFromString(made, 'text/xml').documentElement.tagName).toBe('Wix');
    expect(made).toMatch(/<Feature [^>]*>\s*<ComponentRef Id="CommandLine"\/>/u);
    expect(made).toMatch(/<Environment [^>]*Name="PATH" Value="\[APPLICATIONFOLDER\]resources\\bin"[^>]*System="yes"/u);
    // ICE18 of the validation: no folder as a key path.
    expect(made).toMatch(/<RegistryValue [^>]*Key="Software\\Classes\\throughway"[^>]* KeyPath="yes"\/>/u);
    expect(made).toMatch(/<CustomAction Id="TakeBack"[^>]*throughway\.cmd&quot; undo all --yes --quiet/u);
    expect(made).toContain(
      '<Custom Action="TakeBack" Before="RemoveFiles">REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE</Custom>',
    );
  });

  test('is not made at all where there is no place for that', async () => {
    await expect(added('<Wix/>')).rejects.toThrow('ProductComponents');
  });
});

describe('scripts of packages', () => {
  test.each([
    'resources/linux/before-remove.sh',
    'resources/linux/after-remove.sh',
    'resources/linux/throughway',
    'resources/mac/throughway',
    'resources/mac/uninstall',
    'resources/mac/scripts/postinstall',
  ])('are sound shell: %s', (file) => {
    expect(execFileSync('sh', ['-n', file], { encoding: 'utf8' })).toBe('');
  });

  test('of Windows take everything back before the program goes, and leave it for an update', async () => {
    const script = await readFile('resources/windows/installer.nsh', 'utf8');
    const removal = /!macro customUnInstall([^]*?)!macroend/u.exec(script)?.[1] ?? '';
    expect(removal).toMatch(/\$\{ifNot\} \$\{isUpdated\}[^]*undo all --yes --quiet[^]*changePath cut[^]*\$\{endIf\}/u);
    expect(/!macro customInstall([^]*?)!macroend/u.exec(script)?.[1]).toContain('changePath add');
  });

  test.each(['upgrade', '1'])('of Linux do nothing for an update (%s)', (word) => {
    for (const name of ['before-remove', 'after-remove'])
      expect(
        execFileSync('/bin/sh', ['-e', `resources/linux/${name}.sh`, word], { encoding: 'utf8', env: { PATH: '' } }),
      ).toBe('');
  });
});

describe('the release workflow', () => {
  test('builds on all three systems, names the version of whatever it fetches, and keeps every kind of package', async () => {
    const text = await readFile('.github/workflows/release.yml', 'utf8');
    const { jobs, permissions } = await load('.github/workflows/release.yml');
    const { packages, draft } = Object(jobs);
    // What is built and signed may not write to the repository, and what writes to it builds nothing.
    expect([permissions, packages.permissions, draft.permissions]).toEqual([
      { contents: 'read' },
      undefined,
      { contents: 'write' },
    ]);
    const targets = packages.strategy.matrix.include.map(({ target }: { readonly target: string }) => target);
    expect([...new Set(targets)].sort()).toEqual(['--linux', '--mac', '--win']);
    const steps: readonly { readonly uses?: string; readonly run?: string }[] = [...packages.steps, ...draft.steps];
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/u);
    for (const [, name] of text.matchAll(/npx --yes (\S+)/gu))
      expect(name).toMatch(/^(?:@[\w-]+\/)?[\w-]+@\d+\.\d+\.\d+$/u);
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    for (const [, name = ''] of text.matchAll(/npm run ([\w:-]+)/gu)) expect(Object.keys(scripts)).toContain(name);

    const { linux, mac, win } = Object(await load('electron-builder.yml'));
    const endings: Readonly<Record<string, string>> = { nsis: 'exe' };
    for (const target of [linux, mac, win].flatMap((one) => listed(one.target)))
      expect(text).toContain(`out/packages/*.${endings[target] ?? target}`);
    expect(listed(linux.target)).toEqual(expect.arrayContaining(['deb', 'rpm', 'AppImage']));
    expect(listed(mac.target)).toEqual(expect.arrayContaining(['dmg', 'pkg']));
    expect(listed(win.target)).toEqual(expect.arrayContaining(['nsis', 'msi']));
    // What an update server needs beside the packages.
    expect(text).toContain('out/packages/latest*.yml');
    expect(text).toContain('sbom.cdx.json');
  });
});
