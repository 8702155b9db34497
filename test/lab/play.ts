import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { complaintsAbout, documentOf } from './check.ts';
import { diagnose } from './diagnose.ts';
import { Lab } from './lab.ts';
import { askPeers, type PeerResults } from './peers.ts';
import type { Scenario } from './scenario.ts';

/** How a scenario went. */
export interface Outcome {
  readonly scenario: Scenario;
  /** Empty where everything is as it says. */
  readonly complaints: readonly string[];
  readonly document: DiagnosisDocument | null;
  /** Of the command line alone, from its start to its end. */
  readonly tookMs: number;
  /** Peak resident memory of the command line, megabytes. */
  readonly peakMegabytes: number;
  /** What other programs made of the same situation; `null` where they were not asked, or can't be asked the same. */
  readonly peers: PeerResults | null;
}

/** What is done with a scenario besides looking for complaints. */
export interface PlayOptions {
  /** Writes every document into this folder, minified: `<code>--<sentence>.json`. */
  readonly keepIn?: string;
  /** Has other programs fetch the same URL in the same situation. */
  readonly askPeers?: boolean;
  /** How long each of them is waited for, and whether they are asked side by side. */
  readonly peerOptions?: Parameters<typeof askPeers>[2];
}

const RESULTS = fileURLToPath(new URL('../../test-results/lab/', import.meta.url));
/** cli.md: what `--timeout` is where it is not given. */
const DEFAULT_TIMEOUT_SECONDS = 15;

/** Plays one scenario on a lab, and puts the lab right again. A failure leaves its document in test-results/lab. */
export async function play(scenario: Scenario, lab: Lab, options: PlayOptions = {}): Promise<Outcome> {
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
    const file = join(RESULTS, `${slugOf(scenario.title)}.json`);
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
    if (options.keepIn !== undefined && typeof document !== 'string') {
      mkdirSync(options.keepIn, { recursive: true });
      writeFileSync(join(options.keepIn, keptName(scenario)), `${JSON.stringify(document)}\n`);
    }
    return {
      scenario,
      complaints,
      document: typeof document === 'string' ? null : document,
      tookMs: run.tookMs,
      peakMegabytes: run.peakMegabytes,
      peers: options.askPeers === true ? await askPeers(lab, ask, options.peerOptions) : null,
    };
  } catch (error) {
    return {
      scenario,
      complaints: [
        `the scenario itself broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      ],
      document: null,
      tookMs: 0,
      peakMegabytes: 0,
      peers: null,
    };
  } finally {
    await lab.reset();
  }
}

/** Plays many scenarios on a few labs at the same time; `told` hears of each as it ends. */
export async function playAll(
  scenarios: readonly Scenario[],
  options: PlayOptions & {
    readonly seed: string;
    readonly atOnce: number;
    readonly told: (outcome: Outcome) => void;
  },
): Promise<readonly Outcome[]> {
  const waiting = [...scenarios];
  const outcomes: Outcome[] = [];
  const worker = async (_: unknown, index: number): Promise<void> => {
    const lab = await Lab.build(`${options.seed}-${String(index)}`);
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const outcome = await play(next, lab, options);
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

/** A sentence as part of a file's name. */
function slugOf(title: string): string {
  return title.replaceAll(/\W+/g, '-').slice(0, 120);
}

/** The name of a kept document tells what must be found in it. */
function keptName(scenario: Scenario): string {
  return `${scenario.code}--${slugOf(scenario.title).toLowerCase()}.json`;
}

function keep(file: string, content: unknown): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

function withoutInput(ask: object): unknown {
  return { ...ask, stdin: undefined };
}
