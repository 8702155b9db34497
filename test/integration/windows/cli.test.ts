/** The built command line under Windows' Node: settings read, changed and taken back. */
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { setRegistry, valuesOf } from './registry-of-wine.ts';
import { useWine } from './use-wine.ts';
import { windowsPath, wineIsMissing } from './wine.ts';

const CLI = process.env['THROUGHWAY_CLI'] ?? path.resolve(import.meta.dirname, '../../../out/cli/throughway.js');
const USER = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const missing =
  wineIsMissing ?? (existsSync(CLI) ? null : 'Wine is there, but the command line is not built (npm run build:cli).');

describe.skipIf(missing !== null)(`the command line on Windows ${missing ?? ''}`, { timeout: 120_000 }, () => {
  const windows = useWine(({ folder }) => {
    // Beside the native packages of Windows.
    cpSync(path.dirname(CLI), path.join(folder, 'cli'), { recursive: true });
  });

  test('reads the settings, changes them and takes the change back', async () => {
    const wine = windows();
    const cli = async (
      ...args: readonly string[]
    ): Promise<{ readonly status: number | null; readonly output: string }> =>
      await wine.node([windowsPath(path.join(wine.folder, 'cli', 'throughway.js')), ...args], {
        THROUGHWAY_DATA_DIR: `${wine.windowsFolder}\\data`,
        LANG: 'en_US.UTF-8',
      });
    await setRegistry(wine, { [USER]: { ProxyEnable: 1, ProxyServer: 'old.example:8080', ProxyOverride: '<local>' } });
    const before = await valuesOf(wine, USER);

    const read = await cli('settings', '--json');
    const document = z.object({ source: z.string(), because: z.string() }).parse(JSON.parse(read.output));
    expect(document).toEqual({ source: 'windows', because: 'desktop-settings' });

    const set = await cli(
      'settings',
      'set',
      '--source',
      'windows',
      '--proxy',
      'http://new.example:3128',
      '--no-verify',
      '--yes',
    );
    expect(set).toMatchObject({ status: 0 });
    expect(set.output).toContain('+ ProxyServer=new.example:3128');
    expect((await valuesOf(wine, USER))['ProxyServer']?.data).toBe('new.example:3128');

    const bad = await cli(
      'settings',
      'set',
      '--source',
      'windows',
      '--proxy',
      'http://http://new.example:3128',
      '--yes',
    );
    expect(bad.status).toBe(2);

    expect(await cli('undo', 'last')).toMatchObject({ status: 0 });
    expect(await valuesOf(wine, USER)).toEqual(before);
  });
});
