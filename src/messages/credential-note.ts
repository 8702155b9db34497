/** What is worth knowing of a saved sign-in before it is needed. */
import { formatDuration, type Lang } from './format.ts';
import type { Messages } from './messages.ts';

/** Many companies have passwords changed every three months. */
const LONG_MS = 90 * 24 * 3_600_000;

/** When a saved sign-in was stored and how it fared; ISO 8601. */
export interface SignInHistory {
  readonly storedAt: string;
  readonly lastAcceptedAt?: string;
  readonly lastRejectedAt?: string;
}

/** Returns that a sign-in is out of date, or may be; `null` where nothing speaks for it. */
export function credentialNote(
  { storedAt, lastAcceptedAt, lastRejectedAt }: SignInHistory,
  { words, lang, nowMs }: { readonly words: Pick<Messages, 'ui'>; readonly lang: Lang; readonly nowMs: number },
): string | null {
  const { refusedSince, longAgo } = words.ui.credentials;
  const goodMs = Math.max(Date.parse(storedAt), Date.parse(lastAcceptedAt ?? storedAt));
  if (lastRejectedAt !== undefined && Date.parse(lastRejectedAt) > goodMs) return refusedSince;
  return nowMs - goodMs > LONG_MS ? longAgo(formatDuration(nowMs - goodMs, lang)) : null;
}
