/** Makes the document of one diagnosis out of its facts, its verdict and the words of one language. */
import type { Observation, ObservationOf } from '../observation/observation.ts';
import { proposeFixes } from '../fix/propose-fixes.ts';
import type { Lang } from '../messages/format.ts';
import type { Messages } from '../messages/messages.ts';
import type { Finding, Verdict } from '../verdict/verdict.ts';
import { causeArgs } from './cause-args.ts';
import type { DiagnosisDocument, FindingDocument } from './diagnosis-document.ts';

/** What one run left behind. Settings are among the observations, so a saved run composes to the same document. */
export interface ComposeInput {
  /** The URL as asked, userinfo removed. */
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly observations: readonly Observation[];
  readonly verdict: Verdict;
  readonly words: Messages;
  readonly lang: Lang;
}

/** Confidence below this gets an extra sentence on what is missing (causes.md). */
const SURE = 0.8;

/** Returns the document `throughway.diagnosis/1` of a run. */
export function composeDocument(input: ComposeInput): DiagnosisDocument {
  const { verdict, words } = input;
  return {
    schema: 'throughway.diagnosis/1',
    target: input.target,
    startedAt: input.startedAt,
    durationMs: Math.round(input.durationMs),
    settings: composeSettings(input.observations),
    route: verdict.route,
    verdict: {
      ...composeFinding(verdict, input),
      ruledOut: verdict.ruledOut.map(({ code, because, evidence }) => ({
        code,
        because: words.reasons[because],
        evidence,
      })),
    },
    alsoFound: verdict.alsoFound.map((finding) => composeFinding(finding, input)),
    fixes: proposeFixes(verdict).map(({ id, kind, undo }) => ({ id, title: words.fixes[id], kind, undo })),
    observations: input.observations,
  };
}

function composeFinding(finding: Finding, input: ComposeInput): FindingDocument {
  const { words } = input;
  const args = causeArgs(finding, input);
  const text = words.causes[finding.code];
  const explanation = text.explanation(args);
  const isUnsure = finding.confidence < SURE && finding.code !== 'undetermined' && finding.code !== 'ok';
  return {
    code: finding.code,
    hop: finding.hop,
    confidence: Math.round(finding.confidence * 100) / 100,
    fixer: finding.fixer,
    title: text.title(args),
    explanation: isUnsure ? `${explanation} ${words.lowConfidence(args.missing)}`.trim() : explanation,
    evidence: finding.evidence,
    details: finding.details,
  };
}

function composeSettings(observations: readonly Observation[]): DiagnosisDocument['settings'] {
  const route = observations.find((one): one is ObservationOf<'route.resolve'> => one.probe === 'route.resolve');
  const readings = observations.filter((one): one is ObservationOf<'settings.read'> => one.probe === 'settings.read');
  const source = route?.source ?? 'none';
  return {
    source,
    route: route?.route ?? [],
    bypassed: route?.bypassed ?? false,
    others: readings
      .filter((reading) => reading.source !== source)
      .map((reading) => ({
        source: reading.source,
        state: reading.state,
        route: reading.route,
        ...(reading.why === undefined ? {} : { why: reading.why }),
      })),
  };
}
