/** The report in words, as blocks that every form of it draws in its own way. */
import type { HopState, ObservationOf } from '../observation/observation.ts';
import { answererWords, refusalText } from '../messages/answer-words.ts';
import { factWords, legWords, wayWords } from '../messages/fact-line.ts';
import { formatDateTime, formatDuration, formatList, formatPercent, type Lang } from '../messages/format.ts';
import type { Messages } from '../messages/messages.ts';
import { causeArgs } from './cause-args.ts';
import type { DiagnosisDocument } from './diagnosis-document.ts';
import type { Removed, SupportReport, TriedChange } from './support-report.ts';

/** One piece of a section. */
export type Block =
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, text: string])[] }
  | { readonly kind: 'text'; readonly text: string }
  /** Without a label where the section's title says what it lists. */
  | { readonly kind: 'list'; readonly label: string | null; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly label: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Columns that stand as the system or another program has written them. */
      readonly verbatim?: readonly number[];
    }
  | { readonly kind: 'route'; readonly label: string; readonly hops: readonly HopState[] };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What makes words. */
export interface Wording {
  readonly words: Messages;
  readonly lang: Lang;
}

/** Returns the whole report, first what matters most. */
export function reportSections(report: SupportReport, wording: Wording): readonly Section[] {
  const { words } = wording;
  return [
    { title: words.report.title, blocks: [headFacts(report, wording), { kind: 'text', text: words.report.lead }] },
    ...report.checks.map((check) => checkSection(check, report, wording)),
    { title: words.report.settings, blocks: [settingsTable(report.checks, wording)] },
    { title: words.report.tried, blocks: triedBlocks(report, wording) },
    { title: words.report.versions, blocks: [versionFacts(report, wording)] },
    { title: words.report.removed, blocks: removedBlocks(report.removed, wording) },
  ];
}

/** Returns what was taken out, one sentence part a kind. */
export function removedTexts(removed: readonly Removed[], { words }: Wording): readonly string[] {
  return removed.map(({ kind, count }) => words.report.removedKinds[kind](count));
}

/** Returns what was done, in a few words. */
export function reasonText({ reason }: Pick<TriedChange, 'reason'>, { words, lang }: Wording): string {
  const { reasons } = words.report;
  switch (reason.kind) {
    case 'fix': {
      const titles: Readonly<Record<string, string>> = words.fixes;
      return Object.hasOwn(titles, reason.fix) ? (titles[reason.fix] ?? reason.fix) : reason.fix;
    }
    case 'settings': {
      const sources: Readonly<Record<string, string>> = words.sources;
      return reasons.settings(Object.hasOwn(sources, reason.source) ? (sources[reason.source] ?? '') : reason.source);
    }
    case 'preset':
      return reasons.preset(reason.name);
    case 'tools':
      return reasons.tools(formatList(reason.tools, lang));
    case 'relay':
      return reasons.relay;
  }
}

function headFacts(report: SupportReport, { words, lang }: Wording): Block {
  const { contact, timeZone } = report;
  const whom = [contact?.name, contact?.email, contact?.phone].filter((part) => part !== undefined).join(' ');
  const answer = report.helped === null ? 'open' : report.helped ? 'yes' : 'no';
  return {
    kind: 'facts',
    rows: [
      [
        words.report.made,
        words.report.zone(
          momentText(report.createdAt, report, lang),
          `${timeZone} ${offsetOf(report.createdAt)}`.trim(),
        ),
      ],
      ...(whom === '' ? [] : [[words.report.contact, whom] as const]),
      [words.report.helped, words.report.helpedAnswers[answer]],
    ],
  };
}

function checkSection(check: DiagnosisDocument, report: SupportReport, wording: Wording): Section {
  const { words, lang } = wording;
  const { verdict } = check;
  const args = causeArgs(verdict, { target: check.target, observations: check.observations, words, lang });
  const cited = check.observations.filter((one) => verdict.evidence.includes(one.id));
  const fixer = verdict.fixer.map((one) => words.fixers[one]);
  const isFine = verdict.code === 'ok';
  const answerer = answererWords(verdict.details, words);
  const page = refusalText(verdict.evidence, check.observations);
  const blocks: readonly Block[] = [
    {
      kind: 'facts',
      rows: [
        [words.report.address, check.target],
        [words.report.checked, momentText(check.startedAt, report, lang)],
        [words.report.code, verdict.code],
        [words.report.certainty, formatPercent(verdict.confidence, lang)],
        [words.report.fixer, fixer.length === 0 ? words.report.nobody : formatList(fixer, lang)],
        [words.report.way, wayText(check, wording)],
        [words.report.took, formatDuration(check.durationMs, lang)],
      ],
    },
    { kind: 'text', text: verdict.explanation },
    ...(isFine ? [] : [{ kind: 'text' as const, text: words.causes[verdict.code].nextStep(args) }]),
    { kind: 'route', label: words.report.picture, hops: check.route },
    list(words.report.evidence, [
      ...(answerer === null ? [] : [answerer]),
      ...cited.map((one) => evidenceText(one, wording)),
      ...(page === null ? [] : [words.ui.verdict.page(page)]),
    ]),
    list(
      words.report.alsoFound,
      check.alsoFound.map((one) => `${one.title} – ${one.code}`),
    ),
    list(
      words.report.ruledOut,
      verdict.ruledOut.map((one) => words.cli.form.labelled(one.code, one.because)),
    ),
  ];
  return { title: verdict.title, blocks: blocks.filter((block) => block.kind !== 'list' || block.items.length > 0) };
}

