/** The authorities of an inspection that an organisation's preset names, as certificates. */
import { X509Certificate } from 'node:crypto';
import type { Preset } from './preset.ts';

/** One authority that can be trusted. */
export interface Authority {
  /** One line, as certificates write it. */
  readonly subject: string;
  /** Lower case, without colons. */
  readonly sha256: string;
  readonly sha1: string;
  readonly pem: string;
}

/** Why an authority that the preset names is not used; worded in `messages`. */
export type AuthorityProblem =
  /** The text is no certificate. */
  | 'not-a-certificate'
  /** The certificate is another one than the fingerprint says. */
  | 'other-fingerprint'
  /** It may not sign certificates of sites (RFC 5280 §4.2.1.9). */
  | 'not-an-authority'
  | 'expired'
  /** Only its fingerprint is named, and no such certificate is on this computer. */
  | 'not-found';

export interface NamedAuthorities {
  readonly usable: readonly Authority[];
  readonly problems: readonly { readonly what: string; readonly problem: AuthorityProblem }[];
}

type Named = NonNullable<Preset['inspectionCa']>[number];

/** Returns the authorities of a preset. Those named by fingerprint alone are looked for among `known` (PEM). */
export function authoritiesOf(named: readonly Named[], known: readonly string[], nowMs: number): NamedAuthorities {
  const usable: Authority[] = [];
  const problems: NamedAuthorities['problems'][number][] = [];
  for (const one of named) {
    const found = authorityOf(one, known, nowMs);
    if (typeof found === 'string') problems.push({ what: one.sha256 ?? '', problem: found });
    else if (usable.every(({ sha256 }) => sha256 !== found.sha256)) usable.push(found);
  }
  return { usable, problems };
}

/** Returns one of them, or why it is not used. */
export function authorityOf(named: Named, known: readonly string[], nowMs: number): Authority | AuthorityProblem {
  const wanted = named.sha256 === undefined ? null : plain(named.sha256);
  const certificate =
    named.certificate === undefined
      ? known.map(parse).find((one) => one !== null && plain(one.fingerprint256) === wanted)
      : parse(named.certificate);
  if (certificate == null) return named.certificate === undefined ? 'not-found' : 'not-a-certificate';
  if (wanted !== null && plain(certificate.fingerprint256) !== wanted) return 'other-fingerprint';
  if (!certificate.ca) return 'not-an-authority';
  if (Date.parse(certificate.validTo) < nowMs) return 'expired';
  return {
    subject: certificate.subject.split('\n').slice(0, 20).join(', ').slice(0, 500),
    sha256: plain(certificate.fingerprint256),
    sha1: plain(certificate.fingerprint),
    pem: `${certificate.toString().trim()}\n`,
  };
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}

function parse(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    // OpenSSL's errors have no class of their own: whatever it can't read is no certificate.
    return null;
  }
}

/** Returns the fingerprints of all certificates of a bundle, lower case. */
export function fingerprintsIn(pems: readonly string[]): ReadonlySet<string> {
  const all = pems.flatMap((pem) => {
    const certificate = parse(pem);
    return certificate === null ? [] : [plain(certificate.fingerprint256)];
  });
  return new Set(all);
}
