import type { Clock } from '../base/clock.ts';
import { ok, refuse } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Leg } from '../settings/proxy-server.ts';
import { createQuickJsStarter } from './engine/quickjs.ts';
import type { AnswerQuestion } from './engine/quickjs.ts';
import type { HelperCall, ScriptVm, VmFailure, VmOutcome, VmTrace } from './engine/script-vm.ts';
import { markReturns } from './mark-returns.ts';
import type { ReturnMark } from './mark-returns.ts';
import type { PacProblem } from './pac-problem.ts';
import { parseScript } from './parse-script.ts';
import { parsePacAnswer } from './parse-pac-answer.ts';
import type { BadPacEntry } from './parse-pac-answer.ts';
import { pacQuery } from './query-url.ts';

/** What scripts need from the outside. */
export interface PacTools {
  readonly clock: Clock;
  /** Addresses of a name, `null` where there are none; ends within the signal or its own deadline. */
  readonly resolve: (name: string, families: 'ipv4' | 'any', signal: AbortSignal) => Promise<readonly string[] | null>;
  /** This computer's addresses as the route to the internet shows them, the preferred one first; sends nothing. */
  readonly myAddresses: (signal: AbortSignal) => Promise<readonly string[]>;
}

/** What one evaluation gave. `calls`, `alerts` and `branch` are filled where it was traced. */
export interface PacEvaluation {
  readonly answer: string;
  /** In order; never empty. */
  readonly legs: readonly Leg[];
  readonly badEntries: readonly BadPacEntry[];
  readonly calls: readonly HelperCall[];
  /** How many calls there were; more than `calls` keeps are possible. */
  readonly callCount: number;
  readonly dnsQuestions: number;
  readonly alerts: readonly string[];
  /** The `return`s that led to the answer: the one of `FindProxyForURL` first, then those of its helpers. */
  readonly branch: readonly Pick<ReturnMark, 'line' | 'text'>[];
  /** Milliseconds, DNS included. */
  readonly tookMs: number;
}

/** A problem together with what was seen before it. */
export interface PacFailure extends PacProblem {
  /** The answer that could not be read, where there was one. */
  readonly answer?: string;
  readonly badEntries?: readonly BadPacEntry[];
  readonly calls: readonly HelperCall[];
  readonly callCount: number;
  readonly dnsQuestions: number;
  readonly tookMs: number;
}

export interface EvaluateOptions {
  readonly signal: AbortSignal;
  /** Report each helper call and the branch that answered; a second machine with the marked script does it. */
  readonly trace?: boolean;
}

/** A script that stays warm: one engine is kept, and replaced after a limit was passed. */
export interface PacScript {
  evaluate(url: string, options: EvaluateOptions): Promise<Result<PacEvaluation, PacFailure>>;
  dispose(): Promise<void>;
}

export interface PacEngine {
  /** Compiles a script and runs its top level. @returns problems `not-javascript`, `html`, `no-function`, `throws`, `too-long`, `out-of-memory`, `too-large` */
  load(text: string, options: EvaluateOptions): Promise<Result<PacScript, PacProblem>>;
}

/** Characters of a script; fetching stops at 1 MB already, this holds for text given in other ways. */
const MOST_CHARACTERS = 1024 * 1024;

/** Returns the engine that runs PAC scripts as Chromium does, inside a sandbox with limits. */
export function createPacEngine(tools: PacTools): PacEngine {
  const start = createQuickJsStarter();
  const answerQuestion: AnswerQuestion = (question, signal) =>
    question.ask === 'own-addresses'
      ? tools.myAddresses(signal)
      : tools.resolve(question.name, question.families, signal);
  const wallMs = (): number => tools.clock.wallMs();

  const startWith = async (script: Script): Promise<{ readonly vm: ScriptVm; readonly outcome: VmOutcome }> => {
    const vm = await start(answerQuestion);
    return { vm, outcome: await vm.load({ ...script, wallMs: wallMs() }) };
  };

  return {
    async load(text, { signal, trace = false }) {
      if (text.length > MOST_CHARACTERS)
        return refuse({ kind: 'too-large', detail: `${String(text.length)} characters` });
      const first = trace
        ? await startTraced(text, signal, startWith)
        : { ...(await startWith({ text, traced: false, signal })), marks: [] };
      if (first.outcome?.ok === false) {
        await first.vm.dispose();
        return refuse(loadProblem(first.outcome.failure, text));
      }
      return ok(warmScript({ text, first: { ...first, isTraced: trace }, startWith, wallMs }));
    },
  };
}

interface Script {
  readonly text: string;
  readonly traced: boolean;
  readonly signal: AbortSignal;
}

interface WarmParts {
  readonly text: string;
  readonly first: Started & { readonly isTraced: boolean };
  readonly startWith: (script: Script) => Promise<{ readonly vm: ScriptVm; readonly outcome: VmOutcome }>;
  readonly wallMs: () => number;
}

