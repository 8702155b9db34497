/** Causes at the site: its name, its reachability, and what it answers (RFC 9110 §15). */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { kindOf, kindRequest } from '../kinds.ts';
import {
  controlsOver,
  ends,
  endsOf,
  everyConnect,
  isAnswered,
  isCutOrMute,
  likeControls,
  pathOf,
  SILENT,
  siteAnswers,
  variationOf,
  type Path,
} from '../path.ts';
import { isLate, pingRequest, pings } from '../patience.ts';
import { bearsProxyMarks, headersOf, proxyRefusal, whoAnswered } from '../replies.ts';
import { DIRECT } from '../../settings/proxy-server.ts';
import type { ReplyFact } from '../../observation/observation.ts';
import type { CauseCode } from '../cause-code.ts';
import { failsAlike, isTurnedAway } from '../proxy-word.ts';
import type { Answer, Details, Rule } from '../rule.ts';
import { garbledTunnels } from '../tunnels.ts';
import { lookupsOf, type Exchange, type WayEnd, type WayView } from '../ways.ts';
import { ownRoutes } from '../script-trouble.ts';
import { controlLookups, madeUpAddress } from './dns.ts';
import { complainsOfRequest, isHttpText, otherSchemeUrl } from './other-scheme.ts';
import { portalAnswers } from './device.ts';
import { blockPage, policyQuestion, policyRefusal } from './proxy-policy.ts';
import { upstreamFailure } from './proxy-upstream.ts';
import { isLoopback } from '../../settings/canonical-host.ts';

/** The site's own answer at the end of the way, with how sure it is that it is the site's. */
function siteReply(
  facts: Case,
  path: Path,
): {
  readonly exchange: Exchange;
  readonly reply: ReplyFact;
  readonly certainty: number;
  readonly evidence: string;
} | null {
  if (path.end.at !== 'reply' || !path.end.exchange.reply) return null;
  const who = whoAnswered(facts, path, path.end.exchange);
  if (who.by !== 'site') return null;
  return {
    exchange: path.end.exchange,
    reply: path.end.exchange.reply,
    certainty: who.certainty,
    evidence: who.evidence,
  };
}

/**
 * A rule on the site's final status. A plain-HTTP answer through a proxy is first compared with control sites, and
 * for a refusal also with the proxy's word on a tunnel to the same host.
 */
function onStatus(
  code: CauseCode,
  matches: (reply: ReplyFact, exchange: Exchange) => boolean,
  details?: (reply: ReplyFact) => Details,
): Rule {
  return {
    code,
    judge: (facts) => {
      const path = pathOf(facts);
      if (path.end.at !== 'reply' || !path.end.exchange.reply) return fails('site-not-reached', ...ends(path));
      const { exchange } = path.end;
      if (!matches(path.end.exchange.reply, exchange)) return fails('other-status', exchange);
      if (exchange.form === 'absolute' && exchange.reply?.status !== 407) {
        const question = ask(facts, { probe: 'controls', leg: path.leg });
        if (question) return question;
      }
      const answer = siteReply(facts, path);
      if (!answer) return fails('answered-by-proxy', exchange);
      const isInspected = answer.evidence === 'inside-inspected-tunnel';
      return holds(0.97 * answer.certainty, [exchange], {
        ...(isInspected ? { missing: ['proxy-answer'] } : {}),
        status: answer.reply.status,
        answeredBy: 'site',
        answeredByEvidence: answer.evidence,
        ...details?.(answer.reply),
      });
    },
  };
}

function challengeDetails(reply: ReplyFact): Details {
  const realm = reply.siteChallenges.find((challenge) => challenge.realm !== undefined)?.realm;
  return {
    schemes: [...new Set(reply.siteChallenges.map((challenge) => challenge.scheme))],
    ...(realm === undefined ? {} : { realm }),
  };
}

function saysExpired(reply: ReplyFact): boolean {
  return reply.siteChallenges.some((challenge) => challenge.params['error'] === 'invalid_token');
}

const ok: Rule = {
  code: 'ok',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.end.at !== 'reply' || !isAnswered(path)) return fails('other-status', ...ends(path));
    if (loops(path)) return fails('other-status', ...ends(path));
    const { exchange } = path.end;
    const onward = routelessRedirect(facts, exchange);
    if (onward) return fails('site-not-reached', onward);
    const doubt = doubtOnPlainAnswer(facts, path, exchange);
    if (doubt) return doubt;
    return holds(0.99, [exchange, ...(path.main?.handshakes ?? [])], { status: path.end.status, answeredBy: 'site' });
  },
};

