/** `throughway preset status`: whether this computer is as the applied preset says; made for detection scripts. */
import { reasonOf } from '../../../src/rollout/rollout-problem.ts';
import type { RolloutStatus } from '../../../src/rollout/rollout.ts';
import { rolloutProblemText } from '../../../src/messages/rollout-text.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { plainText, refusePreset } from '../print/preset.ts';
import { tellApplied } from './preset-apply.ts';

export const runPresetStatus: RunCommand = async (context, { options }) => {
  const { interruption: signal } = context;
  const rollout = await (await context.openHost({})).openRollout();
  const status = await rollout.status({ signal });
  const isAsWanted = status.state === 'compliant' || status.state === 'not-applied';
  if (options['repair'] !== true || isAsWanted) return tellStatus(status, context);
  const repaired = await rollout.repair({ signal });
  if (repaired.ok) return tellApplied(repaired.value, context);
  return refusePreset(repaired.problem, { path: status.applied.file, more: { state: status.state } }, context);
};

const STATUSES = {
  compliant: EXIT.good,
  drifted: EXIT.notGood,
  expired: EXIT.notGood,
  'not-applied': EXIT.notAvailable,
} as const satisfies Record<RolloutStatus['state'], ExitStatus>;

function tellStatus(status: RolloutStatus, context: CommandContext): ExitStatus {
  const { terminal, words, common } = context;
  if (common.json) terminal.print(JSON.stringify(statusDocument(status, context)));
  else if (status.state === 'not-applied') terminal.print(words.rollout.outcome.notApplied);
  else for (const line of statusLines(status, context)) terminal.print(line);
  return STATUSES[status.state];
}

type Applied = Exclude<RolloutStatus, { readonly state: 'not-applied' }>;

function statusDocument(status: RolloutStatus, { words }: CommandContext): object {
  if (status.state === 'not-applied') return { state: status.state };
  const { applied, drift, place, problem, isInterrupted, onDrift } = status;
  return {
    state: status.state,
    preset: { name: applied.name, file: applied.file, sha256: applied.sha256, signedBy: applied.signedBy },
    place: { applied: applied.place, ...(place === undefined ? {} : { now: place }) },
    drift: drift.map(({ what, from, to }) => ({ what, expected: to, found: from })),
    interrupted: isInterrupted,
    onDrift,
    ...(problem === undefined
      ? {}
      : { reason: reasonOf(problem), message: rolloutProblemText(problem, applied.file, words) }),
  };
}

function statusLines(status: Applied, { words, lang }: CommandContext): readonly string[] {
  const { outcome, show } = words.rollout;
  const { applied, names, drift, place, problem, isInterrupted } = status;
  const name = plainText(names?.[lang] ?? applied.name);
  const value = (text: string | null): string => (text === null || text === '' ? show.empty : plainText(text));
  const moved = place === undefined || place === applied.place ? null : place;
  const hasMoved = place !== undefined && place !== applied.place;
  return [
    outcome[status.state](name),
    ...(hasMoved ? [moved === null ? outcome.movedOut : outcome.movedTo(plainText(moved))] : []),
    ...drift.map(({ what, from, to }) => `  ${outcome.drift(plainText(what), value(to), value(from))}`),
    ...(problem === undefined ? [] : [rolloutProblemText(problem, applied.file, words)]),
    ...(isInterrupted ? [outcome.interrupted] : []),
  ];
}
