/** Makes the practice network's own certification authority and certificates on the spot; nothing of it is kept. */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { Clock } from '../base/clock.ts';

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate with its private key, both PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority {
  readonly certificate: string;
  /** Signs a certificate for `names`, valid from `fromDays` to `toDays` counted from now. */
  issue(
    names: readonly string[],
    validity?: { readonly fromDays: number; readonly toDays: number },
  ): Promise<Certificate>;
}

/** Returns a new authority called `name`. */
export async function createAuthority(name: string, clock: Clock): Promise<Authority> {
  x509.cryptoProvider.set(crypto);
  const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const day = (days: number): Date => new Date(clock.wallMs() + days * DAY_MS);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${name}`,
    notBefore: day(-1),
    notAfter: day(30),
    keys,
    signingAlgorithm: KEY,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    certificate: root.toString('pem'),
    issue: async (names, validity = { fromDays: -1, toDays: 10 }) => {
      const own = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serialNumber(),
        subject: `CN=${names[0] ?? 'practice.test'}`,
        issuer: root.subject,
        notBefore: day(validity.fromDays),
        notAfter: day(validity.toDays),
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: KEY,
        extensions: [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
      });
      const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', own.privateKey), 'PRIVATE KEY');
      return { certificate: certificate.toString('pem'), key };
    },
  };
}

function serialNumber(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex');
}