/** The redirect leads on, and the settings or their script have no usable route there. */
function routelessRedirect(facts: Case, exchange: Exchange): ReturnType<typeof ownRoutes>[number] | undefined {
  if (exchange.redirectTo === undefined) return undefined;
  return ownRoutes(facts).find((route) => route.invalid !== undefined || route.pacProblem !== undefined);
}

/** A plain-HTTP 200 may be anybody's: a portal's, or a web server's that takes any name. HTTPS proves itself. */
function doubtOnPlainAnswer(facts: Case, path: Path, exchange: Exchange): Answer | null {
  if (exchange.secure) return null;
  if (!path.proxy) {
    if (isLoopback(facts.target.host)) return null;
    const question = ask(facts, { probe: 'controls', leg: DIRECT });
    if (question) return question;
    const [portal] = portalAnswers(facts, path);
    return portal ? fails('control-fails-too', portal) : null;
  }
  if (exchange.form !== 'absolute' || !exchange.reply) return null;
  const doubt = policyQuestion(facts, path);
  if (doubt) return doubt;
  const refusal = policyRefusal(facts, path) ?? blockPage(facts, path);
  if (refusal) return fails('answered-by-proxy', refusal.from);
  if (bearsProxyMarks(exchange.reply) || exchange.signIn.sent !== null) return null;
  const question = ask(facts, { probe: 'controls', leg: path.leg }, kindRequest(path.proxy));
  if (question) return question;
  const kind = kindOf(facts, path.proxy);
  return kind && kind.speaks.length === 0 ? fails('speaks-no-other-kind', kind) : null;
}

const nameNotFound: Rule = {
  code: 'site.name-not-found',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.end.at === 'name' && path.end.of === 'site') {
      const { lookup } = path.end;
      const question = ask(facts, ...controlLookups(facts), ...otherNames(path));
      if (question) return question;
      const others = lookupsOf(facts).filter((other) => other.name !== lookup.name);
      const saysNo = lookup.failure?.kind === 'name-not-found' || lookup.failure?.kind === 'no-address';
      const answered = others.find((other) => other.failure === null || other.failure.kind === 'name-not-found');
      if (!saysNo && !answered) return fails('no-name-resolves', lookup, ...others);
      const fine = others.find((other) => other.role === 'control' && other.failure === null);
      return holds(saysNo ? (fine ? 0.96 : 0.86) : 0.82, [lookup, fine], otherNameDetails(facts, path));
    }
    if (!path.proxy) return nameMadeUp(facts, path);
    return nameUnknownToProxy(facts, path);
  },
};

/** The resolver has an address for names that can't exist, and the site's address is that one. */
function nameMadeUp(facts: Case, path: Path): Answer {
  const [first, ...rest] = ends(path);
  if (!first || path.end.at === 'reply' || !path.main) return fails('name-resolved', ...ends(path));
  const made = madeUpAddress(facts, path, hostOf(path));
  if (made === null) return fails('name-resolved', ...ends(path));
  return 'is' in made ? made : holds(0.88, [made, first, ...rest], otherNameDetails(facts, path));
}

/** What the proxy said of the name (RFC 9209 §2.3.2), or what this network's resolver says where the proxy only failed. */
function nameUnknownToProxy(facts: Case, path: Path): Answer {
  const refusal = proxyRefusal(facts, path);
  const failed = upstreamFailure(facts, path, path.main);
  if (!refusal && !failed) return fails('proxy-answered', ...ends(path));
  if (refusal && refusal.reply.status < 400) return fails('proxy-answered', refusal.from);
  const said = refusal ? saysNameUnknown(refusal.reply) : false;
  if (refusal && said) return holds(0.95, [refusal.from], { status: refusal.reply.status, answeredBy: 'proxy' });
  if (!failed && refusal?.reply.status !== 404) return fails('proxy-answered', ...ends(path));
  const question = ask(facts, { probe: 'dns.lookup', name: hostOf(path), role: 'target' }, ...controlLookups(facts), {
    probe: 'controls',
    leg: path.leg,
  });
  if (question) return question;
  const own = lookupsOf(facts).find((lookup) => lookup.name === hostOf(path));
  const fine = lookupsOf(facts).find((lookup) => lookup.role === 'control' && lookup.failure === null);
  if (controlsOver(facts, path, path.leg).state !== 'passes') return fails('control-fails-too', ...ends(path));
  if (own?.failure?.kind !== 'name-not-found' || !fine) return fails('name-resolved', own);
  const [first, ...rest] = ends(path);
  if (!first) return fails('not-looked-at');
  return holds(0.85, [first, ...rest, own, fine], refusal ? { status: refusal.reply.status, answeredBy: 'proxy' } : {});
}

