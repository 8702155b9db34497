/** Entries with everything filled in that a test does not speak of. */
import type { CheckFacts, HistoryEntry } from '../../../src/watch/history-entry.ts';

export function checkFactsOf(more: Partial<CheckFacts> = {}): CheckFacts {
  return {
    kind: 'check',
    by: 'person',
    url: 'https://site.example/',
    durationMs: 120,
    source: 'env',
    route: [{ kind: 'http', host: 'proxy.example', port: 3128 }],
    hops: ['ok', 'ok', 'skipped', 'unknown', 'ok', 'ok', 'ok', 'ok'],
    code: 'ok',
    hop: null,
    confidence: 1,
    details: {},
    alsoFound: [],
    fixes: [],
    times: { connect: 3.5, proxy: 8, tls: 20, site: 30 },
    evidence: [],
    ...more,
  };
}

/** An entry that was made `minutes` after the beginning of 2026. */
export function entryAt(minutes: number, more: Partial<CheckFacts> = {}): HistoryEntry {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
  return { v: 1, id: `e${String(minutes)}`, at, ...checkFactsOf(more) };
}
