/** Puts the rules' answers together: one cause, what it is not, what else was found. Pure; a saved run gives the same. */
import { CATALOGUE } from './catalogue.ts';
import type { Case } from './case.ts';
import type { CauseCode } from './cause-code.ts';
import { pathOf } from './path.ts';
import { routeStates } from './route-states.ts';
import { RULES } from './rules.ts';
import { signInFlags } from './rules/proxy-sign-in.ts';
import type { Missing } from './missing.ts';
import type { Answer, Details } from './rule.ts';
import { slowScript } from './slow-script.ts';
import { undeterminedFinding } from './undetermined.ts';
import type { Finding, RuledOut, Verdict } from './verdict.ts';
import { HOPS } from '../observation/hop.ts';
import { requestKey, type ProbeRequest } from '../observation/probe-request.ts';
import { observed } from './ways.ts';

/** Either the verdict, or what must be known first (all of it can still change the verdict). */
export type Judgement =
  | { readonly is: 'verdict'; readonly verdict: Verdict }
  | { readonly is: 'asks'; readonly requests: readonly [ProbeRequest, ...ProbeRequest[]] };

interface Judged {
  readonly code: CauseCode;
  readonly answer: Answer;
}

/**
 * Judges the facts of one run.
 * @param options.canAsk whether further probes can be run; if not, what would be asked counts as not known
 */
export function judge(facts: Case, options: { readonly canAsk: boolean }): Judgement {
  const judged = RULES.map((rule): Judged => ({ code: rule.code, answer: rule.judge(facts) }));
  const holding = judged.flatMap((item) => toFinding(facts, item));
  const winner = holding.find((finding) => CATALOGUE[finding.code].isSecondary !== true);
  if (options.canAsk) {
    const [first, ...rest] = openQuestions(judged, winner);
    if (first) return { is: 'asks', requests: [first, ...rest] };
  }
  const main = withScriptFlags(facts, withSignInFlags(facts, winner ?? undeterminedFinding(facts)));
  const alsoFound = alsoHolding(main, [...holding, ...deadLegs(facts, main)]);
  return {
    is: 'verdict',
    verdict: {
      ...main,
      ruledOut: ruledOut(facts, main.code, judged),
      alsoFound,
      route: routeStates(facts, main, alsoFound),
    },
  };
}

/** A password that went in clear is told beside every verdict, `ok` as well. */
function withSignInFlags(facts: Case, finding: Finding): Finding {
  const told = finding.details.flags ?? [];
  const added = signInFlags(facts).filter((flag) => !told.includes(flag));
  return added.length === 0 ? finding : { ...finding, details: { ...finding.details, flags: [...told, ...added] } };
}

/** So is a configuration script that takes long. */
function withScriptFlags(facts: Case, finding: Finding): Finding {
  const slow = slowScript(facts);
  if (slow === null) return finding;
  const flags = [...(finding.details.flags ?? []), ...(slow.flags ?? [])];
  return { ...finding, details: { ...finding.details, ...slow, flags } };
}

/** Questions of the rules that could still take the verdict from `winner`, and of those that only add findings. */
function openQuestions(judged: readonly Judged[], winner: Finding | undefined): readonly ProbeRequest[] {
  const rank = winner ? judged.findIndex((item) => item.code === winner.code) : judged.length;
  const requests = judged.flatMap(({ code, answer }, index) =>
    answer.is === 'asks' && (index < rank || isAlwaysAsked(code)) ? answer.requests : [],
  );
  return [...new Map(requests.map((request) => [requestKey(request), request])).values()];
}

function isAlwaysAsked(code: CauseCode): boolean {
  return CATALOGUE[code].isSecondary === true || CATALOGUE[code].isAlwaysAsked === true;
}

