/** What is wrong with how a proxy says no, and what it tells strangers of itself. */
import { finding, type InspectionFinding } from './finding.ts';
import type { ProxyView } from './proxy-view.ts';

/** Resolvers answer "no such name" at once; longer means that the proxy asks one that does not answer. */
const SLOW_NAME_MS = 2_500;

/** Returns the findings. */
export function checkProxyErrors({ errors, names }: ProxyView): readonly InspectionFinding[] {
  return [...checkUnknownName(errors.unknownName), ...checkDetail(names, errors)];
}

function checkUnknownName(unknown: ProxyView['errors']['unknownName']): readonly InspectionFinding[] {
  if (unknown === null) return [];
  const evidence = [{ id: unknown.evidence }];
  const { status, tookMs, failure } = unknown;
  if (status === null)
    return failure?.kind === 'timed-out' ? [finding('unknown-name-silent', evidence, { ms: tookMs })] : [];
  if (status < 400) return [finding('unknown-name-answered', evidence, { status })];
  return status !== 407 && tookMs > SLOW_NAME_MS
    ? [finding('unknown-name-slow', evidence, { ms: tookMs, status })]
    : [];
}

/** A name with a version tells an attacker which holes to try. */
function checkDetail({ server }: ProxyView['names'], errors: ProxyView['errors']): readonly InspectionFinding[] {
  const detailed = server.filter((value) => /\/\d+\.\d/.test(value));
  const seen = [errors.unknownName, errors.refusedPort, errors.closedPort].flatMap((one) =>
    one === null ? [] : [{ id: one.evidence }],
  );
  return detailed.length === 0
    ? []
    : [finding('server-detail', seen, { header: 'Server', value: detailed.join(', ').slice(0, 120) })];
}
