/** Judges a saved run again, offline: the same facts give the same verdict. */
import type { Observation, ObservationOf } from '../observation/observation.ts';
import { requestKey } from '../observation/probe-request.ts';
import type { Lang } from '../messages/format.ts';
import type { Messages } from '../messages/messages.ts';
import { composeDocument } from '../report/compose-document.ts';
import type { DiagnosisDocument } from '../report/diagnosis-document.ts';
import type { Target } from '../route/target.ts';
import { createCase, type Case } from '../verdict/case.ts';
import { judge } from '../verdict/judge.ts';

/** What a saved document holds of its run. */
export interface SavedRun {
  readonly startedAt: string;
  readonly durationMs: number;
  readonly observations: readonly Observation[];
}

/** Returns the document that the facts of a saved run make today. */
export function judgeDocument(
  saved: SavedRun,
  about: { readonly target: Target; readonly words: Messages; readonly lang: Lang },
): DiagnosisDocument {
  const judgement = judge(savedCase(saved, about.target), { canAsk: false });
  if (judgement.is === 'asks') throw new Error('the judge asked although nothing can be asked any more');
  return composeDocument({ ...saved, ...about, target: about.target.url, verdict: judgement.verdict });
}

/** The questions that the run put are among its facts; an older record without them counts as having asked everything. */
function savedCase(saved: SavedRun, target: Target): Case {
  const end = saved.observations.findLast((one): one is ObservationOf<'run.end'> => one.probe === 'run.end');
  if (end?.asked === undefined) return createCase(target, saved.observations, 'everything');
  const asked = new Set(end.asked);
  return { target, observations: saved.observations, wasAsked: (request) => asked.has(requestKey(request)) };
}
