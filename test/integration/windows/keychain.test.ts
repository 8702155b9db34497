/** Stored sign-ins in Windows' Credential Manager, through keytar's Windows build. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useWine } from './use-wine.ts';
import { wineIsMissing } from './wine.ts';

/** The Credential Manager takes 2,560 bytes at most (CRED_MAX_CREDENTIAL_BLOB_SIZE). */
const LONG = `long ${'x'.repeat(1_000)} end`;

describe.skipIf(wineIsMissing !== null)(`the Credential Manager of Windows ${wineIsMissing ?? ''}`, () => {
  const windows = useWine();

  test.each([
    ['of every sign', 'canary :@%#"\\$ {}', 'CORP\\taro'],
    ['in Japanese', 'canary パスワード漢字🔑', 'CORP\\山田'],
    ['in Latin-1', 'canary pässwörd ÿ', 'müller@corp.example'],
    ['that is long', LONG, 'taro'],
  ])('stores, finds and deletes a password %s', { timeout: 120_000 }, async (_, password, user) => {
    const wine = windows();
    const key = { host: 'proxy.lab.test', port: 8080, realm: 'Lab: "East"', user };
    const folder = `${wine.windowsFolder}\\credentials-${String(password.length)}`;
    expect(await wine.ask({ verb: 'credentials', folder, key, password })).toEqual({
      saved: 'saved',
      isSame: true,
      user,
      deleted: { ok: true, value: true },
      after: { ok: true, value: null },
    });
    const file = join(wine.folder, `credentials-${String(password.length)}`, 'credentials.json');
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).not.toContain(password.slice(0, 6));
  });
});
