/** One rule of ours in a local firewall as a place: `accept` for one address and port, or nothing. */
import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import type { Store, StoreProblem } from '../change/store.ts';
import type { CommandOutcome, SystemTools } from './system-tools.ts';

/** An answer of a firewall's program. */
export type Done = Extract<CommandOutcome, { readonly state: 'done' }>;

/** One call of a firewall's program; `input` is what it reads. */
export interface RuleCommand {
  readonly args: readonly string[];
  readonly input?: string;
}

/** How one firewall is asked whether the rule stands, and told to add it or to take it away. */
export interface RuleTool {
  readonly program: string;
  readonly asks: readonly (readonly string[])[];
  /** Out of the answers, in the order of `asks`; `null` where they say nothing. */
  readonly isThere: (answers: readonly Done[]) => boolean | null;
  /** What is done one after the other; `null` where the rule would not help. */
  readonly tell: (to: 'accept' | null, answers: readonly Done[]) => readonly RuleCommand[] | null;
  /** Whether this program may change rules, where that is known beforehand. */
  readonly mayChange: (signal: AbortSignal) => Promise<boolean>;
}

/** Returns the place. */
export function createRuleStore(tools: SystemTools, tool: RuleTool): Store {
  const { program } = tool;
  const ask = async (signal: AbortSignal): Promise<Result<readonly Done[], StoreProblem>> => {
    // Some of these programs take a second to start, and ask a service that may have to start as well.
    const options = { signal, deadline: 'writingCommand' } as const;
    const answers = await Promise.all(tool.asks.map((args) => tools.run(program, args, options)));
    const done = answers.flatMap((one) => (one.state === 'done' ? [one] : []));
    const failed = answers.find((one) => one.state !== 'done');
    return failed === undefined ? ok(done) : refuse(problemOf(failed, program));
  };
  const look = async (signal: AbortSignal): Promise<Reading<string>> => {
    const answers = await ask(signal);
    if (!answers.ok) return unreadable(whyOf(answers.problem));
    const isThere = tool.isThere(answers.value);
    if (isThere === null) return unreadable(`${program}: ${firstLine(answers.value.find(hasFailed)?.stderr ?? '')}`);
    return isThere ? read('accept') : ABSENT;
  };
  return {
    read: look,
    write: async (text, signal) => {
      if (text !== null && text !== 'accept')
        return refuse({ kind: 'refused', detail: 'a rule accepts, or is not there' });
      const answers = await ask(signal);
      if (!answers.ok) return answers;
      const commands = tool.tell(text, answers.value);
      if (commands === null)
        return refuse({ kind: 'refused', detail: 'no place was found in which the rule would help' });
      for (const { args, input } of commands) {
        const given = input === undefined ? {} : { input };
        const outcome = await tools.run(program, args, { signal, deadline: 'writingCommand', ...given });
        if (outcome.state !== 'done' || outcome.exitCode !== 0) return refuse(problemOf(outcome, program));
      }
      return ok(undefined);
    },
    access: async (signal) => {
      // Without the right to look at the rules there is mostly none to change them either.
      if (!(await tool.mayChange(signal))) return { state: 'needs-administrator' };
      const now = await look(signal);
      return now.state === 'unreadable' ? { state: 'impossible', why: now.why } : { state: 'allowed' };
    },
  };
}

function hasFailed({ exitCode }: Done): boolean {
  return exitCode !== 0;
}

function problemOf(outcome: CommandOutcome, program: string): StoreProblem {
  if (outcome.state === 'missing') return { kind: 'program-missing', program };
  if (outcome.state === 'failed') return { kind: 'refused', detail: outcome.why };
  return /not permitted|ermission denied|need to be root|uthoriz|requires elevation/u.test(
    outcome.stderr + outcome.stdout,
  )
    ? { kind: 'needs-administrator' }
    : { kind: 'refused', detail: `${program}: ${firstLine(outcome.stderr)}` };
}

function whyOf(problem: StoreProblem): string {
  switch (problem.kind) {
    case 'program-missing':
      return `${problem.program} is not installed`;
    case 'refused':
      return problem.detail;
    default:
      return problem.kind;
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 160) ?? '';
}
