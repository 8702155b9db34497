import type { Leg } from '../settings/proxy-server.ts';
import type { PacScript } from './pac-engine.ts';
import type { PacProblem } from './pac-problem.ts';

/** What one of the two scripts said. */
export type DiffSide =
  | { readonly route: readonly Leg[]; readonly answer: string; readonly line?: number }
  | { readonly route: null; readonly problem: PacProblem['kind']; readonly line?: number };

/** How two scripts differ on one URL. `order`: the same legs in another order. */
export interface PacDifference {
  readonly url: string;
  readonly difference: 'none' | 'order' | 'route' | 'problem';
  readonly before: DiffSide;
  readonly after: DiffSide;
}

/** Yields a line for each URL, in order, also where both agree; the two scripts run at the same time. */
export async function* diffPac(
  scripts: { readonly before: PacScript; readonly after: PacScript },
  urls: AsyncIterable<string> | Iterable<string>,
  signal: AbortSignal,
): AsyncGenerator<PacDifference> {
  for await (const url of urls) {
    const [before, after] = await Promise.all([side(scripts.before, url, signal), side(scripts.after, url, signal)]);
    yield { url, difference: compare(before, after), before, after };
  }
}

async function side(script: PacScript, url: string, signal: AbortSignal): Promise<DiffSide> {
  const result = await script.evaluate(url, { signal, trace: true });
  const line = result.ok ? result.value.branch[0]?.line : result.problem.line;
  const place = line === undefined ? {} : { line };
  if (!result.ok) return { route: null, problem: result.problem.kind, ...place };
  return { route: result.value.legs, answer: result.value.answer, ...place };
}

function compare(before: DiffSide, after: DiffSide): PacDifference['difference'] {
  if (before.route === null || after.route === null) return before.route === after.route ? 'none' : 'problem';
  const [a, b] = [before.route.map(legText), after.route.map(legText)];
  if (a.join() === b.join()) return 'none';
  return a.toSorted().join() === b.toSorted().join() ? 'order' : 'route';
}

function legText(leg: Leg): string {
  return leg.kind === 'direct' ? 'direct' : `${leg.kind}://${leg.host}:${String(leg.port)}`;
}
