/** The parts of a guided fix as pages see them: without settings, which may hold a sign-in. */
import { assertNever } from '../../src/base/assert-never.ts';
import type { FixEnd, FixStepView } from '../../src/contract/fix-view.ts';
import type { Result } from '../../src/base/result.ts';
import type { FixStep } from '../../src/fix/fix-flow.ts';
import type { FixOutcome } from '../../src/fix/fix-tools.ts';
import type { FixStopped } from '../../src/fix/run-fix.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { CauseCode } from '../../src/verdict/cause-code.ts';

/** Returns one step for a page. */
export function fixStepView(step: FixStep): FixStepView {
  switch (step.kind) {
    case 'set-settings':
      return { kind: step.kind, source: step.source };
    case 'set-place':
      return { kind: step.kind, what: step.what };
    case 'set-places':
      return { kind: step.kind, what: step.steps.map(({ shown }) => shown.what) };
    case 'ask-credentials':
      return { kind: step.kind, proxy: step.proxy, isCorrection: step.isCorrection };
    case 'ask-address':
      return { kind: step.kind, source: step.source, current: step.current };
    case 'verify':
      return { kind: step.kind, isByHand: step.isByHand };
    case 'put-back':
    case 'compare':
    case 'guide':
    case 'request':
    case 'wait':
      return step;
    default:
      return assertNever(step);
  }
}

/** Returns how a fix ended, worded by the page; `reword` brings a document into its language. */
export function fixEndView(
  outcome: Result<FixOutcome<DiagnosisDocument>, FixStopped>,
  reword: (document: DiagnosisDocument) => DiagnosisDocument,
): FixEnd {
  if (!outcome.ok) return { how: 'stopped', problem: outcome.problem.problem, left: outcome.problem.left };
  const { verification, changes, takenBack, left, compared } = outcome.value;
  return {
    how: 'verified',
    result: verification.result,
    code: verification.code,
    title: reword(verification.document).verdict.title,
    changes: takenBack ? [] : changes,
    takenBack,
    left,
    holding: outcome.value.holding ?? null,
    compared: compared === null ? null : reword(compared.document).verdict.title,
  };
}

/** The title of the finding that a fix is for. */
export function findingTitle(document: DiagnosisDocument, code: CauseCode): string {
  const found = [document.verdict, ...document.alsoFound].find((one) => one.code === code);
  return (found ?? document.verdict).title;
}
