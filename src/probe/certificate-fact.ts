/** Describes the certificates that a server sent (RFC 5280), and where the chain ends. */
import { X509Certificate } from 'node:crypto';
import { rootCertificates, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { signatureAlgorithm } from './signature-algorithm.ts';
import type { CertificateFact } from '../observation/observation.ts';

const LONGEST_CHAIN = 10;
const MOST_NAMES = 100;

/** Returns the chain, leaf first, as facts and as DER. */
export function chainOf(socket: TLSSocket): {
  readonly facts: readonly CertificateFact[];
  readonly raw: readonly Buffer[];
} {
  const raw: Buffer[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- Node gives an empty object where no certificate came, and no issuer at the end
  while (next?.raw !== undefined && raw.length < LONGEST_CHAIN && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    raw.push(next.raw);
    next = next.issuerCertificate;
  }
  return { facts: raw.map(factOf), raw };
}

/** Whether a bundled (public) authority stands at the end of the chain. */
export function isPublicChain(
  raw: readonly Buffer[],
  known: { readonly trusted: boolean; readonly ownAnchors: readonly string[] },
): boolean {
  if (raw.length === 0) return false;
  if (known.trusted && known.ownAnchors.length === 0) return true;
  const sent = new Set(raw.map((der) => der.toString('base64')));
  if (rootCertificates.some((pem) => sent.has(base64Of(pem)))) return true;
  if (!known.trusted) return false;
  const ends = raw.map((der) => new X509Certificate(der));
  const endsInOwn = known.ownAnchors.some((pem) => {
    const anchor = new X509Certificate(pem);
    return ends.some((certificate) => certificate.checkIssued(anchor) || certificate.raw.equals(anchor.raw));
  });
  return !endsInOwn;
}

/** Returns the base64 text of a PEM certificate without armour and line breaks: what is compared. */
export function base64Of(pem: string): string {
  return pem.replace(/-----[^-]*-----|\s/g, '');
}

function factOf(der: Buffer): CertificateFact {
  const certificate = new X509Certificate(der);
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notBefore: isoOf(certificate.validFrom),
    notAfter: isoOf(certificate.validTo),
    names: namesOf(certificate),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    selfSigned: certificate.checkIssued(certificate),
    ...keyOf(certificate),
    ...signatureOf(der),
  };
}

function oneLine(name: string): string {
  return name.split('\n').slice(0, 20).join(', ').slice(0, 500);
}

function isoOf(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

function namesOf(certificate: X509Certificate): readonly string[] {
  const names = certificate.subjectAltName;
  if (names !== undefined) {
    return names
      .split(', ')
      .map((name) => name.replace(/^(DNS|IP Address):/, ''))
      .slice(0, MOST_NAMES);
  }
  const common = /(?:^|\n)CN=([^\n]*)/.exec(certificate.subject)?.[1];
  return common === undefined ? [] : [common];
}

function keyOf({ publicKey }: X509Certificate): Pick<CertificateFact, 'key'> {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = publicKey;
  if (kind === undefined) return {};
  const bits = details?.modulusLength ?? CURVE_BITS.get(details?.namedCurve ?? '');
  return { key: { kind, ...(bits === undefined ? {} : { bits }) } };
}

/** Sizes of the curves that certificates use, by OpenSSL's names. */
const CURVE_BITS: ReadonlyMap<string, number> = new Map([
  ['secp192k1', 192],
  ['prime192v1', 192],
  ['secp224r1', 224],
  ['prime256v1', 256],
  ['secp256k1', 256],
  ['brainpoolP256r1', 256],
  ['secp384r1', 384],
  ['brainpoolP384r1', 384],
  ['secp521r1', 521],
  ['brainpoolP512r1', 512],
]);

function signatureOf(der: Buffer): Pick<CertificateFact, 'signature'> {
  const signature = signatureAlgorithm(der);
  return signature === null ? {} : { signature };
}
