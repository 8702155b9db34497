/** Chooses the strongest challenge that this machine can answer, and says why it passed over the others. */
import type { Clock } from '../base/clock.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import type { ChallengeFact, UnusableScheme } from '../observation/observation.ts';
import { createBasicSignIn } from './basic.ts';
import type { Credentials } from './credentials.ts';
import { createDigestSignIn, readDigestChallenge } from './digest.ts';
import { digestStrength } from './digest-response.ts';
import { beginNegotiateSignIn } from './negotiate.ts';
import type { NegotiateProvider } from './negotiate-provider.ts';
import { createNtlmSignIn } from './ntlm.ts';
import { createRandomStock } from './random-stock.ts';
import type { SignIn, SignInChooser, SignInContext } from './sign-in.ts';

/** What sign-ins need from the machine. */
export interface SignInTools {
  readonly clock: Clock;
  /** Kerberos or SSPI; `null` where the host has none. */
  readonly negotiate: NegotiateProvider | null;
  /** Random bytes of good quality; the default is the operating system's. */
  readonly randomBytes?: (count: number) => Uint8Array;
}

/** From weak to strong. */
const SCHEMES = ['basic', 'digest', 'ntlm', 'negotiate'] as const;

type Scheme = (typeof SCHEMES)[number];

/**
 * Returns a chooser over Negotiate, NTLM, Digest and Basic.
 * The caller may exclude a scheme and choose again only where its sign-in has not sent credentials
 * (`hasSentCredentials`): what was rejected in one scheme is never sent in another, because accounts get locked.
 */
export function createSignInChooser(tools: SignInTools): SignInChooser {
  const withRandom = { ...tools, randomBytes: tools.randomBytes ?? createRandomStock() };

  const begin = async (
    challenge: ChallengeFact,
    scheme: Scheme,
    given: { readonly credentials: Credentials | null; readonly context: SignInContext },
  ): Promise<Result<SignIn, UnusableScheme>> => {
    if (scheme === 'negotiate') {
      // A ticket is shown to the proxy of this computer's settings, never to any site that asks.
      if (given.context.to !== 'proxy') return refuse('not-for-this-peer');
      if (tools.negotiate === null) return refuse('no-library');
      return beginNegotiateSignIn(tools.negotiate, { host: given.context.host });
    }
    if (scheme === 'digest' && readDigestChallenge(challenge) === null) return refuse('bad-challenge');
    const { credentials } = given;
    if (credentials === null) return refuse('no-credentials');
    switch (scheme) {
      case 'ntlm':
        return ok(createNtlmSignIn(credentials, withRandom));
      case 'digest':
        return ok(createDigestSignIn(credentials, withRandom));
      case 'basic':
        return ok(createBasicSignIn(credentials));
    }
  };

  return {
    choose: async (challenges, { exclude, ...given }) => {
      const unusable: { scheme: string; why: UnusableScheme }[] = [];
      const note = (scheme: string, why: UnusableScheme): void => {
        if (!unusable.some((entry) => entry.scheme === scheme && entry.why === why)) unusable.push({ scheme, why });
      };
      for (const challenge of strongestFirst(challenges)) {
        const scheme = SCHEMES.find((known) => known === challenge.scheme);
        if (exclude.has(challenge.scheme)) continue;
        if (scheme === undefined) {
          note(challenge.scheme, 'unknown-scheme');
          continue;
        }
        const begun = await begin(challenge, scheme, given);
        if (begun.ok) return { signIn: begun.value, challenge, unusable };
        note(scheme, begun.problem);
      }
      return { signIn: null, challenge: null, unusable };
    },
  };
}

/** Unknown schemes come first, so that they are named even where another one is usable. */
function strongestFirst(challenges: readonly ChallengeFact[]): readonly ChallengeFact[] {
  const strength = ({ scheme, params }: ChallengeFact): number => {
    const known = SCHEMES.findIndex((name) => name === scheme);
    if (known < 0) return Number.POSITIVE_INFINITY;
    return 10 * known + (scheme === 'digest' ? digestStrength(params['algorithm']) : 0);
  };
  return challenges
    .map((challenge) => ({ challenge, weight: strength(challenge) }))
    .sort((a, b) => (a.weight === b.weight ? 0 : b.weight - a.weight))
    .map(({ challenge }) => challenge);
}
