import { readdirSync, readFileSync } from 'node:fs';
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

test('what only some of the packages ask for is there: an address and an author, icons of each kind', () => {
  const { extraMetadata, linux, mac, win } = config;
  expect(extraMetadata).toMatchObject({
    author: { email: expect.stringContaining('@') },
    homepage: expect.stringMatching(/^https:/u),
  });
  expect(readdirSync(String(Object(linux).icon))).toEqual(expect.arrayContaining(['256x256.png', '512x512.png']));
  // "icns", and an icon directory that begins with a picture of 16 pixels
  expect(
    readFileSync(String(Object(mac).icon))
      .subarray(0, 4)
      .toString('latin1'),
  ).toBe('icns');
  expect([...readFileSync(String(Object(win).icon)).subarray(0, 4)]).toEqual([0, 0, 1, 0]);
});