function saysNameUnknown(reply: ReplyFact): boolean {
  const status = headersOf(reply, 'proxy-status').join(',');
  if (/;\s*error\s*=\s*"?(dns_error|dns_timeout|destination_not_found)/.test(status)) return true;
  return headersOf(reply, 'x-squid-error').some((value) => value.startsWith('ERR_DNS_FAIL'));
}

function hostOf(path: Path): string {
  return new URL(path.url).hostname;
}

/** The bare name and the one with `www.`: the commonest slip. */
function otherName(path: Path): string | null {
  const host = hostOf(path);
  if (/^[\d.]+$|^\[/.test(host) || !host.includes('.')) return null;
  return host.startsWith('www.') ? host.slice(4) : `www.${host}`;
}

function otherNames(
  path: Path,
): readonly { readonly probe: 'dns.lookup'; readonly name: string; readonly role: 'variation' }[] {
  const name = otherName(path);
  return name === null ? [] : [{ probe: 'dns.lookup', name, role: 'variation' }];
}

function otherNameDetails(facts: Case, path: Path): Details {
  const name = otherName(path);
  const found = lookupsOf(facts).find((lookup) => lookup.name === name && lookup.failure === null);
  if (!found) return {};
  const url = new URL(path.url);
  url.hostname = found.name;
  return { suggestedUrl: url.href };
}

const portClosed: Rule = {
  code: 'site.port-closed',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.proxy) return fails('proxy-used', path.resolved);
    if (path.end.at !== 'connect') return fails('connection-accepted', ...ends(path));
    const refused = path.end.connects.find((connect) => connect.failure?.kind === 'connection-refused');
    if (!refused) return fails('connection-silent', ...path.end.connects);
    const question = ask(facts, { probe: 'controls', leg: DIRECT });
    if (question) return question;
    const controls = controlsOver(facts, path, DIRECT);
    return holds(controls.state === 'passes' ? 0.96 : 0.85, [
      refused,
      ...path.end.connects,
      ...controls.passed.flatMap((view) => view.exchanges),
    ]);
  },
};

const unreachable: Rule = {
  code: 'site.unreachable',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.proxy && (path.end.at === 'handshake' || path.end.at === 'name' || path.end.at === 'proxy-tls')) {
      return fails('proxy-used', ...ends(path));
    }
    if (!isSilentSite(path)) return fails('site-not-reached', ...ends(path));
    const question = ask(facts, { probe: 'controls', leg: path.leg }, ...(isLate(path) ? [pingRequest(path)] : []));
    if (question) return question;
    const controls = likeControls(facts, path, path.leg);
    if (controls.state === 'fails' && controls.failed.every((view) => endsAlike(view, path))) {
      return fails('control-fails-too', ...controls.failed.flatMap((view) => endsOf(view.end)));
    }
    const [first, ...rest] = ends(path);
    if (!first) return fails('not-looked-at');
    const passes = controls.state === 'passes';
    const answered = isLate(path) ? pings(facts, path) : [];
    // Who answers a ping and not the page may only be slow; who accepts connections and says nothing, hardly.
    const certainty = answered.length > 0 ? 0.82 : isLate(path) ? 0.88 : 0.93;
    return holds(
      passes ? certainty : 0.7,
      [first, ...rest, ...controls.passed.flatMap((view) => view.exchanges), ...answered],
      passes ? {} : { missing: ['control-site'] },
    );
  },
};

/** Whether a control site was as silent as the judged one. */
function endsAlike(view: WayView, path: Path): boolean {
  return view.end.at === path.end.at || (isCutOrMute(path) && isCutOrMute(view));
}

