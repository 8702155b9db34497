/** What is wrong with the certificates of a server: dates, names, the chain, keys and signatures. */
import type { CertificateFact } from '../observation/observation.ts';
import type { CertificateView, TlsView } from './certificate-view.ts';
import { finding, type InspectionFinding } from './finding.ts';

/** Certificates renew by themselves a month before the end; one that has less than this left was forgotten. */
const SOON_DAYS = 14;

/** RFC 9325 section 4.5. */
const LEAST_RSA_BITS = 2048;
const LEAST_CURVE_BITS = 224;

/** Signatures over MD2, MD4, MD5 and SHA-1 (RFC 8017 appendix C, RFC 3279, RFC 5758). */
const WEAK_SIGNATURES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.2', 'MD2'],
  ['1.2.840.113549.1.1.3', 'MD4'],
  ['1.2.840.113549.1.1.4', 'MD5'],
  ['1.2.840.113549.1.1.5', 'SHA-1'],
  ['1.2.840.10040.4.3', 'SHA-1'],
  ['1.2.840.10045.4.1', 'SHA-1'],
]);

/** Rejections that say nothing beyond what the other checks find. */
const COVERED = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
]);

/** No certificate of an issuer known here: the chain ends in nothing. */
const NO_ISSUER = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

const SELF_SIGNED = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN']);

/** Returns the findings of one server. `nowMs`: milliseconds since 1970 by this computer's clock. */
export function checkCertificates(tls: TlsView, nowMs: number): readonly InspectionFinding[] {
  const [leaf] = tls.chain;
  if (leaf === undefined) return [];
  return [
    ...tls.chain.flatMap((certificate) => checkDates(tls, certificate, nowMs)),
    ...(tls.nameMatches === false
      ? [finding('certificate-name', [{ id: tls.evidence }], { host: tls.host, names: leaf.names.slice(0, 10) })]
      : []),
    ...checkTrust(tls),
    ...tls.chain.flatMap((certificate) => checkStrength(tls, certificate)),
  ];
}

function checkDates(tls: TlsView, certificate: CertificateView, nowMs: number): readonly InspectionFinding[] {
  const evidence = [{ id: tls.evidence }];
  const about = { host: tls.host, kind: shortName(certificate.subject) };
  if (Date.parse(certificate.notBefore) > nowMs)
    return [finding('certificate-not-yet-valid', evidence, { ...about, time: certificate.notBefore })];
  const end = { ...about, time: certificate.notAfter };
  if (Date.parse(certificate.notAfter) < nowMs)
    return [finding('certificate-expired', evidence, { ...end, days: -certificate.daysLeft })];
  // An anchor is trusted by being known; its end is for whoever keeps the store.
  if (certificate.selfSigned && certificate !== tls.chain[0]) return [];
  // One that is made for a few days only is renewed by a program.
  const wholeDays = (Date.parse(certificate.notAfter) - Date.parse(certificate.notBefore)) / 86_400_000;
  if (certificate.daysLeft >= SOON_DAYS || certificate.daysLeft > wholeDays / 3) return [];
  return [finding('certificate-expires-soon', evidence, { ...end, days: certificate.daysLeft })];
}

function checkTrust(tls: TlsView): readonly InspectionFinding[] {
  const { rejection } = tls;
  if (tls.trusted || rejection === null || COVERED.has(rejection)) return [];
  const evidence = [{ id: tls.evidence }];
  const last = tls.chain.at(-1);
  if (SELF_SIGNED.has(rejection))
    return [finding('certificate-self-signed', evidence, { host: tls.host, kind: shortName(last?.subject ?? '') })];
  if (NO_ISSUER.has(rejection))
    return [
      finding('chain-incomplete', evidence, {
        host: tls.host,
        kind: shortName(last?.issuer ?? ''),
        count: tls.chain.length,
      }),
    ];
  return [finding('certificate-refused', evidence, { host: tls.host, value: rejection })];
}

function checkStrength(tls: TlsView, certificate: CertificateFact): readonly InspectionFinding[] {
  const evidence = [{ id: tls.evidence }];
  const kind = shortName(certificate.subject);
  const { key } = certificate;
  const least =
    key?.kind === 'rsa' || key?.kind === 'rsa-pss' || key?.kind === 'dsa' ? LEAST_RSA_BITS : LEAST_CURVE_BITS;
  const isWeak = key?.bits !== undefined && key.bits < least;
  // Nobody verifies the signature that an anchor has made of itself.
  const weak = certificate.selfSigned ? undefined : WEAK_SIGNATURES.get(certificate.signature ?? '');
  return [
    ...(isWeak
      ? [finding('key-weak', evidence, { host: tls.host, kind, value: key.kind.toUpperCase(), count: key.bits ?? 0 })]
      : []),
    ...(weak === undefined ? [] : [finding('signature-weak', evidence, { host: tls.host, kind, value: weak })]),
  ];
}

/** Returns the common name of a distinguished name, else the whole of it. */
export function shortName(name: string): string {
  return /(?:^|, )CN=([^,]+)/.exec(name)?.[1] ?? name;
}
