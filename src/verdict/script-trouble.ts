/** A configuration script that gives no route, and what its fetch says of the way to it: nothing else was looked at then. */
import type { ObservationOf } from '../observation/observation.ts';
import { isLoopback } from '../settings/canonical-host.ts';
import type { Case } from './case.ts';
import { observed } from './ways.ts';

type Resolution = ObservationOf<'route.resolve'>;
export type ScriptFetch = ObservationOf<'pac.fetch'>;

/** A resolution that ended without a route because of its script. */
export interface ScriptTrouble {
  readonly resolved: Resolution;
  readonly kind: string;
  readonly line?: number;
  /** How the script was fetched; absent where none was looked for. */
  readonly fetch?: ScriptFetch;
}

/** Returns the routes of the target and of its redirects, in order; those asked only to compare are left out. */
export function ownRoutes(facts: Case): readonly Resolution[] {
  return observed(facts, 'route.resolve').filter((resolution) => resolution.purpose === undefined);
}

/** Returns the first resolution on the target's way that a script let down; `null` where none did. */
export function scriptTrouble(facts: Case): ScriptTrouble | null {
  for (const resolved of ownRoutes(facts)) {
    if (resolved.pacProblem === undefined) continue;
    const { kind, line } = resolved.pacProblem;
    const fetches = observed(facts, 'pac.fetch');
    const fetch = fetches.find((one) => one.url === resolved.pacUrl) ?? fetches[0];
    return { resolved, kind, ...(line === undefined ? {} : { line }), ...(fetch === undefined ? {} : { fetch }) };
  }
  return null;
}

/** Returns the fetch that ended without a script on its way through a network. */
export function failedFetch(facts: Case): ScriptFetch | null {
  const fetch = remoteFetch(facts);
  return fetch !== null && fetch.failure !== null ? fetch : null;
}

/**
 * Returns the fetch that somebody on the way may have answered or kept from its server: it failed, was led elsewhere, or
 * brought a page. A plain refusal (`404`) is the server's own.
 */
export function divertedFetch(facts: Case): ScriptFetch | null {
  const fetch = remoteFetch(facts);
  if (fetch === null) return null;
  const isPage = scriptTrouble(facts)?.kind === 'html';
  return fetch.failure !== null || isPage || (fetch.redirects ?? 0) > 0 || fetch.status === 511 ? fetch : null;
}

function remoteFetch(facts: Case): ScriptFetch | null {
  const fetch = scriptTrouble(facts)?.fetch;
  if (fetch === undefined || !/^https?:/iu.test(fetch.url)) return null;
  return isLoopback(new URL(fetch.url).hostname.replace(/^\[|\]$/gu, '')) ? null : fetch;
}
