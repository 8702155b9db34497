import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { complaintsAbout, documentOf } from './check.ts';
import { diagnose } from './diagnose.ts';
import { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';

/** How a scenario went. */
export interface Outcome {
  readonly scenario: Scenario;
  /** Empty where everything is as it says. */
  readonly complaints: readonly string[];
  readonly document: DiagnosisDocument | null;
  /** Of the command line alone, from its start to its end. */
  readonly tookMs: number;
}

const RESULTS = fileURLToPath(new URL('../../test-results/lab/', import.meta.url));
/** cli.md: what `--timeout` is where it is not given. */
const DEFAULT_TIMEOUT_SECONDS = 15;

/** Plays one scenario on a lab, and puts the lab right again. A failure leaves its document in test-results/lab. */
export async function play(scenario: Scenario, lab: Lab): Promise<Outcome> {
  try {
    const { ask, expectation } = await scenario.play(lab);
    await lab.settle();
    const run = await diagnose(lab, ask);
    const complaints = complaintsAbout(scenario, expectation(), run, {
      canaries: [lab.user.password, lab.wrongPassword],
      timeoutSeconds: ask.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
      interrupted: ask.interruptAfterMs !== undefined,
    });
    const document = documentOf(run);
    const file = join(RESULTS, `${scenario.title.replaceAll(/\W+/g, '-').slice(0, 120)}.json`);
    if (complaints.length === 0) rmSync(file, { force: true });
    else
      keep(file, {
        scenario: scenario.title,
        expected: scenario.code,
        complaints,
        ask: withoutInput(ask),
        seed: lab.draw.seed,
        document,
        stderr: run.stderr,
      });
    return { scenario, complaints, document: typeof document === 'string' ? null : document, tookMs: run.tookMs };
  } catch (error) {
    return {
      scenario,
      complaints: [
        `the scenario itself broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      ],
      document: null,
      tookMs: 0,
    };
  } finally {
    await lab.reset();
  }
}

/** Plays many scenarios on a few labs at the same time; `told` hears of each as it ends. */
export async function playAll(
  scenarios: readonly Scenario[],
  options: { readonly seed: string; readonly atOnce: number; readonly told: (outcome: Outcome) => void },
): Promise<readonly Outcome[]> {
  const waiting = [...scenarios];
  const outcomes: Outcome[] = [];
  const worker = async (_: unknown, index: number): Promise<void> => {
    const lab = await Lab.build(`${options.seed}-${String(index)}`);
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const outcome = await play(next, lab);
        outcomes.push(outcome);
        options.told(outcome);
      }
    } finally {
      await lab.remove();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.atOnce, Math.max(1, scenarios.length)) }, worker));
  return outcomes;
}

function keep(file: string, content: unknown): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

function withoutInput(ask: object): unknown {
  return { ...ask, stdin: undefined };
}
