/** Causes in the TLS connection to the site: inspection, the certificate, the handshake. */
import { ask, fails, holds } from '../ask.ts';
import { clockOffset, isClockToBlame } from '../clock.ts';
import { controlTls, inspectedAlike, sameIssuer } from '../inspection.ts';
import { ends, pathOf, variationOf, type Path } from '../path.ts';
import { proxyDetails } from '../proxy-details.ts';
import type { Answer, Details, Rule } from '../rule.ts';
import { garbledTunnels } from '../tunnels.ts';
import type { Tls } from '../ways.ts';
import { isHttpText, otherSchemeUrl } from './other-scheme.ts';

/** Codes of OpenSSL and Node by which a certificate is refused for its dates or its name; any other is about trust. */
export const DATE_CODES: readonly string[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];
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
    const alike = inspectedAlike(facts, path, tls);
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
    if (offset && isClockToBlame(rejection.tls, offset))
      return fails('certificate-rejected-for-other-reason', offset.exchange);
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
    const late = lateAlert(path) ?? alertOfProxy(path);
    if (late) return late;
    if (path.end.at !== 'site-tls' || !path.end.tls.failure) return notThis(path);
    const { tls } = path.end;
    const broke = ['tls-alert', 'tls-protocol-error', 'malformed-reply'].includes(tls.failure?.kind ?? '');
    if (!broke) return fails('site-not-reached', tls);
    const garbled = garbledTunnels(facts, path);
    if (garbled !== null)
      return 'is' in garbled ? garbled : fails('control-fails-too', ...garbled.flatMap((view) => view.tls));
    if (isHttpText(tls.firstBytes)) return fails('answered-by-site', tls);
    const url = otherSchemeUrl(path.url);
    const question = ask(facts, { probe: 'way', purpose: 'variation', url, leg: path.leg, variation: 'other-scheme' });
    if (question && tls.failure?.kind !== 'tls-alert') return question;
    const plain = variationOf(path, { url, leg: path.leg, variation: 'other-scheme' });
    if (plain?.end.at === 'reply' && tls.failure?.kind !== 'tls-alert')
      return fails('answered-by-site', ...plain.exchanges);
    // Browsers offer another version of HTTP as well, which this one may be waiting for (RFC 7301 §3.2).
    const isChoosy = tls.alert === 'no_application_protocol';
    return holds(isChoosy ? 0.75 : tls.failure?.kind === 'tls-alert' ? 0.93 : 0.85, [tls], {
      ...(tls.alert === undefined ? {} : { problem: tls.alert }),
    });
  },
};

/** In TLS 1.3 the server's word on our side of the handshake comes when we have long begun to ask (RFC 8446 §4.4.2.4). */
function lateAlert(path: Path): Answer | null {
  if (path.end.at !== 'exchange' || !path.end.exchange.secure || path.end.exchange.form !== 'origin') return null;
  const { failure } = path.end.exchange;
  if (failure?.kind !== 'tls-alert') return null;
  const tls = path.main?.tls.findLast((item) => item.with === 'site');
  return holds(0.9, [path.end.exchange, tls], failure.code === undefined ? {} : { problem: failure.code });
}

/** The proxy itself breaks off the TLS that it was asked for. */
function alertOfProxy(path: Path): Answer | null {
  if (path.end.at !== 'proxy-tls' || path.end.tls.failure?.kind !== 'tls-alert') return null;
  const { tls } = path.end;
  const problem = tls.alert ?? tls.failure?.code;
  return holds(0.85, [tls], { ...proxyDetails(path), ...(problem === undefined ? {} : { problem }) });
}

export const tlsRules: readonly Rule[] = [
  interceptedUntrusted,
  certificateExpired,
  nameMismatch,
  certificateUntrusted,
  handshakeFailed,
  inspected,
];
