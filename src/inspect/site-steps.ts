/** The way of a browser to a site, one redirect after the other: who answered what. */
import type { Failure } from '../observation/failure.ts';
import type { Observation, ObservationId, ReplyFact } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { Case } from '../verdict/case.ts';
import { pathOf } from '../verdict/path.ts';
import { whoAnswered } from '../verdict/replies.ts';

/** One step: an address that was asked for, and what came back. */
export interface SiteStep {
  readonly url: string;
  readonly leg: Leg;
  readonly status: number | null;
  readonly reason: string;
  /** Where the answer leads, absolute. */
  readonly redirectTo: string | null;
  readonly answeredBy: 'proxy' | 'site' | null;
  /** The protocol fact that decided who answered. */
  readonly answeredByEvidence: string | null;
  /** What stopped the way before an answer. */
  readonly failure: Failure | null;
  readonly tookMs: number;
  readonly evidence: ObservationId;
}

/** A step together with the whole answer, for the checks. */
export interface StepReply {
  readonly step: SiteStep;
  readonly reply: ReplyFact | null;
  readonly bodyFailure: Failure | null;
  /** Whether the answer came over an encrypted connection. */
  readonly secure: boolean;
  /** Whether a sign-in was sent to the site. */
  readonly wasSignedIn: boolean;
}

type OfWay = Extract<Observation, { readonly way: unknown }> & { readonly way: { readonly redirects: number } };

/** Returns the steps in order; of several legs tried for one of them the last. */
export function siteSteps(facts: Case): readonly StepReply[] {
  const ofTarget = facts.observations.filter((one): one is OfWay => isOfTarget(one));
  const numbers = [...new Set(ofTarget.map((one) => one.way.redirects))].sort((a, b) => a - b);
  return numbers.flatMap((number) => {
    const ofStep = ofTarget.filter((one) => one.way.redirects === number);
    const lastWay = ofStep.at(-1)?.way.id;
    return stepOf(
      facts,
      ofStep.filter((one) => one.way.id === lastWay),
    );
  });
}

function isOfTarget(one: Observation): one is OfWay {
  return 'way' in one && one.way.purpose === 'target';
}

function stepOf(facts: Case, seen: readonly OfWay[]): readonly StepReply[] {
  const exchange = seen.findLast((one) => one.probe === 'http.exchange');
  const handshake = seen.findLast((one) => one.probe === 'proxy.handshake');
  const last = seen.at(-1);
  if (last === undefined) return [];
  const common = { url: last.way.url, leg: last.way.leg, redirectTo: null, tookMs: total(seen) };
  if (exchange !== undefined) {
    const who = exchange.reply === null ? null : whoAnswered(facts, pathOf(facts), exchange);
    return [
      {
        step: {
          ...common,
          status: exchange.reply?.status ?? null,
          reason: exchange.reply?.reason ?? '',
          redirectTo: exchange.redirectTo ?? null,
          answeredBy: who?.by ?? null,
          answeredByEvidence: who?.evidence ?? null,
          failure: exchange.reply === null ? exchange.failure : null,
          evidence: exchange.id,
        },
        reply: exchange.reply,
        bodyFailure: exchange.reply === null ? null : exchange.failure,
        secure: exchange.secure,
        wasSignedIn: exchange.siteSignIn.sent !== null,
      },
    ];
  }
  const refusal = handshake?.reply ?? null;
  const isRefused = handshake !== undefined && refusal !== null && (refusal.status < 200 || refusal.status >= 300);
  const failed = seen.findLast((one) => 'failure' in one && one.failure !== null) ?? last;
  const rejected = seen.findLast((one) => one.probe === 'tls.handshake' && !one.trusted);
  return [
    {
      step: {
        ...common,
        status: isRefused ? refusal.status : null,
        reason: isRefused ? refusal.reason : '',
        answeredBy: isRefused ? 'proxy' : null,
        answeredByEvidence: isRefused ? 'answer-to-connect' : null,
        failure: isRefused
          ? null
          : (failureOf(failed) ?? (rejected === undefined ? null : { kind: 'certificate-rejected' })),
        evidence: (isRefused ? handshake : (rejected ?? failed)).id,
      },
      reply: null,
      bodyFailure: null,
      secure: false,
      wasSignedIn: false,
    },
  ];
}

function failureOf(one: OfWay): Failure | null {
  return 'failure' in one ? one.failure : null;
}

function total(seen: readonly Observation[]): number {
  return Math.round(seen.reduce((sum, one) => sum + one.tookMs, 0) * 10) / 10;
}
