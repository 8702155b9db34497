/** The pipeline: settings → route → probes ⇄ judge → document. One budget, one direction, no way back. */
import { requestKey } from '../observation/probe-request.ts';
import { firstProbes } from '../probe/first-probes.ts';
import { composeDocument } from '../report/compose-document.ts';
import type { DiagnosisDocument } from '../report/diagnosis-document.ts';
import { redactDeep } from '../report/redact-document.ts';
import { createCase } from '../verdict/case.ts';
import type { SharedSignIns } from '../probe/shared-sign-ins.ts';
import { judge } from '../verdict/judge.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { DiagnoseInput, DiagnoseOptions } from './assistant.ts';
import type { AssistantTools } from './assistant-tools.ts';
import { foresee, foreseeNoRoute } from './foresee.ts';
import { findSettingsRoute } from './find-settings-route.ts';
import type { ProbePool } from './probe-pool.ts';
import { startRun, type Run } from './run.ts';
import { pause, untilAborted } from './until-aborted.ts';

/** Probes that are told to stop say what they saw; they get this long. */
const LAST_WORDS_MS = 150;

/** Questions build on each other two or three deep, and each answer may lead to the next; more rounds mean rules that ask in a circle. */
const MOST_ROUNDS = 20;

/** A document, and the notes that are still being written after it. */
export interface Diagnosis {
  readonly document: DiagnosisDocument;
  readonly afterwards: Promise<void>;
}

/** Runs one diagnosis. Always ends in a document within the budget. */
export async function diagnose(
  input: DiagnoseInput,
  options: DiagnoseOptions,
  tools: AssistantTools & { readonly signInsOfAll?: SharedSignIns },
): Promise<Diagnosis> {
  const run = startRun(input, options, tools);
  try {
    const document = await makeDocument(run);
    return { document, afterwards: run.end() };
  } catch (bug) {
    void run.end();
    throw bug;
  }
}

async function makeDocument(run: Run): Promise<DiagnosisDocument> {
  const { input, tools } = run;
  const verdict = await findCause(run);
  const document = composeDocument({
    target: run.target.url,
    startedAt: run.startedAt,
    durationMs: run.elapsedMs(),
    observations: [...run.record.observations],
    verdict,
    words: await tools.words(input.lang),
    lang: input.lang,
  });
  return redactDeep(document, run.redactor.redact);
}

async function findCause(run: Run): Promise<Verdict> {
  const settings = findSettingsRoute(run);
  const pool = await run.openPool(settings);
  const beforehand = foreseeNoRoute(pool);
  const { route, allRead } = await settings.finally(() => {
    beforehand[Symbol.dispose]();
  });
  const [way, ...others] = firstProbes(route, run.target);
  for (const request of others) void pool.run(request);
  if (way !== undefined) {
    const company = foresee(run, pool, route.legs[0]);
    await untilAborted(pool.run(way), run.signal);
    company[Symbol.dispose]();
  }
  await untilAborted(allRead, run.signal);
  return judgeUntilClear(run, pool);
}

async function judgeUntilClear(run: Run, pool: ProbePool): Promise<Verdict> {
  let known = -1;
  for (let rounds = 0; rounds < MOST_ROUNDS && !run.signal.aborted;) {
    const judgement = judge(createCase(run.target, run.record.observations, pool.ended), { canAsk: true });
    if (judgement.is === 'verdict') {
      noteEnd(run, pool, 'done');
      return judgement.verdict;
    }
    const { requests } = judgement;
    if (pool.ended.length === known || requests.some((request) => !pool.hasBegun(request))) rounds += 1;
    known = pool.ended.length;
    // One answer may settle it: the slower ones are then nobody's question any more.
    await untilAborted(Promise.race(requests.map((request) => pool.run(request))), run.signal);
  }
  return judgeWithoutAsking(run, pool);
}

/** The time is over, or the questions go on for ever: the facts must do as they are. */
async function judgeWithoutAsking(run: Run, pool: ProbePool): Promise<Verdict> {
  if (run.signal.aborted) await Promise.race([pool.settled(), pause(LAST_WORDS_MS)]);
  noteEnd(run, pool, run.isInterrupted() ? 'interrupted' : 'budget');
  const facts = createCase(run.target, run.record.observations, pool.ended);
  const judgement = judge(facts, { canAsk: false });
  if (judgement.is === 'asks') throw new Error('the judge asked although nothing can be asked any more');
  return judgement.verdict;
}

/** Says how the run ended and which questions had their answer: a saved run is judged by that alone. */
function noteEnd(run: Run, pool: ProbePool, reason: 'done' | 'budget' | 'interrupted'): void {
  const unanswered = reason === 'done' ? [] : pool.unanswered.map((request) => request.probe);
  run.note({ probe: 'run.end', reason, unanswered, asked: pool.ended.map(requestKey) }, run.elapsedMs());
}