/** Returns one observation as one line, with the head of an answer where there was one. */
export function evidenceText(one: DiagnosisDocument['observations'][number], { words, lang }: Wording): string {
  const { what, about, outcome, took } = factWords(one, words, lang);
  const reply = 'reply' in one ? one.reply : null;
  const heads = (reply?.headers ?? [])
    .filter(([name]) => TELLING.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
  // How much was sent tells apart what gets through and what does not.
  const sent =
    one.probe === 'tls.handshake' && one.helloBytes !== undefined ? [`ClientHello ${String(one.helloBytes)} B`] : [];
  return [one.id, what, about, outcome, ...sent, ...heads, took].filter((part) => part !== '').join(' · ');
}

/** Headers by which an administrator finds the place in a log or a rule set. */
const TELLING = new Set([
  'via',
  'server',
  'proxy-agent',
  'proxy-status',
  'x-squid-error',
  'proxy-authenticate',
  'date',
]);

/** Returns the route of a check in the words of the settings. */
export function wayText(check: DiagnosisDocument, { words }: Wording): string {
  const legs = wayWords(check.settings.route, words);
  return words.cli.form.aside(legs === '' ? words.cli.result.noRoute : legs, words.sources[check.settings.source]);
}

/** Every source once, as the first check that looked at it found it. */
function settingsTable(checks: readonly DiagnosisDocument[], { words }: Wording): Block {
  const readings = new Map<string, { readonly reading: ObservationOf<'settings.read'>; readonly decides: boolean }>();
  for (const check of checks) {
    for (const one of check.observations) {
      if (one.probe !== 'settings.read') continue;
      const key = `${one.source} ${one.from}`;
      if (!readings.has(key)) readings.set(key, { reading: one, decides: one.source === check.settings.source });
    }
  }
  const { report } = words;
  return {
    kind: 'table',
    label: report.settings,
    head: [report.source, report.state, report.says, report.from, report.raw],
    rows: [...readings.values()].map(({ reading, decides }) => [
      decides ? `${words.sources[reading.source]} – ${report.decides}` : words.sources[reading.source],
      report.states[reading.state],
      reading.state === 'read' ? saysText(reading, words) : (reading.why ?? ''),
      reading.from,
      reading.raw ?? '',
    ]),
    verbatim: [3, 4],
  };
}

function saysText(reading: ObservationOf<'settings.read'>, words: Messages): string {
  if (reading.pacUrl !== undefined) return reading.pacUrl;
  return reading.route.map((leg) => legWords(leg, words)).join(' → ');
}

function triedBlocks(report: SupportReport, wording: Wording): readonly Block[] {
  const { words, lang } = wording;
  if (report.tried.length === 0) return [{ kind: 'text', text: words.report.nothingTried }];
  const nothing = words.report.nothingThere;
  return [
    {
      kind: 'table',
      label: words.report.tried,
      head: [words.report.when, words.report.what, words.report.change, words.report.state, words.report.afterwards],
      rows: report.tried.map((one) => [
        momentText(one.at, report, lang),
        reasonText(one, wording),
        words.report.changesOf(
          ...one.steps.map(({ what, from, to }) =>
            words.cli.form.labelled(what, words.report.becomes(from ?? nothing, to ?? nothing)),
          ),
        ),
        words.report.changeStates[one.state],
        one.afterwards ?? words.report.notChecked,
      ]),
    },
  ];
}

function versionFacts({ versions }: SupportReport, { words: { report } }: Wording): Block {
  return {
    kind: 'facts',
    rows: [
      [report.throughway, versions.throughway],
      [report.node, versions.node],
      [report.system, versions.system],
    ],
  };
}

function removedBlocks(removed: readonly Removed[], wording: Wording): readonly Block[] {
  const { report } = wording.words;
  if (removed.length === 0) return [{ kind: 'text', text: report.nothingRemoved }];
  return [list(null, removedTexts(removed, wording)), { kind: 'text', text: report.removedNote }];
}

function list(label: string | null, items: readonly string[]): Extract<Block, { readonly kind: 'list' }> {
  return { kind: 'list', label, items };
}

/** Times in the zone of the computer that has the trouble, not of whoever reads. */
function momentText(iso: string, { timeZone }: SupportReport, lang: Lang): string {
  return formatDateTime(iso, lang, timeZone === '' ? {} : { timeZone });
}

function offsetOf(iso: string): string {
  return /[+-]\d\d:\d\d$/.exec(iso)?.[0] ?? '';
}
