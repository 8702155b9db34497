/** All fixes for what was found, planned for this computer: those that can't be done here say why. Pure. */
import { type Result, refuse } from '../base/result.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { FixFlow, FixSituation, NoFixHere } from './fix-flow.ts';
import { type FixFinding, planFix } from './plan-fix.ts';
import { FIXES, type FixId, type ProposedFix, proposeFixes, REQUEST } from './propose-fixes.ts';

/** One proposed fix, planned for this computer. */
export interface PlannedFix {
  readonly fix: ProposedFix;
  readonly code: CauseCode;
  readonly flow: Result<FixFlow, NoFixHere>;
}

/**
 * Returns the fixes of the verdict first, then of what was found beside it; each id once. Where none of them can be
 * planned there is the ready request: what can't be done here is somebody else's to do.
 */
export function planFixes(
  verdict: FixFinding,
  {
    alsoFound,
    situation,
    isAllowed,
  }: {
    readonly alsoFound: readonly FixFinding[];
    readonly situation: FixSituation;
    /** What the organisation lets people run by themselves. */
    readonly isAllowed: (id: FixId) => boolean;
  },
): readonly PlannedFix[] {
  const planned = (id: FixId, finding: FixFinding): PlannedFix => ({
    fix: { id, ...FIXES[id] },
    code: finding.code,
    flow: isAllowed(id) ? planFix(id, finding, situation) : refuse({ kind: 'not-allowed' }),
  });
  const isInspectionNamed = situation.trust !== null;
  const proposed = [verdict, ...alsoFound].flatMap((finding) =>
    proposeFixes(finding, { isInspectionNamed }).map(({ id }) => planned(id, finding)),
  );
  const all = situation.tools === null ? proposed : [planned('set-tool-proxy', verdict), ...proposed];
  const once = all.filter((one, index) => all.findIndex(({ fix }) => fix.id === one.fix.id) === index);
  const isHopeless = once.length > 0 && verdict.code !== 'ok' && once.every(({ flow }) => !flow.ok);
  return isHopeless ? [...once, planned(REQUEST.id, verdict)] : once;
}
