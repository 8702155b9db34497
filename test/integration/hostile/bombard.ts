/** Runs probes against hostile peers, many at a time, and takes down crashes, hangs and memory. */
import type { AimedProbe } from './probes.ts';
import { startHostilePeer } from './hostile-peer.ts';
import type { HostileReply } from './replies.ts';

/** A probe and the reply that it gets. */
export interface Attack {
  readonly probe: AimedProbe;
  readonly reply: HostileReply;
}

export interface AttackResult {
  readonly attack: Attack;
  readonly tookMs: number;
  /** What was thrown; a probe never throws for what the world does. */
  readonly thrown: string | null;
  /** It did not end within its time and a margin. */
  readonly hung: boolean;
  /** It ended without one fact. */
  readonly silent: boolean;
}

export interface Bombardment {
  readonly results: readonly AttackResult[];
  /** Growth of the resident memory of this process, peers included, megabytes. */
  readonly grownMegabytes: number;
}

/** What one run is given; the named deadlines of single waits are mostly shorter. */
const BUDGET_MS = 2_000;
/** Clean-up on a computer whose cores are both busy. */
const MARGIN_MS = 3_000;
const AT_ONCE = 64;

/** Runs all attacks. */
export async function bombard(attacks: readonly Attack[]): Promise<Bombardment> {
  const waiting = [...attacks];
  const results: AttackResult[] = [];
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) results.push(await run(next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  clearInterval(watch);
  return { results, grownMegabytes: (most - before) / (1024 * 1024) };
}

async function run(attack: Attack): Promise<AttackResult> {
  const peer = await startHostilePeer(attack.reply);
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, BUDGET_MS + MARGIN_MS);
  });
  try {
    const end = await Promise.race([attack.probe.run(peer.port, AbortSignal.timeout(BUDGET_MS)), late]);
    return {
      attack,
      tookMs: performance.now() - started,
      thrown: null,
      hung: end === 'late',
      silent: end === 0,
    };
  } catch (error) {
    const thrown = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { attack, tookMs: performance.now() - started, thrown, hung: false, silent: false };
  } finally {
    clearTimeout(timer);
    await peer.close();
  }
}

/** Complaints in words, for a test's message: which probe, which reply. */
export function complaints({ results }: Bombardment): readonly string[] {
  return results.flatMap(({ attack, thrown, hung, silent }) => {
    const about = `${attack.probe.name}, answered with ${attack.reply.name}`;
    return [
      ...(thrown === null ? [] : [`${about}: threw ${thrown}`]),
      ...(hung ? [`${about}: did not end`] : []),
      ...(silent ? [`${about}: left no fact`] : []),
    ];
  });
}

/** What was measured, as lines of a table. */
export function tableOf({ results, grownMegabytes }: Bombardment): readonly string[] {
  const names = [...new Set(results.map((one) => one.attack.probe.name))];
  const line = (name: string, ones: readonly AttackResult[]): string =>
    [
      name.padEnd(24),
      String(ones.length).padStart(6),
      String(ones.filter((one) => one.thrown !== null).length).padStart(8),
      String(ones.filter((one) => one.hung).length).padStart(6),
      `${(Math.max(...ones.map((one) => one.tookMs)) / 1_000).toFixed(1).padStart(7)} s`,
    ].join(' ');
  return [
    'probe                      runs  crashes  hangs   slowest',
    ...names.map((name) =>
      line(
        name,
        results.filter((one) => one.attack.probe.name === name),
      ),
    ),
    line('all', results),
    `each was given ${String(BUDGET_MS / 1_000)} s; memory grew by ${grownMegabytes.toFixed(0)} MB, peers included`,
  ];
}
