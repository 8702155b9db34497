/** What looking for something gave: three different things that are never merged. */
export type Reading<T> =
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly why: string };

/** Returns a reading that holds `value`. */
export function read<T>(value: T): Reading<T> {
  return { state: 'read', value };
}

/** The reading of something that is not there. */
export const ABSENT: Reading<never> = { state: 'absent' };

/** Returns the reading of something that could not be looked at, and why (a technical phrase, for details only). */
export function unreadable(why: string): Reading<never> {
  return { state: 'unreadable', why };
}
