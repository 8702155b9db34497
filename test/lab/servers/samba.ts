/** Samba's `ntlm_auth` as squid's NTLM helper: it checks real NTLM for one fixed account, with no domain and no winbindd. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, makeFolder, programAt } from '../auth/launch.ts';

const PROGRAM = programAt('/usr/bin/ntlm_auth');
const SQUID_USER = 'proxy';

/** Why NTLM can't be checked here, as a sentence for a skipped test; `null` where it can. */
export const ntlmAuthIsMissing: string | null =
  PROGRAM === null ? "Samba's ntlm_auth is not installed (Debian package winbind)." : null;

export interface NtlmHelper {
  /** The command for `auth_param ntlm program`. */
  readonly helper: string;
  stop(): void;
}

/** Makes a helper that accepts exactly one account. */
export function makeNtlmHelper(account: {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
}): NtlmHelper {
  if (PROGRAM === null) throw new Error(ntlmAuthIsMissing ?? '');
  const folder = makeFolder('lab-samba-', SQUID_USER);
  for (const name of ['lock', 'state', 'cache', 'private', 'run']) {
    mkdirSync(join(folder, name));
    giveTo(join(folder, name), SQUID_USER);
  }
  const configFile = join(folder, 'smb.conf');
  writeFileSync(
    configFile,
    [
      '[global]',
      `workgroup = ${account.domain}`,
      'netbios name = LABPROXY',
      `lock directory = ${folder}/lock`,
      `state directory = ${folder}/state`,
      `cache directory = ${folder}/cache`,
      `private dir = ${folder}/private`,
      `pid directory = ${folder}/run`,
      `log file = ${folder}/log`,
      'ntlm auth = ntlmv2-only',
      '',
    ].join('\n'),
  );
  // A script, because squid splits its command at blanks and knows no quotes.
  const script = join(folder, 'helper.sh');
  const args = [
    '--helper-protocol=squid-2.5-ntlmssp',
    `--username=${account.user}`,
    `--domain=${account.domain}`,
    `--password=${account.password}`,
    `--configfile=${configFile}`,
  ];
  const inQuotes = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;
  // Samba reads its arguments in the locale's charset.
  writeFileSync(script, `#!/bin/sh\nLC_ALL=C.UTF-8 exec ${PROGRAM} ${args.map(inQuotes).join(' ')}\n`);
  chmodSync(script, 0o755);
  for (const path of [configFile, script]) giveTo(path, SQUID_USER);
  return {
    helper: script,
    stop: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