/** Nothing from the site: no connection on a direct way, or silence or an end of it after connecting. */
function isSilentSite({ end }: Path): boolean {
  if (end.at === 'connect') return end.to === 'site' && everyConnect(end.connects, [...SILENT, 'unclassified']);
  return brokenAnswer(end) === null && isCutOrMute({ end });
}

/** The site's answer that is no HTTP, or that breaks off behind its head: somebody is there. */
function brokenAnswer(end: WayEnd): Exchange | null {
  if (end.at !== 'exchange' || end.exchange.form !== 'origin') return null;
  const { failure, reply } = end.exchange;
  const isCut = reply !== null && (failure?.kind === 'closed-early' || failure?.kind === 'connection-reset');
  return isCut || failure?.kind === 'malformed-reply' ? end.exchange : null;
}

const unreachableFromProxy: Rule = {
  code: 'site.unreachable-from-proxy',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const failed = upstreamFailure(facts, path, path.main);
    const refusal = proxyRefusal(facts, path);
    const notFound = refusal?.reply.status === 404;
    const silent =
      (path.end.at === 'handshake' && ['timed-out', 'closed-early'].includes(path.end.handshake.failure?.kind ?? '')) ||
      (path.end.at === 'exchange' &&
        path.end.exchange.form === 'absolute' &&
        ['timed-out', 'closed-early'].includes(path.end.exchange.failure?.kind ?? ''));
    const oddReply = refusal !== null && path.end.at === 'handshake' && refusal.reply.status === 400;
    if (!failed && !notFound && !silent && !oddReply) return fails('answered-by-site', ...ends(path));
    const question = ask(facts, { probe: 'controls', leg: path.leg }, ...(isLate(path) ? [pingRequest(path)] : []));
    if (question) return question;
    // Where the proxy was silent, or fails for all of one scheme, those of the other say little.
    const every = controlsOver(facts, path, path.leg);
    const controls = silent || failsAlike(facts, path) ? likeControls(facts, path, path.leg) : every;
    if (controls.state === 'fails' && !(failed && controls.failed.every(isTurnedAway)))
      return fails('control-fails-too', ...every.failed.flatMap((view) => endsOf(view.end)));
    const [first, ...rest] = failed ? [failed, ...ends(path)] : ends(path);
    if (!first) return fails('not-looked-at');
    const passes = controls.state === 'passes';
    const answered = isLate(path) ? pings(facts, path) : [];
    const base = failed ? 0.93 : answered.length > 0 ? 0.82 : silent ? 0.88 : 0.8;
    const status = refusal?.reply.status;
    const comparisons = [...controls.passed.flatMap((view) => view.exchanges), ...answered];
    return holds(passes ? base : 0.72, [first, ...rest, ...comparisons], {
      ...(status === undefined
        ? {}
        : { status, answeredBy: 'proxy' as const, answeredByEvidence: refusal?.evidence ?? 'answer-to-connect' }),
      proxyHost: path.proxy.host,
      proxyPort: path.proxy.port,
      ...(passes ? {} : { missing: ['control-site' as const] }),
    });
  },
};

/** The same URL again, or more than 20 redirects: the last step still leads on. */
function loops(path: Path): boolean {
  if (path.end.at !== 'reply') return false;
  const { exchange } = path.end;
  if (exchange.redirectTo === undefined) return false;
  return path.steps.length > 20 || path.steps.some((step) => step.way.url === exchange.redirectTo);
}

const redirectLoop: Rule = {
  code: 'site.redirect-loop',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.end.at !== 'reply' || path.end.exchange.redirectTo === undefined)
      return fails('no-redirects', ...ends(path));
    if (!loops(path)) return fails('no-redirects', path.end.exchange);
    const exchanges = path.steps.flatMap((step) => step.exchanges);
    return holds(0.95, [path.end.exchange, ...exchanges.slice(0, 6)], { status: path.end.status, answeredBy: 'site' });
  },
};

