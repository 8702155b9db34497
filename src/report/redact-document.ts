/** The last line of defence: no text of a document may hold a secret of the run that made it. */

/** Fields that hold words of our own closed vocabularies; a password that equals one of them must not break the document. */
const CLOSED = new Set([
  'schema',
  'startedAt',
  'id',
  'probe',
  'code',
  'hop',
  'state',
  'kind',
  'source',
  'fixer',
  'evidence',
  'purpose',
  'variation',
  'role',
  'form',
  'to',
  'with',
  'from',
  'method',
  'fixes',
]);

/** Returns the same value with `redact` applied to every free text inside. Shape, keys and closed vocabularies stay. */
export function redactDeep<T>(value: T, redact: (text: string) => string): T;
export function redactDeep(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((part: unknown) => redactDeep(part, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, CLOSED.has(name) ? part : redactDeep<unknown>(part, redact)]),
  );
}
