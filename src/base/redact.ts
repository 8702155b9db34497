/** Removes secrets from text that came from outside: every known one in every writing, and what looks like one. */
import type { Secret } from './secret.ts';

const SHOWN = '‹secret›';

/** Shorter ones occur by chance all over a document; replacing them would destroy it and hide nothing. */
const SHORTEST = 3;

/** Knows the secrets of one run and removes them from text. The last line of defence, not the first. */
export interface Redactor {
  /** Adds a password and, where known, the user name that it goes with (Basic joins the two). */
  add(password: Secret, user?: string): void;
  /** Returns the text without the secrets added so far, and without what is a secret by its place. */
  redact(text: string): string;
}

/** Returns a redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  const known = new Map<string, RegExp>();
  let patterns: readonly RegExp[] = [];
  return {
    add(password, user) {
      if (password.isEmpty) return;
      for (const source of patternsOf(password.open(), user)) known.set(source, new RegExp(source, 'g'));
      // Longest first, so that a writing that contains another one goes as a whole.
      patterns = [...known].sort(([a], [b]) => b.length - a.length).map(([, pattern]) => pattern);
    },
    redact: (text) => redactPlaces(patterns.reduce((rest, pattern) => rest.replace(pattern, SHOWN), text)),
  };
}

/** Returns a URL without userinfo and fragment, and without the values of parameters that hold secrets by their name. */
export function redactUrl(url: string): string {
  return redactPlaces(url.replace(/#.*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1'));
}

/** Names of query parameters whose values sign somebody in. */
const SECRET_PARAMETER =
  /([?&;](?:[\w.-]*(?:token|session|passw|passwd|pwd|secret|credential|signature|apikey|api[_-]key|assertion|samlre)[\w.-]*|sid|sig|code|key|auth|state|nonce|ticket|jwt)=)[^&;#\s"'<>]+/gi;
const USERINFO = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#"'<>@]{1,1024}@(?=[^\s])/gi;
const HEADER = /\b((?:proxy-)?authorization|set-cookie2?|cookie)(["']?\s*[:=]\s*["']?)[^\r\n"'<>]+/gi;

/** Returns text without what is a secret by where it stands: userinfo, headers that sign in, parameters named like secrets. */
export function redactPlaces(text: string): string {
  return text.replace(USERINFO, `$1${SHOWN}@`).replace(HEADER, `$1$2${SHOWN}`).replace(SECRET_PARAMETER, `$1${SHOWN}`);
}

/** Every writing of the secret, as sources of regular expressions without anything that could run away. */
function patternsOf(password: string, user: string | undefined): readonly string[] {
  const cores = new Set<string>();
  for (const text of [password, ...(user === undefined ? [] : [`${user}:${password}`])]) {
    for (const encoding of ['utf8', 'utf16le', 'latin1'] as const) {
      for (const core of base64Cores(Buffer.from(text, encoding))) cores.add(escapeRegExp(core));
    }
  }
  const hex = (['utf8', 'utf16le', 'latin1'] as const).map((encoding) =>
    Buffer.from(password, encoding).toString('hex'),
  );
  const own =
    password.length < SHORTEST
      ? []
      : [loosely(password, 'utf8'), loosely(password, 'latin1'), utf16(password), ...hex.map(anyCase)];
  // The neighbours of a core hold a few bits of the secret; they go with it.
  return [...own, ...[...cores].map((core) => `[\\w+/-]?${core}[\\w+/-]?={0,2}`)];
}

/** Each sign as it is, or percent-encoded in either case, or as a reference of HTML or JSON: any mixture of them. */
function loosely(text: string, encoding: 'utf8' | 'latin1'): string {
  return Array.from(text)
    .map((sign) => {
      const percent = [...Buffer.from(sign, encoding)]
        .map((byte) => `%${anyCase(byte.toString(16).padStart(2, '0'))}`)
        .join('');
      const code = sign.codePointAt(0) ?? 0;
      const units = Array.from({ length: sign.length }, (_, index) => sign.charCodeAt(index));
      const json = units.map((unit) => `\\\\u${anyCase(unit.toString(16).padStart(4, '0'))}`).join('');
      const escaped = escapeRegExp(JSON.stringify(sign).slice(1, -1));
      const html = `&#(?:0*${String(code)}|[xX]0*${anyCase(code.toString(16))});`;
      const seen = encoding === 'utf8' ? sign : Buffer.from(sign, 'utf8').toString('latin1');
      const named = HTML_NAMES.get(sign);
      const others = [
        percent,
        json,
        escaped,
        html,
        ...(named === undefined ? [] : [named]),
        ...(sign === ' ' ? ['\\+'] : []),
      ];
      return `(?:${escapeRegExp(seen)}|${others.join('|')})`;
    })
    .join('');
}

const HTML_NAMES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

/** UTF-16 read byte by byte shows a null byte around every sign. */
function utf16(text: string): string {
  return Array.from(Buffer.from(text, 'utf16le').toString('latin1'))
    .map(escapeRegExp)
    .join('')
    .replace(/^\0+|\0+$/g, '');
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/**
 * The parts of base64 that stand for these bytes wherever they begin within a longer text: of the three alignments
 * each without the first and last sign that neighbours have a share in (RFC 4648 section 4), in both alphabets.
 */
function base64Cores(bytes: Buffer): readonly string[] {
  const cores = [0, 1, 2].map((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const from = shift === 0 ? 0 : shift + 1;
    const to = padded.length - ((shift + bytes.length) % 3 === 0 ? 0 : 1);
    return padded.slice(from, to);
  });
  const url = cores.map((core) => core.replaceAll('+', '-').replaceAll('/', '_'));
  // A core of three signs would stand in any text.
  return [...new Set([...cores, ...url])].filter((core) => core.length >= 4);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
