/** Other places of this computer that may hold an old password: their names, never what stands in them. */
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Reading } from '../../src/base/reading.ts';
import { listOtherStores, type OtherStore } from '../../src/auth/other-stores.ts';
import { createRunCommand } from '../../src/system/run-command.ts';
import type { Environment } from './environment.ts';
import { codeOf } from '../../src/base/error-code.ts';

/** Longer than any configuration that somebody wrote. */
const MOST_BYTES = 1_048_576;
const MOST_ENTRIES = 200;

/** Looks in the environment, the usual files of the home folder, and (on Windows) the Credential Manager. */
export function findOtherSignIns(env: Environment): Promise<readonly OtherStore[]> {
  return listOtherStores({
    env,
    home: env['HOME'] ?? env['USERPROFILE'] ?? homedir(),
    readText,
    windowsCredentials: process.platform === 'win32' ? () => windowsCredentials(env) : () => Promise.resolve([]),
  });
}

async function readText(path: string): Promise<Reading<string>> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return { state: 'unreadable', why: 'too large' };
    return { state: 'read', value: await readFile(path, 'utf8') };
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    return code === 'ENOENT' || code === 'ENOTDIR' ? { state: 'absent' } : { state: 'unreadable', why: code };
  }
}

/** `cmdkey /list` names its entries and shows no secrets. The word for "target" is translated, the sign after it is not. */
async function windowsCredentials(env: Environment): Promise<readonly string[]> {
  const listed = await createRunCommand(env)('cmdkey', ['/list'], { signal: new AbortController().signal });
  if (listed.state !== 'done' || listed.exitCode !== 0) return [];
  return windowsTargets(listed.stdout);
}

/** Returns the names of the entries in the output of `cmdkey /list`. */
function windowsTargets(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .flatMap((line) => {
      const target = /[:：]\s*\S*?:?target=(\S.*)$/i.exec(line)?.[1];
      return target === undefined ? [] : [target.trim()];
    })
    .slice(0, MOST_ENTRIES);
}
