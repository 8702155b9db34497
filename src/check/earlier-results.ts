/** What an earlier run has found, so that a run can be gone on with. */
import { createHash } from 'node:crypto';
import { redactUrl } from '../base/redact.ts';
import { CAUSE_CODES, type CauseCode } from '../verdict/cause-code.ts';
import type { CheckEntry } from './check-entry.ts';
import { linesOf } from './read-list.ts';
import { isWorthAnotherTry } from './way-causes.ts';

/** The URLs that need not be asked again, each as often as it was answered. */
export class EarlierResults {
  readonly #left = new Map<string, { count: number; readonly code: CauseCode }>();

  /** How many there were. */
  size = 0;

  /** Returns the code that an earlier run found for a URL of the list; each earlier line counts once. */
  take(text: string): CauseCode | null {
    if (this.#left.size === 0) return null;
    const key = keyOf(redactUrl(text));
    const known = this.#left.get(key);
    if (known === undefined) return null;
    known.count -= 1;
    if (known.count === 0) this.#left.delete(key);
    return known.code;
  }

  /** Takes a line of JSON as `check --json` writes it; anything else, e.g. a line that was cut off, counts for nothing. */
  add(line: string): void {
    const entry = parseEntry(line);
    if (entry === null || isWorthAnotherTry(entry.code)) return;
    const key = keyOf(entry.url);
    const known = this.#left.get(key);
    this.size += 1;
    if (known === undefined) this.#left.set(key, { count: 1, code: entry.code });
    else known.count += 1;
  }
}

/** Reads the lines of an earlier run. */
export async function readEarlierResults(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<EarlierResults> {
  const results = new EarlierResults();
  for await (const lines of linesOf(chunks)) for (const line of lines) results.add(line);
  return results;
}

function parseEntry(line: string): Pick<CheckEntry, 'url' | 'code'> | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('url' in value) || !('code' in value)) return null;
  const code = CAUSE_CODES.find((one) => one === value.code);
  return typeof value.url === 'string' && code !== undefined ? { url: value.url, code } : null;
}

/** Eighteen letters for a URL of any length: lists are long. */
function keyOf(url: string): string {
  return createHash('sha256').update(url).digest('base64').slice(0, 18);
}
