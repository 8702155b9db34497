/** Negotiate (RFC 4559): the operating system's ticket, in SPNEGO tokens, on one connection. */
import { ok, refuse, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import type { UnusableScheme } from '../observation/observation.ts';
import type { NegotiateProvider } from './negotiate-provider.ts';
import type { SignIn } from './sign-in.ts';

/** A security context needs two legs at most; more is a peer that plays for time. */
const MAX_LEGS = 4;

/**
 * Begins a Negotiate sign-in. The first token is made at once, because only then is it known whether there is a ticket.
 * @returns the sign-in, or why this machine can't sign in that way
 */
export async function beginNegotiateSignIn(
  provider: NegotiateProvider,
  service: { readonly host: string },
): Promise<Result<SignIn, UnusableScheme>> {
  const begun = await provider.begin(service);
  if (!begun.ok) return begun;
  const context = begun.value;
  const first = await context.step('');
  if (!first.ok) return first;
  let legs = 0;

  return ok({
    scheme: 'negotiate',
    boundToConnection: true,
    // A ticket was issued by the domain and can't be mistyped: refusing it counts against nobody.
    hasSentCredentials: false,
    answer: async (challenge) => {
      if (challenge.scheme !== 'negotiate') return refuse('bad-challenge');
      const token = challenge.params['token68'];
      legs += 1;
      if (legs === 1) return token === undefined ? ok(header(first.value)) : refuse('bad-challenge');
      if (token === undefined || legs > MAX_LEGS) return ok(null);
      const next = await context.step(token);
      if (!next.ok) return next;
      return next.value.isEmpty ? ok(null) : ok(header(next.value));
    },
  });
}

function header(token: Secret): Secret {
  return new Secret(`Negotiate ${token.open()}`);
}
