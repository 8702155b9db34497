/** Reads `WWW-Authenticate` and `Proxy-Authenticate` (RFC 9110 §11.6.1, §11.7.1), leniently where real servers are sloppy. */
import type { ChallengeFact } from '../observation/observation.ts';

/** What a set of challenge header lines says. */
export interface ParsedChallenges {
  /** In the order in which they stand, repeated schemes included. */
  readonly challenges: readonly ChallengeFact[];
  /** Something in the lines made no sense (the challenges around it are kept), or there was none in them at all. */
  readonly unparsable: boolean;
}

/** More than any server sends; what lies beyond is not looked at. */
const MAX_LINE_CHARS = 65_536;
const MAX_CHALLENGES = 64;
const MAX_PARAMS = 64;

/**
 * Returns every challenge of the header's lines. Never throws; the time is linear in the length of the text.
 * Names are lower-cased, quoted pairs undone, blanks around `=` and a missing comma between parameters accepted.
 * @param headerValues the values of all lines of one header, in order
 * @see RFC 9110 §11.3 and §5.6.1
 * @example
 * parseChallenges(['Negotiate, Basic realm="Corp, \\"x\\""']).challenges
 * // [{ scheme: 'negotiate', params: {} }, { scheme: 'basic', realm: 'Corp, "x"', params: { realm: 'Corp, "x"' } }]
 */
export function parseChallenges(headerValues: readonly string[]): ParsedChallenges {
  const found: Draft[] = [];
  let unparsable = false;
  for (const value of headerValues) {
    if (value.length > MAX_LINE_CHARS) unparsable = true;
    if (!readLine(value.slice(0, MAX_LINE_CHARS), found)) unparsable = true;
  }
  if (found.length === 0 && headerValues.length > 0) unparsable = true;
  return { challenges: found.map(finish), unparsable };
}

/** Returns the challenges of the header that fits a reply's status; `valuesOf` gives the lines of a header, named in lower case. */
export function challengesOf(
  status: number,
  valuesOf: (name: 'proxy-authenticate' | 'www-authenticate') => readonly string[],
): readonly ChallengeFact[] {
  return parseChallenges(valuesOf(status === 407 ? 'proxy-authenticate' : 'www-authenticate')).challenges;
}

/** Whether a 401 repeats the scheme and realm of the proxy's own 407: then it is the proxy's, and not the site's. */
export function isInNameOf(offered: readonly ChallengeFact[], repeated: readonly ChallengeFact[]): boolean {
  return repeated.some(({ scheme, realm }) => offered.some((one) => one.scheme === scheme && one.realm === realm));
}

interface Draft {
  readonly scheme: string;
  readonly params: Map<string, string>;
}

function finish({ scheme, params }: Draft): ChallengeFact {
  const realm = params.get('realm');
  return { scheme, ...(realm === undefined ? {} : { realm }), params: Object.fromEntries(params) };
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const BLANKS = /[ \t]*/y;
const COMMAS = /[ \t,]*/y;
const BARE_VALUE = /[^ \t,"]*/y;
const QUOTED = /"((?:[^"\\]|\\[^])*)("?)/y;
const TO_COMMA = /(?:[^,"]|"(?:[^"\\]|\\[^])*(?:"|\\?$))*/y;

/** Adds one line's challenges to `found`; a line may go on with parameters of the line before. Returns whether all of it made sense. */
function readLine(text: string, found: Draft[]): boolean {
  let at = 0;
  let sound = true;
  let isFirst = true;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    at = match === null ? at : pattern.lastIndex;
    return match?.[0] ?? '';
  };
  const skipBroken = (): void => {
    sound = false;
    if (take(TO_COMMA) === '') at += 1;
  };

  const readValue = (): string => {
    if (text[at] !== '"') return take(BARE_VALUE);
    QUOTED.lastIndex = at;
    const match = QUOTED.exec(text);
    at = QUOTED.lastIndex;
    if (match?.[2] !== '"') {
      sound = false;
      at = text.length;
    }
    return (match?.[1] ?? '').replace(/\\([^])/g, '$1');
  };

  while (at < text.length) {
    const beginsElement = take(COMMAS).includes(',') || isFirst;
    isFirst = false;
    if (at >= text.length) break;
    const token = take(TOKEN);
    if (token === '') {
      skipBroken();
      continue;
    }
    const blanks = take(BLANKS);
    const current = found.at(-1);
    if (text[at] === '=') {
      at += 1;
      take(BLANKS);
      const value = readValue();
      if (current === undefined || current.params.size >= MAX_PARAMS) sound = false;
      else if (!current.params.has(token.toLowerCase())) current.params.set(token.toLowerCase(), value);
    } else if (
      !beginsElement ||
      found.length >= MAX_CHALLENGES ||
      (blanks === '' && at < text.length && text[at] !== ',')
    ) {
      skipBroken();
    } else {
      const params = new Map<string, string>();
      const token68 = blanks === '' ? '' : take(TOKEN68);
      if (token68 !== '') params.set('token68', token68);
      found.push({ scheme: token.toLowerCase(), params });
    }
  }
  return sound;
}
