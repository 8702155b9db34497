/** Everything that an inspection can find: a closed vocabulary, each with its weight, the standard behind it, and what helps. */
import type { ObservationId } from '../observation/observation.ts';

/** `problem`: somebody is kept out or put at risk. `warning`: works today and needs action. `note`: worth knowing. */
export const SEVERITIES = ['problem', 'warning', 'note'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What an owner or an administrator can do first (guidance G22, G23). */
export const ADVICE = [
  'certificate-dates',
  'certificate-chain',
  'undo-last-change',
  'disable-plugins',
  'read-error-log',
  'htaccess-redirects',
  'debug-on-copy',
  'fix-header',
  'look-as-crawler',
  'ask-proxy-admin',
  'encrypt-proxy',
  'restrict-ports',
  'keep-connections',
  'check-proxy-dns',
  'check-proxy-network',
  'check-sign-in',
] as const;

export type Advice = (typeof ADVICE)[number];

interface FindingKind {
  readonly severity: Severity;
  /** The standard and its section; `null` where none rules it. */
  readonly reference: string | null;
  readonly advice: readonly Advice[];
}

const SITE_CHANGE = ['undo-last-change', 'disable-plugins', 'read-error-log', 'debug-on-copy'] as const;
const REDIRECT = ['htaccess-redirects', 'undo-last-change', 'disable-plugins', 'debug-on-copy'] as const;

/** Findings about a site. */
const SITE_FINDINGS = {
  'no-answer': { severity: 'problem', reference: null, advice: SITE_CHANGE },
  'proxy-refused': { severity: 'problem', reference: 'RFC 9110 §9.3.6', advice: ['ask-proxy-admin'] },
  'proxy-answered': { severity: 'note', reference: 'RFC 9110 §7.6.3', advice: ['ask-proxy-admin'] },
  'error-status': { severity: 'problem', reference: 'RFC 9110 §15.6', advice: SITE_CHANGE },
  'redirect-loop': { severity: 'problem', reference: 'RFC 9110 §15.4', advice: REDIRECT },
  'redirect-chain-long': { severity: 'warning', reference: 'RFC 9110 §15.4', advice: ['htaccess-redirects'] },
  'redirect-to-clear': { severity: 'problem', reference: 'RFC 9110 §4.2.2', advice: REDIRECT },
  'redirect-without-location': { severity: 'problem', reference: 'RFC 9110 §15.4', advice: REDIRECT },
  'location-invalid': { severity: 'problem', reference: 'RFC 9110 §10.2.2', advice: REDIRECT },
  'challenge-missing': {
    severity: 'problem',
    reference: 'RFC 9110 §11.6.1',
    advice: ['fix-header', 'undo-last-change'],
  },
  'challenge-malformed': { severity: 'problem', reference: 'RFC 9110 §11.6.1', advice: ['fix-header'] },
  'basic-without-realm': { severity: 'warning', reference: 'RFC 7617 §2', advice: ['fix-header'] },
  'basic-in-clear': { severity: 'problem', reference: 'RFC 7617 §4', advice: ['fix-header'] },
  'digest-incomplete': { severity: 'problem', reference: 'RFC 7616 §3.3', advice: ['fix-header'] },
  'bearer-without-parameters': { severity: 'warning', reference: 'RFC 6750 §3', advice: ['fix-header'] },
  'bearer-error-without-token': { severity: 'note', reference: 'RFC 6750 §3.1', advice: ['fix-header'] },
  'site-sends-407': { severity: 'problem', reference: 'RFC 9110 §15.5.8', advice: ['fix-header', 'undo-last-change'] },
  'allow-missing': { severity: 'warning', reference: 'RFC 9110 §15.5.6', advice: ['fix-header'] },
  'retry-after-invalid': { severity: 'warning', reference: 'RFC 9110 §10.2.3', advice: ['fix-header'] },
  'date-missing': { severity: 'note', reference: 'RFC 9110 §6.6.1', advice: ['fix-header'] },
  'date-invalid': { severity: 'warning', reference: 'RFC 9110 §5.6.7', advice: ['fix-header'] },
  'length-and-chunked': { severity: 'problem', reference: 'RFC 9112 §6.2', advice: ['fix-header', 'disable-plugins'] },
  'lengths-differ': { severity: 'problem', reference: 'RFC 9110 §8.6', advice: ['fix-header', 'disable-plugins'] },
  'length-not-allowed': { severity: 'warning', reference: 'RFC 9110 §8.6', advice: ['fix-header'] },
  'body-cut': { severity: 'problem', reference: 'RFC 9112 §8', advice: SITE_CHANGE },
  'hsts-invalid': { severity: 'warning', reference: 'RFC 6797 §6.1', advice: ['fix-header'] },
  'hsts-in-clear': { severity: 'note', reference: 'RFC 6797 §7.2', advice: ['fix-header'] },
  'cookie-not-secure': { severity: 'warning', reference: 'RFC 6265 §8.3', advice: ['fix-header'] },
  'crawler-status': { severity: 'problem', reference: null, advice: ['look-as-crawler', 'disable-plugins'] },
  'crawler-redirect': { severity: 'warning', reference: null, advice: ['look-as-crawler', 'htaccess-redirects'] },
  'crawler-noindex': { severity: 'warning', reference: null, advice: ['look-as-crawler', 'disable-plugins'] },
  noindex: { severity: 'note', reference: null, advice: ['look-as-crawler'] },
} as const satisfies Record<string, FindingKind>;

/** Findings about certificates, of a site or of a proxy. */
const CERTIFICATE_FINDINGS = {
  'certificate-expired': { severity: 'problem', reference: 'RFC 5280 §4.1.2.5', advice: ['certificate-dates'] },
  'certificate-not-yet-valid': { severity: 'problem', reference: 'RFC 5280 §4.1.2.5', advice: ['certificate-dates'] },
  'certificate-expires-soon': { severity: 'warning', reference: 'RFC 5280 §4.1.2.5', advice: ['certificate-dates'] },
  'certificate-name': { severity: 'problem', reference: 'RFC 9525 §6', advice: ['certificate-chain'] },
  'chain-incomplete': { severity: 'problem', reference: 'RFC 8446 §4.4.2', advice: ['certificate-chain'] },
  'certificate-self-signed': { severity: 'problem', reference: 'RFC 5280 §6', advice: ['certificate-chain'] },
  'certificate-refused': { severity: 'problem', reference: 'RFC 5280 §6', advice: ['certificate-chain'] },
  'key-weak': { severity: 'problem', reference: 'RFC 9325 §4.5', advice: ['certificate-chain'] },
  'signature-weak': { severity: 'problem', reference: 'RFC 8446 §4.4.2.4', advice: ['certificate-chain'] },
} as const satisfies Record<string, FindingKind>;

/** Findings about a proxy. */
const PROXY_FINDINGS = {
  'proxy-unreachable': { severity: 'problem', reference: null, advice: ['check-proxy-network'] },
  'proxy-name-unknown': { severity: 'problem', reference: null, advice: ['check-proxy-network'] },
  'not-a-proxy': { severity: 'problem', reference: 'RFC 9110 §9.3.6', advice: ['check-proxy-network'] },
  'kind-differs': { severity: 'problem', reference: null, advice: ['check-proxy-network'] },
  'proxy-tls-failed': { severity: 'problem', reference: 'RFC 8446 §4', advice: ['certificate-chain'] },
  'no-sign-in': { severity: 'note', reference: 'RFC 9110 §11.7', advice: ['check-sign-in'] },
  'proxy-basic-in-clear': { severity: 'problem', reference: 'RFC 7617 §4', advice: ['encrypt-proxy'] },
  'weak-schemes-only': { severity: 'warning', reference: 'RFC 7616 §5.1', advice: ['encrypt-proxy', 'check-sign-in'] },
  'proxy-challenge-missing': { severity: 'problem', reference: 'RFC 9110 §11.7.1', advice: ['check-sign-in'] },
  'proxy-challenge-malformed': { severity: 'problem', reference: 'RFC 9110 §11.7.1', advice: ['check-sign-in'] },
  'proxy-sends-401': { severity: 'problem', reference: 'RFC 9110 §15.5.8', advice: ['check-sign-in'] },
  'sign-in-rejected': { severity: 'problem', reference: 'RFC 9110 §11.7', advice: ['check-sign-in'] },
  'connection-not-kept': { severity: 'problem', reference: 'RFC 9112 §9.3', advice: ['keep-connections'] },
  'connect-443-refused': { severity: 'problem', reference: 'RFC 9110 §9.3.6', advice: ['restrict-ports'] },
  'connect-open-ports': { severity: 'warning', reference: 'RFC 9110 §9.3.6', advice: ['restrict-ports'] },
  'via-missing': { severity: 'warning', reference: 'RFC 9110 §7.6.3', advice: ['fix-header'] },
  'no-forwarding': { severity: 'problem', reference: null, advice: ['check-proxy-network', 'check-proxy-dns'] },
  'unknown-name-answered': { severity: 'problem', reference: 'RFC 9110 §15.6.3', advice: ['check-proxy-dns'] },
  'unknown-name-silent': { severity: 'warning', reference: 'RFC 9110 §15.6.5', advice: ['check-proxy-dns'] },
  'unknown-name-slow': { severity: 'warning', reference: null, advice: ['check-proxy-dns'] },
  'proxy-dns-fails': { severity: 'problem', reference: null, advice: ['check-proxy-dns'] },
  'server-detail': { severity: 'note', reference: 'RFC 9110 §10.2.4', advice: ['fix-header'] },
  'ipv6-broken': { severity: 'problem', reference: 'RFC 8305 §5', advice: ['check-proxy-network'] },
  'ipv4-broken': { severity: 'problem', reference: 'RFC 8305 §5', advice: ['check-proxy-network'] },
  'some-addresses-dead': { severity: 'problem', reference: 'RFC 8305 §5', advice: ['check-proxy-network'] },
  'requests-lost': { severity: 'problem', reference: null, advice: ['check-proxy-network'] },
  'answers-slow': { severity: 'warning', reference: null, advice: ['check-proxy-network'] },
  'answers-uneven': { severity: 'warning', reference: null, advice: ['check-proxy-network'] },
} as const satisfies Record<string, FindingKind>;

/** Every finding. */
export const FINDINGS = { ...SITE_FINDINGS, ...CERTIFICATE_FINDINGS, ...PROXY_FINDINGS } as const;

export type FindingCode = keyof typeof FINDINGS;

/** What the words of a finding may mention; each is there only where it applies. */
export interface FindingDetails {
  readonly url?: string;
  readonly to?: string;
  readonly host?: string;
  readonly status?: number;
  /** What another program was answered. */
  readonly otherStatus?: number;
  readonly header?: string;
  /** As received, cut short. */
  readonly value?: string;
  readonly names?: readonly string[];
  readonly ports?: readonly number[];
  readonly days?: number;
  /** ISO 8601. */
  readonly time?: string;
  readonly count?: number;
  readonly of?: number;
  readonly ms?: number;
  readonly kind?: string;
}

/** One finding with what it rests on. */
export interface InspectionFinding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly reference: string | null;
  readonly evidence: readonly ObservationId[];
  readonly details: FindingDetails;
}

/** Returns a finding. */
export function finding(
  code: FindingCode,
  evidence: readonly { readonly id: ObservationId }[],
  details: FindingDetails = {},
): InspectionFinding {
  const { severity, reference } = FINDINGS[code];
  return { code, severity, reference, evidence: evidence.map(({ id }) => id), details };
}

/** Returns the findings with the gravest first, those of equal weight in the order in which they were made. */
export function gravestFirst(findings: readonly InspectionFinding[]): readonly InspectionFinding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
}

/** Returns what helps against these findings, each once, that of the gravest first. */
export function adviceFor(findings: readonly InspectionFinding[]): readonly Advice[] {
  const wanted = gravestFirst(findings)
    .filter(({ severity }) => severity !== 'note')
    .flatMap(({ code }): readonly Advice[] => FINDINGS[code].advice);
  return [...new Set(wanted)];
}

/** Whether somebody has to act. */
export function needsAction(findings: readonly Pick<InspectionFinding, 'severity'>[]): boolean {
  return findings.some(({ severity }) => severity !== 'note');
}
