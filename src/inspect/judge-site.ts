/** The site-owner view: pure judgement over the facts of one run. */
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Observation, ObservationOf } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { Target } from '../route/target.ts';
import { createCase } from '../verdict/case.ts';
import { tlsView, type TlsView } from './certificate-view.ts';
import { checkCertificates } from './check-certificates.ts';
import { checkChallenges } from './check-challenges.ts';
import { checkCrawler, lookOf, type Look } from './check-crawler.ts';
import { checkHeaders } from './check-headers.ts';
import { checkRedirects } from './check-redirects.ts';
import { finding, gravestFirst, type InspectionFinding } from './finding.ts';
import { siteSteps, type SiteStep, type StepReply } from './site-steps.ts';

/** What an owner wants to know of a site. */
export interface SiteView {
  readonly steps: readonly SiteStep[];
  /** One for each server with TLS on the way, in order. */
  readonly tls: readonly TlsView[];
  readonly browser: Look | null;
  readonly crawler: Look | null;
}

export interface SiteJudgement {
  readonly view: SiteView;
  readonly findings: readonly InspectionFinding[];
}

/** Returns what has to be asked beside the address itself: the same page by other names, and who else answers there. */
export function planSite(target: Target, leg: Leg): readonly ProbeRequest[] {
  const look = { probe: 'way', purpose: 'variation', url: target.url, leg } as const;
  return [
    { ...look, variation: 'as-browser' },
    { ...look, variation: 'as-crawler' },
    // Answers of the proxy are told from the site's by comparison (RFC 9110 section 7.6.3).
    ...(leg.kind === 'direct' ? [] : [{ probe: 'controls', leg } as const]),
  ];
}

/** Returns the view and its findings, the gravest first. `nowMs`: milliseconds since 1970 by this computer's clock. */
export function judgeSite(about: {
  readonly target: Target;
  readonly observations: readonly Observation[];
  readonly nowMs: number;
}): SiteJudgement {
  const { observations, nowMs, target } = about;
  const steps = siteSteps(createCase(target, observations, 'everything'));
  const tls = handshakesOf(observations).map((one) => tlsView(one, nowMs));
  const browser = lookOf(varied(observations, 'as-browser'));
  const crawler = lookOf(varied(observations, 'as-crawler'));
  const findings = [
    ...tls.flatMap((one) => checkCertificates(one, nowMs)),
    ...steps.flatMap((one) => checkAnswer(one, tls)),
    ...checkRedirects(steps),
    ...steps.flatMap(checkChallenges),
    ...steps.flatMap(checkHeaders),
    ...(browser === undefined || crawler === undefined ? [] : checkCrawler(target.url, browser, crawler)),
  ];
  return {
    view: { steps: steps.map(({ step }) => step), tls, browser: browser ?? null, crawler: crawler ?? null },
    findings: gravestFirst(findings),
  };
}

/** Whether there is an answer at all, and whether it is the site's. */
function checkAnswer({ step, reply }: StepReply, tls: readonly TlsView[]): readonly InspectionFinding[] {
  const evidence = [{ id: step.evidence }];
  const about = { url: step.url, ...(step.status === null ? {} : { status: step.status }) };
  if (step.answeredBy === 'proxy')
    return [finding(reply === null || reply.status >= 400 ? 'proxy-refused' : 'proxy-answered', evidence, about)];
  if (step.failure === null) return [];
  // A certificate that was refused is told by its own finding.
  if (step.failure.kind === 'certificate-rejected' && tls.some((one) => one.chain.length > 0)) return [];
  return [finding('no-answer', evidence, { ...about, kind: step.failure.kind })];
}

function handshakesOf(observations: readonly Observation[]): readonly ObservationOf<'tls.handshake'>[] {
  const seen = new Set<string>();
  return observations.filter((one): one is ObservationOf<'tls.handshake'> => {
    if (one.probe !== 'tls.handshake' || one.way.purpose !== 'target' || one.with !== 'site') return false;
    if (seen.has(one.serverName) || one.chain.length === 0) return false;
    seen.add(one.serverName);
    return true;
  });
}

function varied(
  observations: readonly Observation[],
  variation: 'as-browser' | 'as-crawler',
): ObservationOf<'http.exchange'> | undefined {
  return observations.find(
    (one): one is ObservationOf<'http.exchange'> => one.probe === 'http.exchange' && one.way.variation === variation,
  );
}
