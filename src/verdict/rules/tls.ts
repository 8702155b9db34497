/** Causes in the TLS connection to the site: inspection, the certificate, the handshake. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { controlsOver, ends, pathOf, variationOf, type Path } from '../path.ts';
import type { CertificateFact } from '../../observation/observation.ts';
import type { Answer, Details, Rule } from '../rule.ts';
import type { Tls } from '../ways.ts';
import { clockOffset } from './device.ts';
import { isHttpText, otherSchemeUrl } from './other-scheme.ts';

/** Codes of OpenSSL and Node by which a certificate is refused for its dates or its name; any other is about trust. */
const DATE_CODES = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];
const NAME_CODE = 'ERR_TLS_CERT_ALTNAME_INVALID';

type Rejection = 'dates' | 'name' | 'trust';

function rejected(path: Path): { readonly tls: Tls; readonly why: Rejection } | null {
  if (path.end.at !== 'site-tls' || path.end.tls.failure !== null || path.end.tls.trusted) return null;
  const { tls } = path.end;
  const code = tls.rejection ?? '';
  if (DATE_CODES.includes(code)) return { tls, why: 'dates' };
  if (code === NAME_CODE) return { tls, why: 'name' };
  return { tls, why: 'trust' };
}

function leafDetails(tls: Tls): Details {
  const leaf = tls.chain[0];
  return {
    ...(leaf ? { issuer: leaf.issuer, notBefore: leaf.notBefore, notAfter: leaf.notAfter, names: leaf.names } : {}),
    ...(tls.rejection === undefined ? {} : { problem: tls.rejection }),
  };
}

function notThis(path: Path): Answer {
  if (path.end.at === 'site-tls' && path.end.tls.failure === null) {
    return fails('certificate-rejected-for-other-reason', path.end.tls);
  }
  return path.end.at === 'reply'
    ? fails('certificate-accepted', ...ends(path))
    : fails('tls-not-reached', ...ends(path));
}

/** Certificates of https control sites over the judged leg. */
function controlTls(facts: Case, path: Path): readonly Tls[] {
  return controlsOver(facts, path, path.leg)
    .all.flatMap((view) => view.tls)
    .filter((tls) => tls.with === 'site' && tls.failure === null && tls.chain.length > 0);
}

/** The same authority signed both: one issuer name on both leaves, or a certificate of authority in both chains. */
function sameIssuer(a: readonly CertificateFact[], b: readonly CertificateFact[]): boolean {
  const [leafA, ...restA] = a;
  const [leafB, ...restB] = b;
  if (!leafA || !leafB || leafA.selfSigned || leafB.selfSigned) return false;
  if (leafA.issuer === leafB.issuer) return true;
  return restA.some((certificate) => restB.some((other) => other.sha256 === certificate.sha256));
}

/**
 * Whether a control site's certificate, refused as well, shows who stands between: the same authority, that of nobody known
 * where only dates are wrong (a public one may have signed both), or one certificate for two names.
 */
function isInspectorOf(control: Tls, { tls, why }: { readonly tls: Tls; readonly why: Rejection }): boolean {
  if (why === 'name') return control.chain[0]?.sha256 === tls.chain[0]?.sha256;
  return sameIssuer(control.chain, tls.chain) && (why === 'trust' || tls.publicIssuer === false);
}

const interceptedUntrusted: Rule = {
  code: 'tls.intercepted-untrusted',
  judge: (facts) => {
    const path = pathOf(facts);
    const rejection = rejected(path);
    if (!rejection) return notThis(path);
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const controls = controlTls(facts, path);
    if (controls.length === 0) return fails('control-not-known', rejection.tls);
    const alike = controls.find((tls) => !tls.trusted && isInspectorOf(tls, rejection));
    if (!alike) return fails('other-issuer-than-control', rejection.tls, ...controls);
    return holds(rejection.why === 'trust' ? 0.95 : 0.86, [rejection.tls, alike], leafDetails(rejection.tls));
  },
};

