import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** Where a certificate and its key lie, and the same as text. */
export interface Certified {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** A certification authority of the lab. */
export interface Authority {
  readonly name: string;
  readonly caFile: string;
  readonly pem: string;
  /** Issues a server certificate; by default valid from yesterday for 60 days. */
  issue(
    names: readonly string[],
    validity?: { readonly fromDays?: number; readonly toDays?: number },
  ): Promise<Certified>;
}

/** Makes an authority with a name of its own. */
export async function makeAuthority(folder: string, name: string): Promise<Authority> {
  const keys = await makeKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: `CN=${name} Root, O=${name}`,
      notBefore: new Date(Date.now() - 400 * DAY_MS),
      notAfter: new Date(Date.now() + 800 * DAY_MS),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    crypto,
  );
  const caFile = join(folder, `${name.replaceAll(/\W/g, '-')}.pem`);
  const pem = `${root.toString('pem')}\n`;
  writeFileSync(caFile, pem);
  return {
    name,
    caFile,
    pem,
    issue: async (names, validity = {}) => {
      const own = await makeKeys();
      const certificate = await x509.X509CertificateGenerator.create(
        {
          serialNumber: serialNumber(),
          subject: `CN=${names[0] ?? ''}`,
          issuer: root.subject,
          notBefore: new Date(Date.now() + (validity.fromDays ?? -1) * DAY_MS),
          notAfter: new Date(Date.now() + (validity.toDays ?? 60) * DAY_MS),
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
          signingAlgorithm: ALGORITHM,
          extensions: serverExtensions(names),
        },
        crypto,
      );
      return save(folder, names, `${certificate.toString('pem')}\n`, own);
    },
  };
}

/** Makes a certificate that nobody but its owner vouches for. */
export async function makeSelfSigned(folder: string, names: readonly string[]): Promise<Certified> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: `CN=${names[0] ?? ''}`,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + 60 * DAY_MS),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: serverExtensions(names),
    },
    crypto,
  );
  return save(folder, names, `${certificate.toString('pem')}\n`, keys);
}

function serverExtensions(names: readonly string[]): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(false),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(
      names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value }) as const),
    ),
  ];
}

function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function serialNumber(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(12)))
    .toString('hex')
    .replace(/^./, '1');
}

let saved = 0;

async function save(folder: string, names: readonly string[], cert: string, keys: CryptoKeyPair): Promise<Certified> {
  saved += 1;
  const stem = join(folder, `${String(saved)}-${(names[0] ?? '').replaceAll(/[^\w.-]/g, '-')}`);
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const base64 = der.toString('base64').replaceAll(/.{64}/g, '$&\n').trim();
  const key = `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`;
  const certFile = `${stem}.crt`;
  const keyFile = `${stem}.key`;
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  return { certFile, keyFile, cert, key };
}
