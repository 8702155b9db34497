/** Sites on loopback with a defect each, and certificates with a chain. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { composeHost } from '../../../main/host/compose.ts';
import type { InspectionDocument } from '../../../src/report/inspection-document.ts';
import { listen, type Listening } from '../probe/loopback.ts';

/** A root, an intermediate below it, and what they sign. */
export interface Chain {
  readonly rootPem: string;
  /** `days` below zero: expired. `bits`: an RSA key of that size. */
  leaf(options?: { readonly days?: number; readonly bits?: number; readonly names?: string; readonly hash?: string }): {
    readonly key: string;
    /** By itself. */
    readonly alone: string;
    readonly withIntermediate: string;
  };
  remove(): void;
}

export function createChain(): Chain {
  const folder = mkdtempSync(join(tmpdir(), 'throughway-chain-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...ec, '-keyout', 'root.key', '-out', 'root.pem', '-days', '400', '-subj', '/CN=Lab Root');
  openssl('req', ...ec, '-keyout', 'mid.key', '-out', 'mid.csr', '-subj', '/CN=Lab Intermediate');
  writeFileSync(at('mid.cnf'), 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n');
  openssl(
    'x509',
    '-req',
    '-in',
    'mid.csr',
    '-CA',
    'root.pem',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-days',
    '400',
    '-extfile',
    'mid.cnf',
    '-out',
    'mid.pem',
  );
  let count = 0;
  const text = (name: string): string => readFileSync(at(name), 'utf8');
  return {
    rootPem: text('root.pem'),
    leaf: ({ days = 300, bits, names = 'IP:127.0.0.1', hash = 'sha256' } = {}) => {
      count += 1;
      const name = `leaf${String(count)}`;
      const newKey = bits === undefined ? ec : ['-newkey', `rsa:${String(bits)}`, '-nodes'];
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      writeFileSync(at(`${name}.cnf`), `subjectAltName=${names}\n`);
      const date = (ms: number): string => new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
      const now = systemClock.wallMs();
      writeFileSync(at('index.txt'), '');
      writeFileSync(at('serial'), `${String(1000 + count)}\n`);
      writeFileSync(
        at('ca.cnf'),
        [
          '[ca]',
          'default_ca=it',
          '[it]',
          `database=${at('index.txt')}`,
          `serial=${at('serial')}`,
          `new_certs_dir=${folder}`,
          'policy=any',
          'unique_subject=no',
          '[any]',
          'commonName=supplied',
          '',
        ].join('\n'),
      );
      openssl(
        'ca',
        '-batch',
        '-config',
        'ca.cnf',
        '-cert',
        'mid.pem',
        '-keyfile',
        'mid.key',
        '-in',
        `${name}.csr`,
        '-out',
        `${name}.pem`,
        '-notext',
        '-md',
        hash,
        '-startdate',
        date(now - 200 * 86_400_000),
        '-enddate',
        date(now + days * 86_400_000),
        '-extfile',
        `${name}.cnf`,
      );
      const alone = text(`${name}.pem`);
      return { key: text(`${name}.key`), alone, withIntermediate: alone + text('mid.pem') };
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function plainSite(listener: RequestListener): Promise<Listening> {
  return listen(createPlain(listener));
}

export function secureSite(
  tls: { readonly key: string; readonly cert: string },
  listener: RequestListener,
): Promise<Listening> {
  // Old signatures and short keys are sent at the lowest level of OpenSSL only.
  return listen(createSecure({ ...tls, ciphers: 'DEFAULT@SECLEVEL=0' }, listener));
}

/** Looks at a site on loopback as the command line does. */
export async function inspectSite(url: string, anchors?: string): Promise<InspectionDocument> {
  const host = composeHost({
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent' },
    ...(anchors === undefined ? {} : { extraAnchors: anchors }),
  });
  const document = await host.assistant.inspectSite(
    { url, lang: 'en', direct: true, controlUrls: [] },
    { signal: AbortSignal.timeout(20_000) },
  );
  await host.assistant.close();
  return document;
}
