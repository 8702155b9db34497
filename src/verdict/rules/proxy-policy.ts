/** The cause in what the proxy allows: its policy for a site. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { controlsOver, ends, pathOf, type Path } from '../path.ts';
import {
  headerOf,
  isPolicyReply,
  isRefusalOfPolicy,
  proxyRefusal,
  tunnelRequest,
  whoAnswered,
  type WhoAnswered,
  type ProxyReply,
} from '../replies.ts';
import { proxyWord } from '../proxy-word.ts';
import type { Rule } from '../rule.ts';
import { proxyDetails, refusalDetails } from '../proxy-details.ts';
import { clientNotAllowed } from './proxy-client.ts';
import { portNotAllowed } from './proxy-port.ts';
import { refusedThoughSignedIn } from './proxy-sign-in.ts';

/** The refusal, also where it is a redirect that was followed to the page that explains it. */
export function policyRefusal(facts: Case, path: Path): ProxyReply | null {
  const refusal = proxyRefusal(facts, path);
  if (refusal && isPolicyReply(refusal.reply)) return refusal;
  for (const step of path.steps) {
    const exchange = step.exchanges.at(-1);
    if (exchange?.form !== 'absolute' || !exchange.reply || exchange.redirectTo === undefined) continue;
    const who = whoAnswered(facts, path, exchange);
    if (who.by === 'proxy') {
      return { from: exchange, reply: exchange.reply, certainty: who.certainty, evidence: who.evidence };
    }
  }
  return null;
}

/** A page in the site's name that the proxy made itself: no trace of having been forwarded, where control answers have one. */
export function blockPage(facts: Case, path: Path): ProxyReply | null {
  if (!path.proxy || path.end.at !== 'reply' || path.end.exchange.form !== 'absolute') return null;
  const { exchange } = path.end;
  if (!exchange.reply || path.end.status >= 300) return null;
  const who = whoAnswered(facts, path, exchange);
  return who.by === 'proxy' && who.evidence !== 'status-only'
    ? { from: exchange, reply: exchange.reply, certainty: who.certainty, evidence: who.evidence }
    : null;
}

/** The connection is cut for this target only, before a word: policy by reset. */
function cutShort(path: Path): boolean {
  return (
    (path.end.at === 'handshake' && path.end.handshake.failure?.kind === 'connection-reset') ||
    (path.end.at === 'exchange' &&
      path.end.exchange.form === 'absolute' &&
      path.end.exchange.failure?.kind === 'connection-reset')
  );
}

const accessDenied: Rule = {
  code: 'proxy.access-denied',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const signedIn = refusedThoughSignedIn(facts, path);
    const refusal = policyRefusal(facts, path) ?? blockPage(facts, path);
    const socks = path.end.at === 'handshake' && path.end.handshake.socks?.reply === 2;
    if (!signedIn && !refusal && !socks && !cutShort(path)) {
      if (inspectedRefusal(facts, path)) return fails('not-looked-at');
      const suspicious = policyQuestion(facts, path);
      return suspicious ?? fails('answered-by-site', ...ends(path));
    }
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const controls = controlsOver(facts, path, path.leg);
    const [evidence, ...rest] = signedIn
      ? [signedIn.refused, signedIn.accepted]
      : refusal
        ? [refusal.from]
        : ends(path);
    if (!evidence) return fails('not-looked-at');
    // Who is asked for a sign-in elsewhere and refused here before that is refused for the site.
    const asked = refusal ? controls.failed.filter((view) => proxyWord(view) === 'sign-in') : [];
    if (controls.state === 'fails' && asked.length < controls.failed.length) {
      return fails('control-fails-too', ...controls.failed.flatMap((view) => [...view.handshakes, ...view.exchanges]));
    }
    const isCut = !signedIn && !refusal && !socks;
    if (isCut && controls.state !== 'passes') return fails('control-not-known', evidence);
    const passed = [
      ...controls.passed.flatMap((view) => view.exchanges),
      ...asked.flatMap((view) => [...view.handshakes, ...view.exchanges]),
    ];
    // A reset says not why: a proxy that can't reach the site may hang up as well.
    const certainty = controls.state === 'passes' ? (isCut ? 0.86 : 0.94) : asked.length > 0 ? 0.85 : 0.75;
    return holds(certainty * (refusal && !signedIn ? refusal.certainty : 1), [evidence, ...rest, ...passed], {
      ...(refusal
        ? refusalDetails(path, refusal)
        : {
            ...proxyDetails(path),
            answeredBy: 'proxy' as const,
            answeredByEvidence: signedIn
              ? 'control-passes-with-same-sign-in'
              : socks
                ? 'answer-to-socks'
                : 'control-passes',
          }),
      ...(signedIn ? { status: 407 } : {}),
      ...(refusal?.reply.bodySample ? { flags: ['block-page' as const] } : {}),
      ...(controls.state === 'unknown' ? { missing: ['control-site'] } : {}),
    });
  },
};

/**
 * A plain-HTTP refusal or redirect may be the proxy's or the site's. Before it is blamed on anybody the control sites
 * are asked over the same proxy: their forwarded answers show what this proxy leaves on what it forwards.
 */
export function policyQuestion(facts: Case, path: Path): ReturnType<Rule['judge']> | null {
  const first = path.steps[0]?.exchanges.at(-1);
  const last = path.end.at === 'reply' ? path.end.exchange : undefined;
  const isPlain = (exchange: typeof last): boolean =>
    exchange?.form === 'absolute' && exchange.reply !== null && exchange.reply.status >= 300;
  const unmarked =
    last?.form === 'absolute' &&
    last.reply !== null &&
    last.reply.status < 300 &&
    headerOf(last.reply, 'via') === undefined &&
    last.signIn.sent === null;
  const crossHost = first?.redirectTo !== undefined && hostOf(first.redirectTo) !== hostOf(first.way.url);
  const isRefused = isPlain(last) && (last?.reply?.status ?? 0) >= 400;
  if (!isRefused && !(isPlain(first) && crossHost) && !unmarked) return null;
  const question = ask(facts, { probe: 'controls', leg: path.leg });
  if (question) return question;
  const isUnclear = isRefused && last !== undefined && UNCLEAR.includes(whoAnswered(facts, path, last).evidence);
  return isUnclear && isRefusalOfPolicy(last.reply?.status ?? 0) ? ask(facts, tunnelRequest(path)) : null;
}

/** Evidence that a proxy's own page may bear too. */
const UNCLEAR: readonly string[] = ['status-only', 'via-as-forwarded', 'via'];

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/** A 403 inside a tunnel that somebody reads along in. */
function inspectedRefusal(facts: Case, path: Path): WhoAnswered | null {
  if (path.end.at !== 'reply' || path.end.status !== 403) return null;
  const who = whoAnswered(facts, path, path.end.exchange);
  return who.evidence === 'inside-inspected-tunnel' ? who : null;
}

/** That may be theirs as well as the site's: told beside `site.forbidden`, which comes before. */
export const deniedInside: Rule = {
  code: 'proxy.access-denied',
  judge: (facts) => {
    const path = pathOf(facts);
    const [first, ...rest] = inspectedRefusal(facts, path)?.observations ?? [];
    if (!first) return fails('not-looked-at');
    return holds(0.6, [first, ...rest], { ...proxyDetails(path), status: 403, missing: ['proxy-answer'] });
  },
};

export const proxyPolicyRules: readonly Rule[] = [accessDenied, clientNotAllowed, portNotAllowed];
