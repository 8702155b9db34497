/** How long a message body is (RFC 9112 section 6): decided once, and never in two ways. */
import { listOf, valuesOf, type HeaderField } from './header-fields.ts';

/** A body's end: none at all, after so many bytes, after its last chunk, or where the connection ends. */
export type Framing =
  | { readonly is: 'none' }
  | { readonly is: 'length'; readonly bytes: number }
  | { readonly is: 'chunked' }
  | { readonly is: 'until-close' };

/** Why a message has no certain end. Each is a known way to smuggle a request past somebody who reads it otherwise. */
export type FramingProblem = 'length-and-chunked' | 'bad-length' | 'bad-coding';

const NONE: Framing = { is: 'none' };
const CHUNKED: Framing = { is: 'chunked' };
const UNTIL_CLOSE: Framing = { is: 'until-close' };

/** Returns the framing of a request (RFC 9112 section 6.3, rules 3 to 6); `minor`: the 1 of HTTP/1.1. */
export function requestFraming(fields: readonly HeaderField[], minor: number): Framing | FramingProblem {
  const said = saidOf(fields);
  if (typeof said === 'string') return said;
  // A coding in HTTP/1.0 is faulty framing (RFC 9112 section 6.1).
  if (said?.is === 'chunked' && minor === 0) return 'bad-coding';
  return said ?? NONE;
}

/** Returns the framing of a final reply to `method`. */
export function replyFraming(reply: {
  readonly status: number;
  readonly method: string;
  readonly fields: readonly HeaderField[];
}): Framing | FramingProblem {
  const { status, method, fields } = reply;
  const said = saidOf(fields);
  if (typeof said === 'string') return said;
  if (method === 'HEAD' || status === 204 || status === 304 || status < 200) return NONE;
  return said ?? UNTIL_CLOSE;
}

/** What the two fields say, `null` where neither stands. A repeated length is refused even where it says the same. */
function saidOf(fields: readonly HeaderField[]): Framing | FramingProblem | null {
  let hasCoding = false;
  let length: string | null = null;
  for (const [name, value] of fields) {
    // Both names by their length first: this runs for every field of every message.
    if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') hasCoding = true;
    if (name.length === 14 && name.toLowerCase() === 'content-length') {
      if (length !== null) return 'bad-length';
      length = value;
    }
  }
  if (hasCoding) {
    if (length !== null) return 'length-and-chunked';
    const codings = listOf(fields, 'transfer-encoding');
    // Other codings than `chunked` are nobody's practice, and each is one more way to disagree.
    return valuesOf(fields, 'transfer-encoding').length === 1 && codings.length === 1 && codings[0] === 'chunked'
      ? CHUNKED
      : 'bad-coding';
  }
  if (length === null) return null;
  if (!/^[0-9]{1,15}$/.test(length)) return 'bad-length';
  const bytes = Number(length);
  return bytes === 0 ? NONE : { is: 'length', bytes };
}
