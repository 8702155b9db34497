/** Turns an answer as it came into the fact that may be seen: challenges parsed, secrets removed, the body cut. */
import { redactPlaces } from '../base/redact.ts';
import { parseChallenges } from '../auth/challenge.ts';
import type { ReplyFact } from '../observation/observation.ts';
import type { RawReply } from './http-reply.ts';

const SAMPLE_BYTES = 2_048;
const MOST_HEADERS = 100;
const LONGEST_VALUE = 2_048;

/** Returns the redacted fact of an answer. */
export function replyFact(reply: RawReply, redactKnown: (text: string) => string): ReplyFact {
  const redact = (text: string): string => redactPlaces(redactKnown(text));
  const proxy = parseChallenges(headerValues(reply, 'proxy-authenticate'));
  const site = parseChallenges(headerValues(reply, 'www-authenticate'));
  return {
    status: reply.status,
    reason: redact(reply.reason.slice(0, 200)),
    httpVersion: reply.httpVersion,
    headers: reply.headers
      .slice(0, MOST_HEADERS)
      .map(([name, value]) => [redact(name.slice(0, 200)), shownValue(name, value.slice(0, LONGEST_VALUE), redact)]),
    proxyChallenges: proxy.challenges,
    siteChallenges: site.challenges,
    challengeUnparsable: proxy.unparsable || site.unparsable,
    bodySample: redact(decodeBody(reply.body.subarray(0, SAMPLE_BYTES), headerValues(reply, 'content-type')[0])),
    bodyBytes: reply.bodyBytes,
    bodyComplete: reply.bodyComplete,
    informational: reply.informational,
  };
}

/** Returns all values of one header, in order; `name` in lower case. */
export function headerValues(reply: Pick<RawReply, 'headers'>, name: string): readonly string[] {
  return reply.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** Returns the answer's `Date` (RFC 9110 section 6.6.1) minus the clock, seconds; `null` without one that can be read. */
export function clockOffsetOf(reply: Pick<RawReply, 'headers'>, wallMs: number): number | null {
  const date = Date.parse(headerValues(reply, 'date')[0] ?? '');
  return Number.isNaN(date) ? null : Math.round((date - wallMs) / 1_000);
}

/** Decodes a piece of body: UTF-8 where it is valid or announced, otherwise byte for byte. */
export function decodeBody(bytes: Uint8Array, contentType: string | undefined): string {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    try {
      return new TextDecoder(charset).decode(bytes);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      // A charset that nobody knows: fall through to the guess.
    }
  }
  // `stream` keeps a sign that the cut went through from turning into a replacement mark.
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true });
  return text.includes('�') && charset === undefined ? Buffer.from(bytes).toString('latin1') : text;
}

const KEEPS_SECRETS =
  /^(set-cookie2?|cookie|authorization|proxy-authorization|authentication-info|proxy-authentication-info|x-auth-token|x-api-key|x-csrf-token)$/i;

function shownValue(name: string, value: string, redact: (text: string) => string): string {
  if (/^set-cookie2?$/i.test(name)) return shownCookie(value);
  if (KEEPS_SECRETS.test(name)) return '‹secret›';
  return redact(value);
}

/** The name of a cookie, and those of its attributes that say how it is kept (RFC 6265 section 4.1.2). */
function shownCookie(value: string): string {
  const [pair = '', ...attributes] = value.split(';');
  const kept = attributes
    .map((attribute) => attribute.trim())
    .filter((attribute) => /^(?:secure|httponly|samesite=(?:strict|lax|none))$/i.test(attribute));
  return [pair.replace(/=.*/s, '=‹secret›'), ...kept].join('; ');
}
