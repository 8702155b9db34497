/** What is wrong with where a site leads (RFC 9110 section 15.4). */
import { finding, type InspectionFinding } from './finding.ts';
import { headerOf } from '../verdict/replies.ts';
import type { StepReply } from './site-steps.ts';

/** Earlier editions of HTTP recommended at most five; every one more is a round trip for each visitor. */
const MANY_REDIRECTS = 5;

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Returns the findings about the whole chain and about each of its steps. */
export function checkRedirects(steps: readonly StepReply[]): readonly InspectionFinding[] {
  const redirecting = steps.filter(({ step }) => step.redirectTo !== null);
  const last = steps.at(-1);
  return [
    ...checkLoop(steps),
    ...(redirecting.length > MANY_REDIRECTS && last !== undefined && last.step.redirectTo === null
      ? [finding('redirect-chain-long', redirecting.map(asEvidence), { count: redirecting.length })]
      : []),
    ...steps.flatMap(checkStep),
  ];
}

function checkLoop(steps: readonly StepReply[]): readonly InspectionFinding[] {
  const last = steps.at(-1);
  if (last === undefined || last.step.redirectTo === null) return [];
  const to = last.step.redirectTo;
  const from = steps.findIndex(({ step }) => sameUrl(step.url, to));
  const ring = from < 0 ? steps : steps.slice(from);
  return [finding('redirect-loop', ring.map(asEvidence), { url: last.step.url, to, count: ring.length })];
}

function checkStep(one: StepReply): readonly InspectionFinding[] {
  const { step, reply } = one;
  if (reply === null || !REDIRECTS.includes(reply.status) || step.answeredBy === 'proxy') return [];
  const location = headerOf(reply, 'location');
  const about = { url: step.url, status: reply.status };
  if (location === undefined) return [finding('redirect-without-location', [asEvidence(one)], about)];
  if (step.redirectTo === null || !isReference(location))
    return [finding('location-invalid', [asEvidence(one)], { ...about, value: location.slice(0, 120) })];
  if (step.url.startsWith('https:') && step.redirectTo.startsWith('http:'))
    return [finding('redirect-to-clear', [asEvidence(one)], { ...about, to: step.redirectTo })];
  return [];
}

/** URI-reference of RFC 3986 section 4.1: only its own signs, and every `%` followed by two digits. */
function isReference(location: string): boolean {
  const text = location.replaceAll('‹secret›', 'x');
  return /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+$/i.test(text);
}

function sameUrl(a: string, b: string): boolean {
  return a.replace(/#.*$/s, '') === b.replace(/#.*$/s, '');
}

function asEvidence({ step }: StepReply): { readonly id: StepReply['step']['evidence'] } {
  return { id: step.evidence };
}
