/** A preset as a registry file: imported with Windows' own program, and read as the policies of this computer. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { presetSchema } from '../../../src/presets/preset.ts';
import { policyValues } from '../../../src/rollout/export/policy-values.ts';
import { regFile } from '../../../src/rollout/export/reg.ts';
import { EXAMPLES } from '../../policy-page.ts';
import { setRegistry } from './registry-of-wine.ts';
import { useWine } from './use-wine.ts';
import { wineIsMissing, windowsPath } from './wine.ts';

const KEY = 'HKLM\\Software\\Policies\\Throughway';

describe.skipIf(wineIsMissing !== null)(
  `policies in a real registry ${wineIsMissing ?? ''}`,
  { timeout: 120_000 },
  () => {
    const wine = useWine();
    const importFile = async (bytes: Uint8Array): Promise<void> => {
      const file = join(wine().folder, 'preset.reg');
      writeFileSync(file, bytes);
      const { status, output } = await wine().run('reg', ['import', windowsPath(file)]);
      expect(status, output).toBe(0);
    };

    test('every key comes back as it was, locked ones locked, in Japanese as well', async () => {
      const preset = presetSchema.parse({
        throughway: 1,
        ...EXAMPLES,
        contact: { name: { en: 'Help "desk" \\ 1', ja: 'ヘルプデスク' }, email: 'help@corp.example' },
        locked: ['proxies', 'bypass', 'autoDetect', 'contact', 'requireSignature'],
      });
      await importFile(regFile(policyValues(preset)).bytes);
      const { preset: read, origins } = Object(await wine().ask({ verb: 'policies' }));
      const { throughway: _format, locked: _locked, ...wanted } = preset;
      // Ways count together: the locked ones alone.
      const { pac: _pac, direct: _direct, places: _places, ...expected } = wanted;
      expect(read).toEqual(expected);
      expect([origins.proxies.locked, origins.targets.locked]).toEqual([true, false]);
      expect(origins.targets.from).toBe(`${KEY}\\Defaults`);
    });

    test('nothing of an older preset stays behind a newer one', async () => {
      await importFile(
        regFile(policyValues(presetSchema.parse({ bypass: ['a.example', 'b.example'], locked: ['bypass'] }))).bytes,
      );
      await importFile(regFile(policyValues(presetSchema.parse({ bypass: ['c.example'] }))).bytes);
      const { preset, origins } = Object(await wine().ask({ verb: 'policies' }));
      expect([preset, origins.bypass.locked]).toEqual([{ bypass: ['c.example'] }, false]);
    });

    test('keys that sign are read with the policies, and a value that makes no sense spoils no other place', async () => {
      await setRegistry(wine(), {
        [KEY]: { proxies: '{"all": ' },
        [`${KEY}\\trustedKeys`]: { 1: 'MCowBQYDK2VwAyEAAAAA' },
        'HKCU\\Software\\Policies\\Throughway': { drift: 'repair' },
      });
      const { preset, keys } = Object(await wine().ask({ verb: 'policies' }));
      expect(preset).toMatchObject({ drift: 'repair' });
      expect(preset.proxies).toBeUndefined();
      expect(keys).toEqual(['-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAAAA\n-----END PUBLIC KEY-----\n']);
    });
  },
);
