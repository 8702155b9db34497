/** What the verbs of `preset` print: lines for people, documents for programs. */
import type { ChangeStep } from '../../../src/change/change.ts';
import {
  presetProblemText,
  presetWarningText,
  problemPlace,
  rolloutProblemText,
} from '../../../src/messages/rollout-text.ts';
import type { PlaceChoice } from '../../../src/presets/choose-place.ts';
import type { PresetProblem, PresetWarning } from '../../../src/presets/preset-problem.ts';
import { presetName } from '../../../src/rollout/plan-rollout.ts';
import type { RolloutPreview } from '../../../src/rollout/rollout.ts';
import { needsAdministrator, reasonOf, type RolloutProblem } from '../../../src/rollout/rollout-problem.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';

/** Text from a file on its way to a terminal: without control characters, and of a length that can be read. */
export function plainText(text: string): string {
  return text.replace(/\p{C}/gu, ' ').slice(0, 300);
}

/** One line about what is wrong, or worth knowing. */
export function problemLine(problem: PresetProblem | PresetWarning, context: CommandContext): string {
  const { words, paint } = context;
  const place = problemPlace(problem, words);
  const text = sentence(problem, context);
  return place === '' ? text : words.cli.form.labelled(paint.bold(plainText(place)), text);
}

/** The same for programs. */
export function problemDocument(problem: PresetProblem | PresetWarning, context: CommandContext): object {
  return { ...problem, message: sentence(problem, context) };
}

function sentence(problem: PresetProblem | PresetWarning, { words }: CommandContext): string {
  return isWarning(problem) ? presetWarningText(problem, words) : presetProblemText(problem, words);
}

const WARNINGS: Readonly<Record<PresetWarning['kind'], true>> = {
  'unknown-key': true,
  expired: true,
  'not-yet-valid': true,
  'no-version': true,
  'place-never-chosen': true,
  'nothing-set': true,
  'authority-expired': true,
};

function isWarning(problem: PresetProblem | PresetWarning): problem is PresetWarning {
  return Object.hasOwn(WARNINGS, problem.kind);
}

/** Says why something was refused, and returns the exit status for it. `more` goes into the document. */
export function refusePreset(
  problem: RolloutProblem,
  given: { readonly path: string; readonly more: object },
  context: CommandContext,
): ExitStatus {
  const { terminal, words, common } = context;
  const message = rolloutProblemText(problem, plainText(given.path), words);
  if (common.json) {
    const problems = problem.kind === 'invalid-preset' ? problem.problems : [];
    terminal.print(
      JSON.stringify({
        ...given.more,
        reason: reasonOf(problem),
        message,
        ...(problems.length === 0 ? {} : { problems: problems.map((one) => problemDocument(one, context)) }),
        ...detailsOf(problem),
      }),
    );
  } else if (problem.kind === 'invalid-preset') {
    for (const one of problem.problems.slice(0, 5)) terminal.complain(problemLine(one, context));
  }
  terminal.complain(message);
  return needsAdministrator(problem) ? EXIT.needsAdministrator : EXIT.notGood;
}

function detailsOf(problem: RolloutProblem): object {
  if (problem.kind === 'wrong-key') return { key: problem.fingerprint };
  if (problem.kind === 'undo' && problem.problem.kind === 'changed-since')
    return { conflicts: problem.problem.conflicts };
  if ((problem.kind === 'change' || problem.kind === 'undo') && 'what' in problem.problem)
    return { what: problem.problem.what };
  return {};
}

/** A preview for programs. */
export function previewDocument({ file, choice, sources, fitted, tools, plan }: RolloutPreview): object {
  const { name } = plan.reason.kind === 'preset' ? plan.reason : { name: '' };
  return {
    preset: { name, file: file.path, sha256: file.sha256 },
    signature: file.signature,
    place: placeDocument(choice),
    sources,
    exceptions: fitted.filter(({ lost, wider }) => lost.length + wider.length > 0),
    tools,
    changes: plan.steps.filter(({ from, to }) => from !== to).map(({ shown }) => shown),
    restart: plan.restart,
    warnings: file.warnings.map(({ kind, path, line, column }) => ({ kind, path, line, column })),
  };
}

function placeDocument({ place, considered }: PlaceChoice): object {
  return { name: place?.name ?? null, considered };
}

/** A preview for people: what the preset is, why this place, and each change from and to. */
export function previewLines(preview: RolloutPreview, context: CommandContext): readonly string[] {
  const { words, paint, lang } = context;
  const { show, signatures } = words.rollout;
  const { form } = words.cli;
  const { file, choice, sources, plan, tools } = preview;
  const row = (label: string, text: string): string => form.labelled(paint.bold(label), text);
  const leftAlone = tools.filter(({ state }) => state === 'left-out').map(({ tool }) => tool);
  const { notBefore, notAfter } = file.preset;
  return [
    row(show.preset, plainText(presetName(file, lang))),
    row(show.file, plainText(file.path)),
    row(show.signature, signatures[file.signature.state]),
    ...(notBefore === undefined ? [] : [row(show.validFrom, notBefore)]),
    ...(notAfter === undefined ? [] : [row(show.validUntil, notAfter)]),
    ...(file.preset.places === undefined ? [] : placeLines(choice, context)),
    row(show.writesTo, form.listed(...sources.map((source) => words.sources[source]))),
    ...(leftAlone.length === 0 ? [] : [row(show.tools, form.listed(...leftAlone))]),
    ...(plan.restart.length === 0 ? [] : [row(show.restart, form.listed(...plan.restart))]),
    ...file.warnings.map((one) => problemLine(one, context)),
  ];
}

function placeLines(choice: PlaceChoice, { words, paint }: CommandContext): readonly string[] {
  const { show, conditions, conditionOutcomes } = words.rollout;
  const { form } = words.cli;
  const chosen = choice.place === null ? show.noPlace : plainText(choice.place.name);
  return [
    form.labelled(paint.bold(show.place), chosen),
    ...choice.considered.map((one) => {
      const why = one.conditions.map(({ condition, outcome, by }) =>
        form.labelled(
          conditions[condition],
          by === undefined ? conditionOutcomes[outcome] : form.aside(conditionOutcomes[outcome], plainText(by)),
        ),
      );
      return `  ${form.labelled(plainText(one.name), why.length === 0 ? show.always : form.listed(...why))}`;
    }),
  ];
}

/** Each change, from and to. */
export function changeLines(
  heading: string,
  steps: readonly ChangeStep['shown'][],
  { words, paint }: CommandContext,
): readonly string[] {
  const { show } = words.rollout;
  if (steps.length === 0) return [words.cli.form.labelled(paint.bold(heading), show.nothing)];
  const value = (text: string | null): string => (text === null || text === '' ? show.empty : plainText(text));
  return [
    paint.bold(words.cli.form.heading(heading)),
    ...steps.flatMap(({ what, from, to }) => [`  ${plainText(what)}`, `    ${show.from(value(from), value(to))}`]),
  ];
}