const schemeMismatch: Rule = {
  code: 'site.scheme-mismatch',
  judge: (facts) => {
    const path = pathOf(facts);
    const isSecure = path.url.startsWith('https:');
    const url = otherSchemeUrl(path.url);
    if (isSecure) {
      const failure = path.end.at === 'site-tls' ? path.end.tls.failure : null;
      if (path.end.at !== 'site-tls' || !failure) return fails('tls-finished', ...ends(path));
      const { tls } = path.end;
      const garbled = garbledTunnels(facts, path);
      if (garbled !== null)
        return 'is' in garbled ? garbled : fails('control-fails-too', ...garbled.flatMap((view) => view.tls));
      // a proxy may have put a page of its own into the tunnel
      const isServers = path.proxy === null || complainsOfRequest(tls.firstBytes);
      if (isHttpText(tls.firstBytes)) return holds(isServers ? 0.97 : 0.79, [tls], { suggestedUrl: url });
      if (!['tls-protocol-error', 'closed-early', 'connection-reset', 'malformed-reply'].includes(failure.kind))
        return fails('tls-finished', tls);
      const question = ask(facts, {
        probe: 'way',
        purpose: 'variation',
        url,
        leg: path.leg,
        variation: 'other-scheme',
      });
      if (question) return question;
      const plain = variationOf(path, { url, leg: path.leg, variation: 'other-scheme' });
      const isSite =
        plain?.end.at === 'reply' && siteAnswers(plain) && whoAnswered(facts, path, plain.end.exchange).by === 'site';
      if (!plain || !isSite) return fails('tls-not-reached', ...(plain ? endsOf(plain.end) : []));
      return holds(0.93, [tls, ...endsOf(plain.end)], { suggestedUrl: url });
    }
    if (!mayWantTls(path)) return fails('answered-by-site', ...ends(path));
    const question = ask(facts, { probe: 'way', purpose: 'variation', url, leg: path.leg, variation: 'other-scheme' });
    if (question) return question;
    const secure = variationOf(path, { url, leg: path.leg, variation: 'other-scheme' });
    const tls = secure?.tls.find((item) => item.with === 'site' && item.failure === null);
    const [first, ...rest] = ends(path);
    if (!tls || !first) return fails('tls-not-reached', ...(secure ? endsOf(secure.end) : []));
    return holds(0.95, [first, ...rest, tls], { suggestedUrl: url });
  },
};

/** A plain request got what a TLS port gives to it: a 400 or 497, an alert record, or an end of the connection. */
function mayWantTls(path: Path): boolean {
  if (path.end.at === 'reply') return [400, 426, 497, 502].includes(path.end.status);
  if (path.end.at !== 'exchange') return false;
  const { failure, firstBytes } = path.end.exchange;
  return (
    firstBytes.startsWith('15') || ['malformed-reply', 'closed-early', 'connection-reset'].includes(failure?.kind ?? '')
  );
}

/** Statuses from 400 on that have a code of their own. */
const OWN_CODES = [401, 403, 404, 407, 410, 429];

const errorStatus = onStatus('site.error', (reply) => reply.status >= 400 && !OWN_CODES.includes(reply.status));

/** Besides its statuses: an answer that can't be used, of which nobody can be sure whose fault it is. */
const siteError: Rule = {
  code: 'site.error',
  judge: (facts) => {
    const broken = brokenAnswer(pathOf(facts).end);
    return broken === null ? errorStatus.judge(facts) : holds(0.79, [broken], { answeredBy: 'site' });
  },
};

export const siteRules: readonly Rule[] = [
  ok,
  nameNotFound,
  portClosed,
  unreachable,
  unreachableFromProxy,
  schemeMismatch,
  redirectLoop,
  onStatus('site.session-expired', (reply) => reply.status === 401 && saysExpired(reply), challengeDetails),
  onStatus(
    'site.credentials-rejected',
    (reply, exchange) => reply.status === 401 && exchange.siteSignIn.sent !== null && reply.siteChallenges.length > 0,
    challengeDetails,
  ),
  onStatus(
    'site.login-required',
    (reply, exchange) =>
      reply.status === 401 &&
      exchange.siteSignIn.sent === null &&
      reply.siteChallenges.length > 0 &&
      !saysExpired(reply),
    challengeDetails,
  ),
  onStatus('site.challenge-missing', (reply) => reply.status === 401 && reply.siteChallenges.length === 0),
  onStatus('site.forbidden', (reply) => reply.status === 403),
  onStatus('site.not-found', (reply) => reply.status === 404 || reply.status === 410),
  onStatus('site.rate-limited', (reply) => reply.status === 429),
  onStatus('site.sends-407', (reply, exchange) => reply.status === 407 && exchange.form === 'origin'),
  siteError,
];
