import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
// What the packager itself reads its configuration with, also where it was not asked for by name.
const builder = createRequire(require.resolve('electron-builder/package.json'));

const config: Readonly<Record<string, unknown>> = builder('js-yaml').load(readFileSync('electron-builder.yml', 'utf8'));

test('the configuration of the packages is one that the packager takes', async () => {
  const { validateConfiguration } = builder('app-builder-lib/out/util/config/config');
  const { DebugLogger } = builder('builder-util');
  await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined();
});

test('every fuse that would let a stranger in is blown', () => {
  expect(config['electronFuses']).toMatchObject({
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('natives stay outside of the archive, and no source and no test goes in', () => {
  expect(config['asarUnpack']).toContain('**/*.node');
  const files: unknown = config['files'];
  const wanted = Array.isArray(files) ? files.filter((one) => typeof one === 'string' && !one.startsWith('!')) : [];
  expect(wanted.filter((one) => /^(?:src|main|renderer|test)\b/u.test(one))).toEqual([]);
});
