/** Whether near misses are near: they should begin with the same failing observation as a scenario of the other code. */
import type { Observation } from '../../src/observation/observation.ts';
import type { Outcome } from './play.ts';

/** Returns a count, then a line for each near miss that shares its beginning with no scenario of that code in this run. */
export function compareNearMisses(outcomes: readonly Outcome[]): readonly string[] {
  const beginnings = new Map<string, Set<string>>();
  for (const { scenario, document } of outcomes) {
    const known = beginnings.get(scenario.code) ?? new Set<string>();
    if (document !== null) known.add(firstFailure(document.observations));
    beginnings.set(scenario.code, known);
  }
  const pairs = outcomes.flatMap(({ scenario, document }) =>
    document === null
      ? []
      : scenario.nearMissOf.map((code) => ({ scenario, code, begins: firstFailure(document.observations) })),
  );
  const played = pairs.filter(({ code }) => beginnings.has(code));
  const far = played.filter(({ code, begins }) => beginnings.get(code)?.has(begins) !== true);
  return [
    `${String(played.length - far.length)} of ${String(played.length)} near misses begin as a scenario of the other code does`,
    ...far.map(({ scenario, code, begins }) => `  not as ${code}: ${scenario.title} (${begins})`),
  ];
}

/** What the target's own way came upon first, as probe and kind; a redirect or an answer from 400 on counts. */
function firstFailure(observations: readonly Observation[]): string {
  for (const one of observations) {
    if (one.probe === 'route.resolve' && (one.invalid ?? one.pacProblem) !== undefined) return 'route.resolve';
    if (!('way' in one) || one.way.purpose !== 'target') continue;
    if (one.failure !== null) return `${one.probe} ${one.failure.kind}`;
    if (one.probe === 'tls.handshake' && !one.trusted) return `${one.probe} not trusted`;
    if ((one.probe === 'http.exchange' || one.probe === 'proxy.handshake') && (one.reply?.status ?? 0) >= 300) {
      return `${one.probe} ${String(one.reply?.status ?? '')}`;
    }
  }
  return 'nothing';
}
