import type { PeerResult } from './peers.ts';
import type { Outcome } from './play.ts';

/** Returns the lines that compare how many messages each program has for how many causes, and how long each takes. */
export function comparePeers(outcomes: readonly Outcome[]): readonly string[] {
  const asked = outcomes.flatMap((outcome) =>
    outcome.peers === null || outcome.document === null
      ? []
      : [{ code: outcome.scenario.code, own: outcome, peers: outcome.peers, found: outcome.document.verdict.code }],
  );
  if (asked.length === 0) return ['no scenario could be put to curl and Chromium'];
  const causes = new Set(asked.map((one) => one.code)).size;
  const line = (name: string, results: readonly PeerResult[]): string =>
    [
      name.padEnd(12),
      `${String(new Set(results.map((result) => result.message)).size).padStart(3)} messages for ${String(causes)} causes`,
      `${String(ownMessages(results.map(({ message }, index) => [message, asked[index]?.code ?? ''])))} causes with a message of their own`,
      `median ${seconds(median(results.map((result) => result.tookMs)))}`,
    ].join('   ');
  const merged = (name: string, pick: (one: (typeof asked)[number]) => PeerResult): readonly string[] => {
    const causesOf = new Map<string, Set<string>>();
    for (const one of asked) {
      const { message } = pick(one);
      causesOf.set(message, (causesOf.get(message) ?? new Set()).add(one.code));
    }
    const [most] = [...causesOf].sort((a, b) => b[1].size - a[1].size);
    return most === undefined ? [] : [`${name} says "${most[0]}" for ${String(most[1].size)} causes`];
  };
  return [
    `${String(asked.length)} scenarios, ${String(causes)} causes; nothing was asked of curl and Chromium elsewhere`,
    line(
      'throughway',
      asked.map((one) => ({ message: one.found, tookMs: one.own.tookMs })),
    ),
    line(
      'curl',
      asked.map((one) => one.peers.curl),
    ),
    line(
      'Chromium',
      asked.map((one) => one.peers.chromium),
    ),
    ...merged('curl', (one) => one.peers.curl),
    ...merged('Chromium', (one) => one.peers.chromium),
  ];
}

/** How many causes have no message that another cause has as well. */
function ownMessages(said: readonly (readonly [message: string, code: string])[]): number {
  const codes = [...new Set(said.map(([, code]) => code))];
  return codes.filter((code) => {
    const messages = new Set(said.filter(([, one]) => one === code).map(([message]) => message));
    return said.every(([message, one]) => one === code || !messages.has(message));
  }).length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2).padStart(6)} s`;
}
