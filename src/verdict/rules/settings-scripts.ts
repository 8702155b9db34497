/** Causes in the configuration script: it can't be had, or gives no answer. */
import { fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import type { Answer, Rule } from '../rule.ts';
import { ownRoutes, scriptTrouble } from '../script-trouble.ts';
import { observed } from '../ways.ts';
import { scriptResolver } from './dns.ts';

const pacUnreachable: Rule = {
  code: 'settings.pac-unreachable',
  judge: (facts) => {
    const trouble = scriptTrouble(facts);
    if (trouble === null) return withoutTrouble(facts);
    const { resolved, kind, fetch } = trouble;
    if (kind !== 'unreachable') return fails('pac-loaded', resolved, fetch);
    const names = scriptResolver(facts);
    if (names?.is === 'asks') return names;
    if (names?.is === 'holds') return fails('no-name-resolves', fetch);
    return holds(0.96, [resolved, fetch], { problem: kind, source: resolved.source });
  },
};

const pacInvalid: Rule = {
  code: 'settings.pac-invalid',
  judge: (facts) => {
    const trouble = scriptTrouble(facts);
    if (trouble === null) return withoutTrouble(facts);
    const { resolved, kind, line, fetch } = trouble;
    if (kind === 'unreachable' || kind === 'not-supported-yet') return fails('pac-not-loaded', resolved, fetch);
    return holds(0.96, [resolved, fetch, ...observed(facts, 'pac.run')], {
      problem: kind,
      source: resolved.source,
      ...(line === undefined ? {} : { line }),
    });
  },
};

/** No script is asked, or it gave its answer. */
function withoutTrouble(facts: Case): Answer {
  const [route] = ownRoutes(facts);
  return fails(route?.because === 'pac-answer' ? 'pac-answered' : 'pac-not-used', route);
}

export const scriptRules: readonly Rule[] = [pacUnreachable, pacInvalid];
