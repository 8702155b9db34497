/** The pipeline: settings → route → probes ⇄ judge → document. One budget, one direction, no way back. */
import { requestKey, type ProbeRequest } from '../observation/probe-request.ts';
import { firstProbes } from '../probe/first-probes.ts';
import { composeDocument } from '../report/compose-document.ts';
import type { DiagnosisDocument } from '../report/diagnosis-document.ts';
import { redactDeep } from '../report/redact-document.ts';
import type { Route } from '../route/route.ts';
import { DIRECT, type Leg } from '../settings/proxy-server.ts';
import { isIpLiteral } from '../settings/canonical-host.ts';
import { createCase } from '../verdict/case.ts';
import type { SharedSignIns } from '../probe/shared-sign-ins.ts';
import { judge } from '../verdict/judge.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { DiagnoseInput, DiagnoseOptions } from './assistant.ts';
import type { AssistantTools } from './assistant-tools.ts';
import { findSettingsRoute } from './find-settings-route.ts';
import type { ProbePool } from './probe-pool.ts';
import { startRun, type Run } from './run.ts';
import { pause, untilAborted } from './until-aborted.ts';

/** A healthy way has ended by then or at least got somewhere: the control sites are asked beside a slower one. */
const CONTROLS_AFTER_MS = 500;

/** A way that takes longer than this is probably broken: what a judge asks about silence then begins beforehand. */
const SPECULATE_AFTER_MS = 1_000;

/** Control sites that said nothing for this long, beside a way that said nothing either, are not waited for any longer. */
const SILENT_CONTROLS_MS = 3_000;

/** Probes that are told to stop say what they saw; they get this long. */
const LAST_WORDS_MS = 150;

/** Questions build on each other two or three deep; more rounds mean rules that ask in a circle. */
const MOST_ROUNDS = 6;

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
  const { snapshot, route, allRead } = await findSettingsRoute(run);
  const pool = await run.openPool(snapshot, route);
  const [way, ...others] = firstProbes(route, run.target);
  for (const request of others) void pool.run(request);
  if (way !== undefined) await runWay(run, pool, { way, route });
  await untilAborted(allRead, run.signal);
  return judgeUntilClear(run, pool);
}

/** Waits for the target's way; one that is slow to end gets company. */
async function runWay(
  run: Run,
  pool: ProbePool,
  { way, route }: { readonly way: ProbeRequest; readonly route: Route },
): Promise<void> {
  const [leg] = route.legs;
  const beginMs = run.elapsedMs();
  const begin = (requests: readonly ProbeRequest[]): void => {
    for (const request of requests) void pool.run(request);
  };
  const timers = [
    setTimeout(begin, CONTROLS_AFTER_MS, leg === undefined ? [] : [{ probe: 'controls', leg }]),
    setTimeout(begin, SPECULATE_AFTER_MS, leg === undefined ? [] : speculations(leg, run.target.url)),
  ];
  try {
    await untilAborted(pool.run(way), run.signal);
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
  const waitedMs = run.elapsedMs() - beginMs - CONTROLS_AFTER_MS;
  if (waitedMs >= SILENT_CONTROLS_MS) run.endSilentControls(waitedMs);
}

/** What rules ask about a silent hop; none of it sends credentials that were not accepted before. */
function speculations(leg: Leg, url: string): readonly ProbeRequest[] {
  if (leg.kind === 'direct') return [{ probe: 'vpn.connections' }];
  const { host, port } = leg;
  return [
    { probe: 'proxy.kind', host, port },
    { probe: 'host.ports', host, except: port },
    { probe: 'way', purpose: 'variation', url, leg: DIRECT },
    { probe: 'controls', leg: DIRECT },
    { probe: 'vpn.connections' },
    { probe: 'quality.connects', host, port, sample: true },
    // by name it is known only later which address to ask
    ...(!isIpLiteral(host)
      ? []
      : ([
          { probe: 'host.ping', host },
          { probe: 'firewall.rules', host, port },
        ] as const)),
  ];
}

async function judgeUntilClear(run: Run, pool: ProbePool): Promise<Verdict> {
  for (let round = 0; round < MOST_ROUNDS && !run.signal.aborted; round += 1) {
    const facts = createCase(run.target, run.record.observations, pool.ended);
    const judgement = judge(facts, { canAsk: true });
    if (judgement.is === 'verdict') {
      noteEnd(run, pool, 'done');
      return judgement.verdict;
    }
    const asked = Promise.all(judgement.requests.map((request) => pool.run(request)));
    await untilAborted(asked, run.signal);
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
