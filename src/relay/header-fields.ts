/** Header fields as they stand on the wire (RFC 9110 section 5, RFC 9112 section 5), read strictly or leniently. */

/** One field line; the value is a byte string (one character is one byte) without blanks around it. */
export type HeaderField = readonly [name: string, value: string];

/** Why lines are no header fields. */
export type FieldProblem = 'folded' | 'malformed' | 'too-many';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/**
 * Returns the fields of the lines from `start` on, or what is wrong with them.
 * @param options.isLenient for replies: a folded line is joined with a blank (RFC 9112 section 5.2)
 */
export function parseFields(
  lines: readonly string[],
  start: number,
  { most, isLenient }: { readonly most: number; readonly isLenient: boolean },
): readonly HeaderField[] | FieldProblem {
  if (lines.length - start > most) return 'too-many';
  const fields: HeaderField[] = [];
  for (let index = start; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const first = line.charCodeAt(0);
    if (first === 32 || first === 9) {
      const before = fields.pop();
      if (!isLenient || before === undefined) return 'folded';
      fields.push([before[0], `${before[1]} ${line.trim()}`]);
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = trimBlanks(line, colon + 1);
    if (colon < 1 || !TOKEN.test(name) || CONTROL.test(value)) return 'malformed';
    fields.push([name, value]);
  }
  return fields;
}

/** Whether a text is a token (RFC 9110 section 5.6.2). */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Returns all values of one field, in order; `name` in lower case. */
export function valuesOf(fields: readonly HeaderField[], name: string): readonly string[] {
  const found: string[] = [];
  for (const [key, value] of fields) {
    if (key.length === name.length && key.toLowerCase() === name) found.push(value);
  }
  return found;
}

/** Returns the members of a comma-separated list field, in lower case. */
export function listOf(fields: readonly HeaderField[], name: string): readonly string[] {
  const values = valuesOf(fields, name);
  if (values.length === 0) return values;
  return values
    .join(',')
    .toLowerCase()
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
}

/** Fields that belong to one connection (RFC 9110 section 7.6.1), the old name that proxies know, and what signs in to us. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'upgrade',
  'proxy-authorization',
  'proxy-authenticate',
  'proxy-authentication-info',
]);

/** Returns the fields that are passed on: those of one hop and those that `Connection` names are left out. */
export function endToEnd(fields: readonly HeaderField[]): readonly HeaderField[] {
  const named = listOf(fields, 'connection');
  return fields.filter(([name]) => {
    const key = name.toLowerCase();
    return !HOP_BY_HOP.has(key) && !named.includes(key);
  });
}

/** Names that `Connection` must not take away: without them the receiver would read another message (RFC 9110 section 7.6.1). */
const NEVER_NAMED: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'host', 'trailer']);

/** Whether `Connection` names a field that frames the message or directs it. */
export function namesFraming(fields: readonly HeaderField[]): boolean {
  return listOf(fields, 'connection').some((name) => NEVER_NAMED.has(name));
}

/** Returns the lines of a head as they are written, the empty one at its end included. */
export function formatHead(startLine: string, fields: readonly HeaderField[]): string {
  let text = `${startLine}\r\n`;
  for (const [name, value] of fields) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

/** RFC 9110 section 5.5: blanks around a value are not part of it. */
function trimBlanks(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start += 1;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end -= 1;
  return line.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
