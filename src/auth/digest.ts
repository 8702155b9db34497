/** Digest (RFC 7616, with the form of RFC 2069 for servers without `qop`). */
import { ok, refuse, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import type { ChallengeFact, UnusableScheme } from '../observation/observation.ts';
import type { Credentials } from './credentials.ts';
import { digestResponse, digestUserHash, parseDigestAlgorithm, type DigestAlgorithm } from './digest-response.ts';
import type { SignIn, SignInContext } from './sign-in.ts';
import { hasControlCharacters, headerBytes, isNonAscii, quoted, utf8ByteString } from './wire-text.ts';

/** A peer that calls every nonce stale would otherwise be answered for ever. */
const MAX_STALE_ROUNDS = 3;
const CNONCE_BYTES = 16;

/** A Digest challenge, read and found answerable. */
interface DigestChallenge {
  readonly algorithm: DigestAlgorithm;
  /** As the challenge spelled it; absent where it named none. */
  readonly algorithmText: string | undefined;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly qop: 'auth' | 'auth-int' | null;
  readonly isStale: boolean;
  readonly wantsUserHash: boolean;
  readonly isUtf8: boolean;
}

/** Returns a Digest sign-in: one answer to a challenge, another only where the peer says that the nonce was stale. */
export function createDigestSignIn(
  credentials: Credentials,
  tools: { readonly randomBytes: (count: number) => Uint8Array },
): SignIn {
  let current: DigestChallenge | null = null;
  let nonceUses = 0;
  let staleRounds = 0;

  const sign = (challenge: DigestChallenge, context: SignInContext): Secret => {
    nonceUses += 1;
    const cnonce = Buffer.from(tools.randomBytes(CNONCE_BYTES)).toString('hex');
    return digestHeader(challenge, credentials, context, { nonceUses, cnonce });
  };

  const answer = (fact: ChallengeFact, context: SignInContext): Result<Secret | null, UnusableScheme> => {
    const challenge = readDigestChallenge(fact);
    if (challenge === null) return refuse('bad-challenge');
    if (hasControlCharacters(credentials.user)) return refuse('no-credentials');
    if (current !== null) {
      // RFC 7616 §3.3: `stale` says that the password was right and only the nonce too old.
      const mayRetry = challenge.isStale && challenge.nonce !== current.nonce && staleRounds < MAX_STALE_ROUNDS;
      if (!mayRetry) return ok(null);
      staleRounds += 1;
    }
    current = challenge;
    nonceUses = 0;
    return ok(sign(challenge, context));
  };

  return {
    scheme: 'digest',
    boundToConnection: false,
    get hasSentCredentials() {
      return current !== null;
    },
    answer: (fact, context) => Promise.resolve(answer(fact, context)),
    again: (context) => (current === null ? null : sign(current, context)),
  };
}

/** Returns what a Digest challenge asks for, or `null` where it can't be answered (no nonce, unknown algorithm or qop). */
export function readDigestChallenge({ scheme, params, realm }: ChallengeFact): DigestChallenge | null {
  const algorithm = parseDigestAlgorithm(params['algorithm']);
  const nonce = params['nonce'];
  if (scheme !== 'digest' || algorithm === null || nonce === undefined || realm === undefined) return null;
  const offered =
    params['qop']
      ?.toLowerCase()
      .split(/[\s,]+/)
      .filter((word) => word !== '') ?? [];
  const qop = offered.includes('auth') ? 'auth' : offered.includes('auth-int') ? 'auth-int' : null;
  if (qop === null && offered.length > 0) return null;
  if ([nonce, realm, params['opaque'] ?? '', params['algorithm'] ?? ''].some(hasControlCharacters)) return null;
  return {
    algorithm,
    algorithmText: params['algorithm'],
    realm,
    nonce,
    opaque: params['opaque'],
    qop,
    isStale: params['stale']?.toLowerCase() === 'true',
    wantsUserHash: params['userhash']?.toLowerCase() === 'true',
    isUtf8: params['charset']?.toLowerCase() === 'utf-8',
  };
}

function digestHeader(
  challenge: DigestChallenge,
  credentials: Credentials,
  context: SignInContext,
  { nonceUses, cnonce }: { readonly nonceUses: number; readonly cnonce: string },
): Secret {
  const { algorithm, algorithmText, qop, opaque } = challenge;
  // RFC 7616 §4: in UTF-8 the text is normalised; without `charset` nothing is agreed, and the text stays as typed.
  const prepare = (text: string): string => (challenge.isUtf8 ? text.normalize('NFC') : text);
  const user = prepare(credentials.user);
  const userBytes = Buffer.from(user, 'utf8');
  const realmBytes = headerBytes(challenge.realm);
  const nonceCount = nonceUses.toString(16).padStart(8, '0');
  const response = digestResponse({
    algorithm,
    user: userBytes,
    realm: realmBytes,
    password: Buffer.from(prepare(credentials.password.open()), 'utf8'),
    nonce: challenge.nonce,
    cnonce,
    nonceCount,
    qop,
    method: context.method,
    uri: context.requestUri,
    body: context.body ?? new Uint8Array(),
  });
  const name = challenge.wantsUserHash
    ? [`username="${digestUserHash(algorithm, userBytes, realmBytes)}"`, 'userhash=true']
    : challenge.isUtf8 && isNonAscii(user)
      ? [`username*=UTF-8''${percentEncoded(user)}`]
      : [`username=${quoted(utf8ByteString(user))}`];
  const params = [
    ...name,
    `realm=${quoted(realmBytes.toString('latin1'))}`,
    `nonce=${quoted(challenge.nonce)}`,
    `uri=${quoted(context.requestUri)}`,
    ...(algorithmText === undefined ? [] : [`algorithm=${algorithmText}`]),
    ...(qop === null ? [] : [`qop=${qop}`, `nc=${nonceCount}`]),
    ...(qop === null && !algorithm.isSession ? [] : [`cnonce="${cnonce}"`]),
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ];
  return new Secret(`Digest ${params.join(', ')}`);
}

/** RFC 8187 ext-value characters: `encodeURIComponent` leaves four that are not among them. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
