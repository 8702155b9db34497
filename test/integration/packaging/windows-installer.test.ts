/** What our part of the Windows installer does, in an installer made of little else, under Wine with the real command line. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { setRegistry, valuesOf } from '../windows/registry-of-wine.ts';
import { useWine } from '../windows/use-wine.ts';
import { windowsPath, wineIsMissing } from '../windows/wine.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CLI = process.env['THROUGHWAY_CLI'] ?? path.join(ROOT, 'out/cli/throughway.js');
const SETTINGS = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const ENVIRONMENT = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment';
const LINKS = 'HKLM\\Software\\Classes\\throughway';
const missing =
  wineIsMissing ??
  (!existsSync('/usr/bin/makensis')
    ? 'Wine is there, but makensis is not (Debian package nsis).'
    : existsSync(CLI)
      ? null
      : 'Wine is there, but the command line is not built (npm run build:cli).');

/** As the packager's own installer: for everybody, 64-bit, with the same names; an update is told by an argument. */
const SCRIPT = String.raw`
Name Throughway
RequestExecutionLevel admin
InstallDir "$EXEDIR\Program Files\Throughway"
SilentInstall silent
SilentUnInstall silent
!include LogicLib.nsh
!include FileFunc.nsh
!macro _isUpdated _a _b _t _f
  ${'${'}GetParameters} $R9
  ${'${'}GetOptions} $R9 "--updated" $R9
  IfErrors ${'`${_f}` `${_t}`'}
!macroend
!define isUpdated ${'`"" isUpdated ""`'}
Var appExe
!include "${ROOT}/resources/windows/installer.nsh"
Section
  SetShellVarContext all
  SetRegView 64
  StrCpy $appExe "$INSTDIR\Throughway.exe"
  SetOutPath "$INSTDIR\resources\bin"
  File "${ROOT}/resources/windows/throughway.cmd"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  !insertmacro customInstall
SectionEnd
Section Uninstall
  SetShellVarContext all
  SetRegView 64
  !insertmacro customUnInstall
SectionEnd
`;

describe.skipIf(missing !== null)(`the installer on Windows ${missing ?? ''}`, { timeout: 120_000 }, () => {
  const windows = useWine();

  test('puts the command line on the PATH, stays on an update, and takes everything back on removal', async () => {
    const wine = windows();
    const home = path.join(wine.folder, 'Program Files', 'Throughway');
    const app = path.join(home, 'resources/app.asar');
    mkdirSync(path.join(app, 'out'), { recursive: true });
    const { output: node } = await wine.node(['-p', 'process.execPath']);
    symlinkSync(node.trim().replace(/^Z:/u, '').replaceAll('\\', '/'), path.join(home, 'Throughway.exe'));
    symlinkSync(path.join(wine.folder, 'node_modules'), path.join(app, 'node_modules'));
    cpSync(path.dirname(CLI), path.join(app, 'out/cli'), { recursive: true });
    const installer = path.join(wine.folder, 'package.exe');
    writeFileSync(path.join(wine.folder, 'package.nsi'), SCRIPT);
    execFileSync(
      '/usr/bin/makensis',
      [
        '-V2',
        '-WX',
        '-XUnicode true',
        '-XTarget amd64-unicode',
        `-XOutFile ${installer}`,
        path.join(wine.folder, 'package.nsi'),
      ],
      { stdio: 'pipe' },
    );
    const bin = `${windowsPath(home)}\\resources\\bin`;
    const pathNow = async (): Promise<unknown> => (await valuesOf(wine, ENVIRONMENT))['PATH'];
    const proxyNow = async (): Promise<unknown> => (await valuesOf(wine, SETTINGS))['ProxyServer']?.data;
    await setRegistry(wine, { [SETTINGS]: { ProxyEnable: 1, ProxyServer: 'old.example:8080' } });
    // longer than a variable of the installer
    const before = { type: 'REG_EXPAND_SZ', data: `%SystemRoot%;${'C:\\a very long name;'.repeat(500)}C:\\last` };
    await wine.run('reg', ['add', ENVIRONMENT, '/v', 'PATH', '/t', before.type, '/d', before.data, '/f']);

    expect((await wine.run(installer, ['/S'])).status).toBe(0);
    const withOurs = { ...before, data: `${before.data};${bin}` };
    expect(await pathNow()).toEqual(withOurs);
    expect((await valuesOf(wine, `${LINKS}\\shell\\open\\command`))['(Default)']?.data).toBe(
      `"${windowsPath(home)}\\Throughway.exe" "%1"`,
    );

    const set = [
      'settings',
      'set',
      '--source',
      'windows',
      '--proxy',
      'http://new.example:3128',
      '--no-verify',
      '--yes',
    ];
    expect(await wine.run('cmd', ['/c', `${bin}\\throughway.cmd`, ...set])).toMatchObject({ status: 0 });
    expect(await proxyNow()).toBe('new.example:3128');

    // Its own folder must come last, and without quotation marks: then it works where it is, and is waited for.
    const removal = path.join(wine.folder, 'removal.cmd');
    const uninstall = async (more: string): Promise<void> => {
      writeFileSync(removal, `"${windowsPath(home)}\\uninstall.exe" /S ${more} _?=${windowsPath(home)}\r\n`);
      await wine.run('cmd', ['/c', windowsPath(removal)]);
    };
    await uninstall('--updated');
    expect([await proxyNow(), await pathNow()]).toEqual(['new.example:3128', withOurs]);

    await uninstall('');
    expect([await proxyNow(), await pathNow(), await valuesOf(wine, LINKS)]).toEqual(['old.example:8080', before, {}]);
  });
});
