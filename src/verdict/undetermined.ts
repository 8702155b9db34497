/** The honest answer where no rule holds: what could not be found out. */
import type { Case } from './case.ts';
import { pathOf } from './path.ts';
import type { Missing } from './missing.ts';
import type { Finding } from './verdict.ts';
import { observed } from './ways.ts';

export function undeterminedFinding(facts: Case): Finding {
  const end = observed(facts, 'run.end').at(-1);
  const path = pathOf(facts);
  const missing: readonly Missing[] = [
    ...(end?.reason === 'budget' ? (['time'] as const) : []),
    ...(end?.reason === 'interrupted' ? (['interrupted'] as const) : []),
    ...(path.resolved?.pacProblem ? (['pac-result'] as const) : []),
    ...(path.end.at === 'name' ? (['name-resolution'] as const) : []),
    ...(path.end.at === 'handshake' || path.end.at === 'exchange' ? (['proxy-answer'] as const) : []),
  ];
  return {
    code: 'undetermined',
    hop: null,
    confidence: 0,
    fixer: [],
    evidence: facts.observations.slice(-3).map((observation) => observation.id),
    details: { missing: missing.length > 0 ? missing : ['time'] },
  };
}