function warmScript({ text, first, startWith, wallMs }: WarmParts): PacScript {
  // Machines are dear: the other one is started when somebody asks for it.
  let plain = first.isTraced ? undefined : Promise.resolve<Started>(first);
  let traced = first.isTraced ? Promise.resolve<Started>(first) : undefined;

  const plainVm = async (signal: AbortSignal): Promise<Started> => {
    if (plain === undefined || !(await plain).vm.isUsable) {
      plain = startWith({ text, traced: false, signal }).then(({ vm, outcome }) => ({ vm, marks: [], outcome }));
    }
    return plain;
  };
  const tracedVm = async (signal: AbortSignal): Promise<Started> => {
    if (traced === undefined || !(await traced).vm.isUsable) traced = startTraced(text, signal, startWith);
    return traced;
  };

  return {
    async evaluate(url, { signal, trace = false }) {
      const query = pacQuery(url);
      if (query === null) return refuse({ kind: 'throws', detail: 'not a URL with a host', ...NOTHING_SEEN });
      const { vm, marks, outcome } = await (trace ? tracedVm(signal) : plainVm(signal));
      if (outcome?.ok === false) {
        await vm.dispose();
        return refuse({ ...loadProblem(outcome.failure, text), ...seen(outcome.trace) });
      }
      return evaluation(await vm.call({ ...query, wallMs: wallMs(), signal }), marks);
    },
    async dispose() {
      await (await plain)?.vm.dispose();
      await (await traced)?.vm.dispose();
    },
  };
}

interface Started {
  readonly vm: ScriptVm;
  readonly marks: readonly ReturnMark[];
  /** How loading again went. */
  readonly outcome?: VmOutcome;
}

/** With marks where the script can be read and still loads with them, else as it is. */
async function startTraced(text: string, signal: AbortSignal, startWith: WarmParts['startWith']): Promise<Started> {
  const marked = markReturns(text);
  if (marked !== null) {
    const { vm, outcome } = await startWith({ text: marked.text, traced: true, signal });
    if (outcome.ok || outcome.failure.kind !== 'syntax') return { vm, marks: marked.marks, outcome };
    await vm.dispose();
  }
  const { vm, outcome } = await startWith({ text, traced: true, signal });
  return { vm, marks: [], outcome };
}

const NOTHING_SEEN = { calls: [], callCount: 0, dnsQuestions: 0, tookMs: 0 } as const;

function seen(trace: VmTrace): Pick<PacFailure, 'calls' | 'callCount' | 'dnsQuestions' | 'tookMs'> {
  return { calls: trace.calls, callCount: trace.callCount, dnsQuestions: trace.questions, tookMs: trace.tookMs };
}

function evaluation(outcome: VmOutcome, marks: readonly ReturnMark[]): Result<PacEvaluation, PacFailure> {
  if (!outcome.ok) return refuse({ ...runProblem(outcome.failure), ...seen(outcome.trace) });
  const { answer } = outcome.run;
  const { legs, badEntries } = parsePacAnswer(answer);
  if (legs.length === 0) {
    const detail = answer.trim() === '' ? 'an empty answer' : answer.slice(0, 200);
    return refuse({ kind: 'unparsable-answer', detail, answer, badEntries, ...seen(outcome.trace) });
  }
  const branch = answeredBy(outcome.trace.marks, marks);
  return ok({ answer, legs, badEntries, ...seen(outcome.trace), alerts: outcome.trace.alerts, branch });
}

/**
 * The last `return` of `FindProxyForURL` itself that was passed, and where its value came from other functions, the
 * returns that were passed after it. Without one (an entry made of other functions): the last one passed.
 */
function answeredBy(passed: readonly number[], marks: readonly ReturnMark[]): PacEvaluation['branch'] {
  const found = passed.flatMap((id) => marks[id] ?? []);
  const own = found.findLastIndex((mark) => mark.own);
  const kept = own < 0 ? found.slice(-1) : found.slice(own, own + 10);
  return kept.map(({ line, text }) => ({ line, text }));
}

function loadProblem(failure: VmFailure, text: string): PacProblem {
  if (failure.kind !== 'syntax') return runProblem(failure);
  const kind = /^\uFEFF?\s*<(?:!doctype|!--|html|head|body|\?xml)/iu.test(text) ? 'html' : 'not-javascript';
  const line = failure.line ?? lineOfError(text);
  return { kind, detail: failure.detail, ...(line === undefined ? {} : { line }) };
}

/** Where the engine names no line, the parser may. */
function lineOfError(text: string): number | undefined {
  const parsed = parseScript(text);
  return parsed.ok || parsed.problem.kind !== 'syntax' ? undefined : parsed.problem.line;
}

const KINDS = {
  syntax: 'not-javascript',
  thrown: 'throws',
  'no-function': 'no-function',
  'not-a-string': 'unparsable-answer',
  'too-long': 'too-long',
  'out-of-memory': 'out-of-memory',
  cancelled: 'too-long',
} as const satisfies Record<VmFailure['kind'], PacProblem['kind']>;

function runProblem(failure: VmFailure): PacProblem {
  const line = failure.line === undefined ? {} : { line: failure.line };
  return { kind: KINDS[failure.kind], detail: failure.detail, ...line };
}