const inspected: Rule = {
  code: 'tls.inspected',
  judge: (facts) => {
    const path = pathOf(facts);
    const tls = path.main?.tls.findLast((item) => item.with === 'site');
    if (!tls || tls.failure || !tls.trusted) return fails('tls-not-reached', ...ends(path));
    if (tls.publicIssuer !== false) return fails('certificate-accepted', tls);
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const alike = controlTls(facts, path).find(
      (other) => other.trusted && other.publicIssuer === false && sameIssuer(other.chain, tls.chain),
    );
    if (!alike) return fails('other-issuer-than-control', tls);
    return holds(0.9, [tls, alike], leafDetails(tls));
  },
};

const certificateUntrusted: Rule = {
  code: 'tls.certificate-untrusted',
  judge: (facts) => {
    const path = pathOf(facts);
    const rejection = rejected(path);
    if (rejection?.why !== 'trust') return notThis(path);
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const controls = controlTls(facts, path);
    const alike = controls.find((tls) => !tls.trusted && sameIssuer(tls.chain, rejection.tls.chain));
    if (alike) return fails('same-issuer-as-control', alike);
    const fine = controls.find((tls) => tls.trusted);
    const isOwn = rejection.tls.chain[0]?.selfSigned === true;
    return holds(fine ? 0.95 : isOwn ? 0.82 : 0.72, [rejection.tls, fine], {
      ...leafDetails(rejection.tls),
      ...(fine ? {} : { missing: ['https-control-site' as const] }),
    });
  },
};

const certificateExpired: Rule = {
  code: 'tls.certificate-expired',
  judge: (facts) => {
    const path = pathOf(facts);
    const rejection = rejected(path);
    if (rejection?.why !== 'dates') return notThis(path);
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const offset = clockOffset(facts);
    const isClockRight = offset !== null && Math.abs(offset.seconds) <= 300;
    if (offset && !isClockRight) return fails('certificate-rejected-for-other-reason', offset.exchange);
    return holds(offset ? 0.96 : 0.78, [rejection.tls, offset?.exchange], {
      ...leafDetails(rejection.tls),
      ...(offset ? {} : { missing: ['control-site' as const] }),
    });
  },
};

const nameMismatch: Rule = {
  code: 'tls.name-mismatch',
  judge: (facts) => {
    const path = pathOf(facts);
    const rejection = rejected(path);
    if (rejection?.why !== 'name') return notThis(path);
    const twin = controlTls(facts, path).find((tls) => isInspectorOf(tls, rejection));
    if (twin) return fails('same-issuer-as-control', twin);
    return holds(0.96, [rejection.tls], leafDetails(rejection.tls));
  },
};

const handshakeFailed: Rule = {
  code: 'tls.handshake-failed',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.end.at !== 'site-tls' || !path.end.tls.failure) return notThis(path);
    const { tls } = path.end;
    const broke = ['tls-alert', 'tls-protocol-error', 'malformed-reply'].includes(tls.failure?.kind ?? '');
    if (!broke) return fails('site-not-reached', tls);
    if (isHttpText(tls.firstBytes)) return fails('answered-by-site', tls);
    const url = otherSchemeUrl(path.url);
    const question = ask(facts, { probe: 'way', purpose: 'variation', url, leg: path.leg, variation: 'other-scheme' });
    if (question && tls.failure?.kind !== 'tls-alert') return question;
    const plain = variationOf(path, { url, leg: path.leg, variation: 'other-scheme' });
    if (plain?.end.at === 'reply' && tls.failure?.kind !== 'tls-alert')
      return fails('answered-by-site', ...plain.exchanges);
    return holds(tls.failure?.kind === 'tls-alert' ? 0.93 : 0.85, [tls], {
      ...(tls.alert === undefined ? {} : { problem: tls.alert }),
    });
  },
};

export const tlsRules: readonly Rule[] = [
  interceptedUntrusted,
  certificateExpired,
  nameMismatch,
  certificateUntrusted,
  handshakeFailed,
  inspected,
];
