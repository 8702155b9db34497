/** A diagnosis document as it may leave this computer. Facts that rules judge by stay, so it is judged again alike. */
import { cleanText, GONE, type NoteRemoval } from './clean-text.ts';

/** Words of closed vocabularies, times and names of ours; nothing from outside can be in them. */
const CLOSED = new Set([
  'schema',
  'startedAt',
  'id',
  'probe',
  'code',
  'hop',
  'state',
  'kind',
  'fixer',
  'evidence',
  'purpose',
  'variation',
  'role',
  'form',
  'to',
  'with',
  'method',
  'notBefore',
  'notAfter',
]);

/** Headers whose values tell how a proxy or a site behaves; of all others only the name is kept. */
const KEPT_HEADERS = new Set([
  'age',
  'allow',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'location',
  'proxy-agent',
  'proxy-connection',
  'proxy-status',
  'retry-after',
  'server',
  'strict-transport-security',
  'transfer-encoding',
  'via',
  'x-cache',
  'x-cache-lookup',
  'x-squid-error',
]);

/** Parameters of a challenge that are the same for everybody. */
const KEPT_PARAMS = new Set(['realm', 'algorithm', 'qop', 'charset', 'error', 'stale', 'userhash']);

/** What rules look at of first bytes: whether it is HTTP, TLS or a greeting. */
const KEPT_HEX_CHARS = 16;

/** Enough to recognise a block page by its own words. */
const KEPT_PAGE_CHARS = 600;

/** No probe keeps more of a page; a document from elsewhere might. */
const MOST_PAGE_CHARS = 8_192;

/** Returns the same document, or a part of one, without what may be a secret. */
export function cleanDocument<T>(document: T, note: NoteRemoval): T;
export function cleanDocument(document: unknown, note: NoteRemoval): unknown {
  return clean(document, { note, isSetting: false });
}

interface Cleaning {
  readonly note: NoteRemoval;
  /** Inside the reading of a settings source. */
  readonly isSetting: boolean;
}

function clean(value: unknown, how: Cleaning): unknown {
  if (typeof value === 'string') return cleanText(value, how.note, how.isSetting);
  if (Array.isArray(value)) return value.map((part: unknown) => clean(part, how));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, part]): [string, unknown] => [name, part]);
  const isSetting = how.isSetting || entries.some(([name, part]) => name === 'probe' && part === 'settings.read');
  return Object.fromEntries(entries.map(([name, part]) => [name, cleanField(name, part, { ...how, isSetting })]));
}

function cleanField(name: string, value: unknown, how: Cleaning): unknown {
  if (typeof value === 'string') return cleanString(name, value, how);
  if (name === 'headers' && Array.isArray(value)) return value.map((pair: unknown) => cleanHeader(pair, how));
  if (name === 'params' && typeof value === 'object' && value !== null) return cleanParams(value, how);
  return clean(value, how);
}

function cleanString(name: string, value: string, how: Cleaning): string {
  // A closed word is short; anything longer under such a name is somebody else's.
  if (CLOSED.has(name) && /^[\w.:/+-]{0,64}$/.test(value)) return value;
  switch (name) {
    case 'sha256':
      return /^[0-9a-f]{64}$/.test(value) ? value : GONE;
    case 'firstBytes':
      return value.slice(0, KEPT_HEX_CHARS).replace(/[^0-9a-f]/gi, '');
    case 'bodySample':
      return cleanText(visibleText(value, how.note), how.note);
    default:
      return cleanText(value, how.note, how.isSetting);
  }
}

function cleanHeader(pair: unknown, { note }: Cleaning): readonly [string, string] {
  const [name, value] = Array.isArray(pair) ? pair.map(String) : [];
  const known = name?.toLowerCase() ?? '';
  const shownName = /^[\w-]{1,60}$/.test(known) ? (name ?? '') : GONE;
  if (/^(www|proxy)-authenticate$/.test(known)) return [shownName, cleanChallenge(value ?? '', note)];
  if (KEPT_HEADERS.has(known)) return [shownName, cleanText(value ?? '', note)];
  if ((value ?? '') !== '') note(/^(set-)?cookie2?$/.test(known) ? 'cookie' : 'header-value', known);
  return [shownName, GONE];
}

function cleanParams(params: object, { note }: Cleaning): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (KEPT_PARAMS.has(name)) return [name, cleanText(String(value), note)];
      note('challenge-token', /^[\w-]{1,40}$/.test(name) ? name : '');
      return [/^[\w-]{1,40}$/.test(name) ? name : GONE, GONE];
    }),
  );
}

/** Keeps schemes and the parameters that are the same for everybody. */
function cleanChallenge(value: string, note: NoteRemoval): string {
  const withoutParams = value.replace(/([\w-]{1,40})\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]+)/g, (whole, name: string) => {
    if (KEPT_PARAMS.has(name.toLowerCase())) return whole;
    note('challenge-token', name.toLowerCase());
    return `${name}=${GONE}`;
  });
  const withoutTokens = withoutParams.replace(
    /\b(Negotiate|NTLM|Kerberos)\s+[\w+/=-]{4,}/gi,
    (_whole, scheme: string) => {
      note('challenge-token', scheme.toLowerCase());
      return `${scheme} ${GONE}`;
    },
  );
  return cleanText(withoutTokens, note);
}

/** What a person sees of a page: no script, no comment, no attribute (hidden fields and links hold tokens). */
function visibleText(whole: string, note: NoteRemoval): string {
  const page = whole.slice(0, MOST_PAGE_CHARS);
  if (!/<[a-z!/]/i.test(page)) return page.slice(0, KEPT_PAGE_CHARS);
  const text = page
    .replace(/<(script|style|noscript|template)\b[^>]*>.*?(?:<\/\1\s*>|$)/gis, ' ')
    .replace(/<!--.*?(?:-->|$)/gs, ' ')
    .replace(/<(?:"[^"]*"|'[^']*'|[^'">])*(?:>|$)/g, ' ')
    // What a quote left open would let through.
    .replace(/<[^\s].*$/s, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (/<[a-z][^>]*=/i.test(page)) note('page-part', String(page.length));
  return text.slice(0, KEPT_PAGE_CHARS);
}
