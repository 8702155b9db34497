/** Sign-in schemes by their strength: what somebody who listens on the way learns of the password. */
import type { ChallengeFact } from '../observation/observation.ts';

/** `strong`: nothing. `fair`: enough to guess at leisure. `weak`: the password, or nearly. */
export type Strength = 'strong' | 'fair' | 'weak' | 'unknown';

export interface SchemeView {
  readonly scheme: string;
  readonly strength: Strength;
  readonly realm: string | null;
  /** Of Digest, as named by the proxy; MD5 where it names none (RFC 7616 section 3.3). */
  readonly algorithm: string | null;
}

/** Returns each scheme once, in the order offered. `isEncrypted`: the connection to the proxy is TLS. */
export function schemesOffered(challenges: readonly ChallengeFact[], isEncrypted: boolean): readonly SchemeView[] {
  const views = new Map<string, SchemeView>();
  for (const challenge of challenges) {
    const algorithm = challenge.scheme === 'digest' ? (challenge.params['algorithm'] ?? 'MD5') : null;
    const key = `${challenge.scheme} ${algorithm ?? ''}`;
    if (views.has(key)) continue;
    views.set(key, {
      scheme: challenge.scheme,
      strength: strengthOf(challenge.scheme, algorithm, isEncrypted),
      realm: challenge.realm ?? null,
      algorithm,
    });
  }
  return [...views.values()];
}

function strengthOf(scheme: string, algorithm: string | null, isEncrypted: boolean): Strength {
  switch (scheme) {
    case 'negotiate':
      return 'strong';
    case 'ntlm':
      return 'fair';
    case 'digest':
      return /^md5/i.test(algorithm ?? '') && !isEncrypted ? 'weak' : 'fair';
    case 'basic':
      return isEncrypted ? 'fair' : 'weak';
    default:
      return 'unknown';
  }
}
