/** A certification authority and server certificates for one test file, made by openssl on the spot. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Authority {
  readonly pem: string;
  /** Makes a certificate for names like `DNS:a.test` or `IP:127.0.0.1`. */
  issue(names: string): { readonly cert: string; readonly key: string };
  remove(): void;
}

export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'throughway-ca-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Loopback Test CA',
  );
  let count = 0;
  return {
    pem: readFileSync(at('ca.pem'), 'utf8'),
    issue: (names) => {
      count += 1;
      const name = `leaf${String(count)}`;
      writeFileSync(at('names.cnf'), `subjectAltName=${names}\n`);
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=leaf');
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        'names.cnf',
        '-out',
        `${name}.pem`,
      );
      return { cert: readFileSync(at(`${name}.pem`), 'utf8'), key: readFileSync(at(`${name}.key`), 'utf8') };
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