function toFinding(facts: Case, { code, answer }: Judged): readonly Finding[] {
  if (answer.is !== 'holds') return [];
  const hop = HOPS.find((candidate) => code.startsWith(`${candidate}.`)) ?? null;
  const details: Details = answer.details ?? {};
  return [
    {
      code,
      hop,
      confidence: honest(facts, answer.confidence, details),
      fixer: CATALOGUE[code].fixer,
      evidence: answer.evidence,
      details,
    },
  ];
}

/** A run that was cut short never claims to be nearly certain of anything but what it saw end to end. */
function honest(facts: Case, confidence: number, details: Details): number {
  const wasCut = observed(facts, 'run.end').some(
    (end) => end.reason !== 'done' && (end.unanswered.length > 0 || isTargetCut(facts)),
  );
  const isShort: readonly Missing[] = details.missing ?? [];
  const ceiling = isShort.length > 0 || wasCut ? 0.79 : 1;
  return Math.round(Math.min(confidence, ceiling) * 100) / 100;
}

/** The target's own way was still under way: another leg of it may have worked. */
function isTargetCut(facts: Case): boolean {
  return facts.observations.some(
    (one) => 'way' in one && one.way.purpose === 'target' && one.failure !== null && one.failure.kind === 'cancelled',
  );
}

function alsoHolding(main: Finding, holding: readonly Finding[]): readonly Finding[] {
  const hidden = fitsNoBetter(main) ? new Set() : hiddenBy(main.code);
  const seen = new Set<CauseCode>([main.code]);
  return holding.filter((finding) => {
    if (seen.has(finding.code) || hidden.has(finding.code)) return false;
    seen.add(finding.code);
    return true;
  });
}

/** A VPN that may lead elsewhere, a resolver that may know only names of its own: what it would explain away fits as well. */
function fitsNoBetter({ code, confidence, details }: Finding): boolean {
  return (
    details.missing?.includes('vpn-networks') === true || (code === 'dns.resolver-unreachable' && confidence < 0.75)
  );
}

/** What a cause explains away, with what that explains away in turn. */
function hiddenBy(code: CauseCode, known: ReadonlySet<CauseCode> = new Set()): ReadonlySet<CauseCode> {
  return CATALOGUE[code].hides.reduce<ReadonlySet<CauseCode>>(
    (hidden, next) => (hidden.has(next) ? hidden : hiddenBy(next, new Set([...hidden, next]))),
    known,
  );
}

/** Where a later leg of the route works, or is where it ends, the earlier ones' faults are still worth telling. */
function deadLegs(facts: Case, main: Finding): readonly Finding[] {
  const path = pathOf(facts);
  if (path.main === undefined) return [];
  const dead = path.steps
    .slice(0, path.steps.indexOf(path.main))
    .filter((step) => step.way.redirects === path.main?.way.redirects);
  const flags = main.code === 'ok' ? (['second-route-works'] as const) : [];
  return dead.flatMap((step) => {
    const focused: Case = { ...facts, focus: step.way.leg, wasAsked: () => true };
    const found = RULES.flatMap((rule) => toFinding(focused, { code: rule.code, answer: rule.judge(focused) }));
    const first = found.find((finding) => finding.code !== 'ok' && CATALOGUE[finding.code].isSecondary !== true);
    return first
      ? [
          {
            ...first,
            details: { ...first.details, flags: [...(first.details.flags ?? []), ...flags] },
          },
        ]
      : [];
  });
}

function ruledOut(facts: Case, code: CauseCode, judged: readonly Judged[]): readonly RuledOut[] {
  const hasRoute = pathOf(facts).resolved?.route.length !== 0;
  return CATALOGUE[code].lookAlikes.flatMap((alike): readonly RuledOut[] => {
    const answer = judged.find((item) => item.code === alike)?.answer;
    if (answer?.is !== 'fails' || answer.because === 'not-looked-at') return [];
    const because = answer.because === 'proxy-not-used' && !hasRoute ? 'no-usable-address' : answer.because;
    return [{ code: alike, because, evidence: answer.evidence }];
  });
}
