/** NTLMv2 over HTTP (RFC 4559 §4 for the framing, [MS-NLMP] for the messages): three messages on one connection. */
import type { Clock } from '../base/clock.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import type { ChallengeFact, UnusableScheme } from '../observation/observation.ts';
import { ntlmIdentity, parseAccountName } from './account-name.ts';
import { channelBindingHash } from './channel-binding.ts';
import type { Credentials } from './credentials.ts';
import { ntlmDomainOffered, readNtlmChallenge, type AvPair, type NtlmChallenge } from './ntlm-challenge.ts';
import { AV, NTLM_FLAGS, NTLM_SIGNATURE } from './ntlm-flags.ts';
import { keyOf } from './ntlm-keys.ts';
import { hmacMd5, lmResponse, ntlmResponse, utf16 } from './ntlm-response.ts';
import type { SignIn, SignInContext } from './sign-in.ts';

export interface NtlmTools {
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** The client's version field: Windows 10, NTLM revision 15; it is for debugging only ([MS-NLMP] §2.2.2.10). */
const VERSION = Buffer.from([10, 0, 0x61, 0x4a, 0, 0, 0, 15]);
const OUR_FLAGS =
  NTLM_FLAGS.unicode |
  NTLM_FLAGS.requestTarget |
  NTLM_FLAGS.ntlm |
  NTLM_FLAGS.alwaysSign |
  NTLM_FLAGS.extendedSessionSecurity |
  NTLM_FLAGS.targetInfo |
  NTLM_FLAGS.version |
  NTLM_FLAGS.key128 |
  NTLM_FLAGS.key56;

/** Returns an NTLM sign-in; the password leaves the machine, hashed, in its second answer only. */
export function createNtlmSignIn(credentials: Credentials, tools: NtlmTools): SignIn {
  return new NtlmSignIn(credentials, tools);
}

/** A class, because one is made for every connection: an object with a getter of its own takes ten times as long. */
class NtlmSignIn implements SignIn {
  readonly scheme = 'ntlm';
  readonly boundToConnection = true;
  readonly #credentials: Credentials;
  readonly #tools: NtlmTools;
  #state: 'begin' | 'negotiated' | 'ended' = 'begin';
  #hasSent = false;

  constructor(credentials: Credentials, tools: NtlmTools) {
    this.#credentials = credentials;
    this.#tools = tools;
  }

  get hasSentCredentials(): boolean {
    return this.#hasSent;
  }

  answer(challenge: ChallengeFact, context: SignInContext): Promise<Result<Secret | null, UnusableScheme>> {
    return Promise.resolve(this.#answer(challenge, context));
  }

  #answer(challenge: ChallengeFact, context: SignInContext): Result<Secret | null, UnusableScheme> {
    if (challenge.scheme !== 'ntlm') return refuse('bad-challenge');
    const token = challenge.params['token68'];
    if (this.#state === 'begin' && token === undefined) {
      this.#state = 'negotiated';
      return ok(NEGOTIATE_HEADER);
    }
    // A bare challenge now is a "no" ([MS-NTHT] §3.1.5.1), to the first message or to the last.
    const before = this.#state;
    this.#state = 'ended';
    if (before !== 'negotiated' || token === undefined) return ok(null);

    const facts = readNtlmChallenge(token);
    if (facts === null || (facts.flags & NTLM_FLAGS.unicode) === 0) return refuse('bad-challenge');
    const { user, password } = this.#credentials;
    const account = ntlmIdentity(parseAccountName(user), ntlmDomainOffered(facts));
    if (account === null) return refuse('no-domain');
    this.#hasSent = true;
    return ok(header(authenticateMessage({ facts, account, password, context, tools: this.#tools })));
  }
}

function header(message: Buffer): Secret {
  return new Secret(`NTLM ${message.toString('base64')}`);
}

/** Type 1: what we can do. It names nobody. */
function negotiateMessage(): Buffer {
  const message = Buffer.alloc(40);
  NTLM_SIGNATURE.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(OUR_FLAGS >>> 0, 12);
  VERSION.copy(message, 32);
  return message;
}

const NEGOTIATE = negotiateMessage();
const NEGOTIATE_HEADER = header(NEGOTIATE);

const MIC_AT = 72;
const PAYLOAD_AT = 88;

/** Type 3: the response, with a message integrity code over all three messages where the server can check it. */
function authenticateMessage(input: {
  readonly facts: NtlmChallenge;
  readonly account: { readonly user: string; readonly domain: string };
  readonly password: Secret;
  readonly context: SignInContext;
  readonly tools: NtlmTools;
}): Buffer {
  const { facts, account, tools } = input;
  const clientChallenge = Buffer.from(tools.randomBytes(8));
  const key = keyOf(account, input.password);
  const { nt, sessionKey } = ntlmResponse({
    key,
    serverChallenge: facts.serverChallenge,
    clientChallenge,
    timestamp: facts.timestamp ?? fileTime(tools.clock.wallMs()),
    targetInfo: answeredInfo(facts, input.context),
  });
  const hasMic = facts.timestamp !== undefined;
  // [MS-NLMP] §3.1.5.1.2: with a timestamp the LM response is not sent but as zeros.
  const lm = hasMic ? Buffer.alloc(24) : lmResponse(key, facts.serverChallenge, clientChallenge);

  const parts = [lm, nt, utf16(account.domain), utf16(account.user), Buffer.alloc(0), Buffer.alloc(0)];
  const message = Buffer.alloc(PAYLOAD_AT);
  NTLM_SIGNATURE.copy(message);
  message.writeUInt32LE(3, 8);
  let offset = PAYLOAD_AT;
  parts.forEach((part, index) => {
    message.writeUInt16LE(part.length, 12 + 8 * index);
    message.writeUInt16LE(part.length, 14 + 8 * index);
    message.writeUInt32LE(offset, 16 + 8 * index);
    offset += part.length;
  });
  message.writeUInt32LE((facts.flags & OUR_FLAGS) >>> 0, 60);
  VERSION.copy(message, 64);
  const whole = Buffer.concat([message, ...parts]);
  if (hasMic) {
    hmacMd5(sessionKey, Buffer.concat([NEGOTIATE, facts.message, whole])).copy(whole, MIC_AT);
  }
  return whole;
}

/** The server's own target info, with what the client must add ([MS-NLMP] §3.1.5.1.2). */
function answeredInfo(facts: NtlmChallenge, context: SignInContext): readonly AvPair[] {
  if (facts.targetInfo.length === 0) return [];
  const ours: readonly number[] = [AV.flags, AV.targetName, AV.channelBindings];
  const kept = facts.targetInfo.filter((pair) => !ours.includes(pair.id));
  const flags = Buffer.alloc(4);
  const offered = facts.targetInfo.find((pair) => pair.id === AV.flags && pair.value.length === 4);
  const micProvided = facts.timestamp === undefined ? 0 : 2;
  flags.writeUInt32LE(((offered?.value.readUInt32LE(0) ?? 0) | micProvided) >>> 0);
  const binding = context.peerCertificate === undefined ? null : channelBindingHash(context.peerCertificate);
  return [
    ...kept,
    { id: AV.flags, value: flags },
    { id: AV.channelBindings, value: binding ?? Buffer.alloc(16) },
    { id: AV.targetName, value: utf16(`HTTP/${context.host}`) },
  ];
}

/** Milliseconds since 1970 as a FILETIME: 100 ns since 1601-01-01. */
function fileTime(wallMs: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE((BigInt(Math.trunc(wallMs)) + 11_644_473_600_000n) * 10_000n);
  return bytes;
}
