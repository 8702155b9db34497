/** What is wrong with how a site asks for a sign-in (RFC 9110 section 11, RFC 7617, RFC 7616, RFC 6750). */
import type { ChallengeFact } from '../observation/observation.ts';
import { headersOf } from '../verdict/replies.ts';
import { finding, type FindingCode, type FindingDetails, type InspectionFinding } from './finding.ts';
import type { StepReply } from './site-steps.ts';

/** Returns the findings about one answer. */
export function checkChallenges({ step, reply, secure, wasSignedIn }: StepReply): readonly InspectionFinding[] {
  if (reply === null || step.answeredBy === 'proxy') return [];
  const evidence = [{ id: step.evidence }];
  const about = { url: step.url, status: reply.status };
  if (reply.status === 407) return [finding('site-sends-407', evidence, about)];
  if (reply.status !== 401) return [];
  const values = headersOf(reply, 'www-authenticate');
  if (values.length === 0) return [finding('challenge-missing', evidence, about)];
  const value = values.join(', ').slice(0, 160);
  const hits = [
    ...(reply.challengeUnparsable ? [['challenge-malformed', { value }] as const] : []),
    ...reply.siteChallenges.flatMap((challenge) => ofScheme(challenge, { secure, wasSignedIn })),
  ];
  return hits.map(([code, details]) => finding(code, evidence, { ...about, header: 'WWW-Authenticate', ...details }));
}

function ofScheme(
  challenge: ChallengeFact,
  { secure, wasSignedIn }: { readonly secure: boolean; readonly wasSignedIn: boolean },
): readonly (readonly [FindingCode, FindingDetails])[] {
  const kind = challenge.scheme;
  switch (kind) {
    case 'basic':
      return [
        ...(challenge.realm === undefined ? [['basic-without-realm', {}] as const] : []),
        ...(secure ? [] : [['basic-in-clear', {}] as const]),
      ];
    case 'digest': {
      const missing = ['realm', 'nonce'].filter((name) => challenge.params[name] === undefined);
      return missing.length === 0 ? [] : [['digest-incomplete', { names: missing }]];
    }
    case 'bearer': {
      const hasParams = Object.keys(challenge.params).length > 0;
      if (!hasParams) return [['bearer-without-parameters', {}]];
      const { error } = challenge.params;
      return error === undefined || wasSignedIn ? [] : [['bearer-error-without-token', { value: error.slice(0, 60) }]];
    }
    default:
      return [];
  }
}
