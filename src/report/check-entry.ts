/** A finished diagnosis as the history keeps it, and back again as far as it can be told. */
import { lostConnects } from '../observation/lost-connects.ts';
import type { Observation, ObservationOf } from '../observation/observation.ts';
import type { Lang } from '../messages/format.ts';
import type { Messages } from '../messages/messages.ts';
import type { CheckFacts, CheckTimes } from '../watch/history-entry.ts';
import { shortenObservation } from '../watch/history-line.ts';
import { causeArgs } from './cause-args.ts';
import type { DiagnosisDocument } from './diagnosis-document.ts';

/** Returns what the history keeps of a document; `null` where it was interrupted, which says nothing about the network. */
export function checkFacts(document: DiagnosisDocument, by: CheckFacts['by']): CheckFacts | null {
  const end = document.observations.findLast((one) => one.probe === 'run.end');
  if (end?.probe === 'run.end' && end.reason === 'interrupted') return null;
  const { verdict, settings } = document;
  const loss = document.observations.findLast((one) => one.probe === 'quality.connects');
  return {
    kind: 'check',
    by,
    url: document.target,
    durationMs: document.durationMs,
    source: settings.source,
    route: settings.route.slice(0, 8),
    hops: document.route.map((one) => one.state),
    code: verdict.code,
    hop: verdict.hop,
    confidence: verdict.confidence,
    details: verdict.details,
    alsoFound: document.alsoFound.map((one) => one.code),
    fixes: document.fixes.map((one) => one.id),
    times: timesOf(document.observations),
    ...(loss?.probe === 'quality.connects' && loss.attempts > 0 ? { loss: lossOf(loss) } : {}),
    evidence: verdict.code === 'ok' ? [] : evidenceOf(document).map(shortenObservation),
  };
}

/** Returns what the history keeps of a row of connects. */
export function lossOf(row: Parameters<typeof lostConnects>[0]): NonNullable<CheckFacts['loss']> {
  return { attempts: row.attempts, succeeded: row.attempts - lostConnects(row) };
}

/** Returns the words of a cause of which no more than its code and URL is known. */
export function wordCause(
  { code, url }: Pick<CheckFacts, 'code' | 'url'>,
  words: Messages,
  lang: Lang,
): { readonly title: string; readonly nextStep: string } {
  const finding = { code, hop: null, confidence: 1, details: {} };
  const args = causeArgs(finding, { target: url, observations: [], words, lang });
  const text = words.causes[code];
  return { title: text.title(args), nextStep: text.nextStep(args) };
}

/** Returns title, explanation and next step of a check in one language. */
export function wordCheck(
  entry: CheckFacts,
  words: Messages,
  lang: Lang,
): { readonly title: string; readonly explanation: string; readonly nextStep: string } {
  const route: ObservationOf<'route.resolve'> = {
    id: 'o0',
    atMs: 0,
    tookMs: 0,
    probe: 'route.resolve',
    url: entry.url,
    source: entry.source,
    because: '',
    route: entry.route,
    bypassed: false,
  };
  const observations = [route, ...entry.evidence];
  const args = causeArgs(entry, { target: entry.url, observations, words, lang });
  const text = words.causes[entry.code];
  return { title: text.title(args), explanation: text.explanation(args), nextStep: text.nextStep(args) };
}

function evidenceOf({ verdict, observations }: DiagnosisDocument): readonly Observation[] {
  const cited = new Set<string>(verdict.evidence);
  return observations.filter((one) => cited.has(one.id));
}

/** The first operation of each kind that succeeded on the way to the target: redirects and further tries would add up. */
function timesOf(observations: readonly Observation[]): CheckTimes {
  const times: { -readonly [Name in keyof CheckTimes]: number } = {};
  const note = (name: keyof CheckTimes, one: Observation): void => {
    times[name] ??= one.tookMs;
  };
  for (const one of observations) {
    if (one.probe === 'dns.lookup' && one.failure === null && (one.role === 'proxy' || one.role === 'target'))
      note('dns', one);
    if (!('way' in one) || one.way.purpose !== 'target' || !('failure' in one) || one.failure !== null) continue;
    if (one.probe === 'tcp.connect') note('connect', one);
    if (one.probe === 'proxy.handshake') note('proxy', one);
    if (one.probe === 'tls.handshake' && one.with === 'site') note('tls', one);
    if (one.probe === 'http.exchange') note('site', one);
  }
  return times;
}
