/** Who signed: whether one authority stands between this computer and every site. */
import type { CertificateFact } from '../observation/observation.ts';
import type { Case } from './case.ts';
import { controlsOver, type Path } from './path.ts';
import { observed, type Tls } from './ways.ts';

/** Certificates of https control sites over the judged leg. */
export function controlTls(facts: Case, path: Path): readonly Tls[] {
  return controlsOver(facts, path, path.leg)
    .all.flatMap((view) => view.tls)
    .filter((tls) => tls.with === 'site' && tls.failure === null && tls.chain.length > 0);
}

/** The same authority signed both: one issuer name on both leaves, or a certificate of authority in both chains. */
export function sameIssuer(a: readonly CertificateFact[], b: readonly CertificateFact[]): boolean {
  const [leafA, ...restA] = a;
  const [leafB, ...restB] = b;
  if (!leafA || !leafB || leafA.selfSigned || leafB.selfSigned) return false;
  if (leafA.issuer === leafB.issuer) return true;
  return restA.some((certificate) => restB.some((other) => other.sha256 === certificate.sha256));
}

/** Returns a control site's TLS that the same private, trusted authority signed as this one's: somebody reads along. */
export function inspectedAlike(facts: Case, path: Path, tls: Tls): Tls | undefined {
  if (tls.failure !== null || !tls.trusted || tls.publicIssuer !== false) return undefined;
  return controlTls(facts, path).find(
    (other) => other.trusted && other.publicIssuer === false && sameIssuer(other.chain, tls.chain),
  );
}

/** Returns the TLS of a way to its site that is read along, with the control site's that shows it. */
export function inspectionOf(facts: Case, path: Path, way: string): readonly [Tls, Tls] | null {
  const tls = observed(facts, 'tls.handshake').findLast((item) => item.way.id === way && item.with === 'site');
  const alike = tls === undefined ? undefined : inspectedAlike(facts, path, tls);
  return tls === undefined || alike === undefined ? null : [tls, alike];
}
