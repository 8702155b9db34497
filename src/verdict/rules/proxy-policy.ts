/** Causes in what the proxy allows and reaches: policy for a site, a port, a computer; size, load, its way out. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { kindOf, kindRequest } from '../kinds.ts';
import { controlsOver, ends, pathOf, variationOf, type Path } from '../path.ts';
import {
  bearsProxyMarks,
  headerOf,
  isRefusalOfPolicy,
  proxyRefusal,
  tunnelRequest,
  whoAnswered,
  type ProxyReply,
} from '../replies.ts';
import type { Answer, Details, Rule } from '../rule.ts';
import { deadTunnels } from '../tunnels.ts';
import { proxyDetails } from './proxy-connection.ts';
import { refusedThoughSignedIn } from './proxy-sign-in.ts';
import type { WayView } from '../ways.ts';

function refusalDetails(path: Path, refusal: ProxyReply): Details {
  return {
    ...proxyDetails(path),
    status: refusal.reply.status,
    answeredBy: 'proxy',
    answeredByEvidence: refusal.evidence,
  };
}

/** The refusal, also where it is a redirect that was followed to the page that explains it. */
export function policyRefusal(facts: Case, path: Path): ProxyReply | null {
  const refusal = proxyRefusal(facts, path);
  if (refusal && isRefusalOfPolicy(refusal.reply.status)) return refusal;
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
    if (controls.state === 'fails') {
      return fails('control-fails-too', ...controls.failed.flatMap((view) => [...view.handshakes, ...view.exchanges]));
    }
    if (cutShort(path) && controls.state !== 'passes') return fails('control-not-known', evidence);
    const passed = controls.passed.flatMap((view) => view.exchanges);
    const certainty = controls.state === 'passes' ? 0.94 : 0.75;
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
      ...(controls.state === 'passes' ? {} : { missing: ['control-site' as const] }),
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
  const isUnclear = isRefused && last !== undefined && whoAnswered(facts, path, last).evidence === 'status-only';
  return isUnclear && isRefusalOfPolicy(last.reply?.status ?? 0) ? ask(facts, tunnelRequest(path)) : null;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/** Statuses that say something else of one site, and where they come for every site alike, that nothing is served here. */
const ODD_REFUSALS: readonly number[] = [404, 405, 408, 411, 414, 417, 425, 426];

const clientNotAllowed: Rule = {
  code: 'proxy.client-not-allowed',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const refusal = proxyRefusal(facts, path);
    const status = refusal?.reply.status ?? 0;
    const isPlainWord = isRefusalOfPolicy(status);
    if (!refusal || (!isPlainWord && !ODD_REFUSALS.includes(status))) return fails('answered-by-site', ...ends(path));
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const controls = controlsOver(facts, path, path.leg);
    if (controls.state === 'passes')
      return fails('control-passes', ...controls.passed.flatMap((view) => view.exchanges));
    const refused = controls.failed.filter((view) => {
      const said = proxyStatus(view) ?? 0;
      return isPlainWord ? isRefusalOfPolicy(said) : said === status;
    });
    const [first] = refused;
    if (!first || refused.length < controls.failed.length) return fails('control-not-known', refusal.from);
    // A server that is no proxy may redirect everybody too; a status with a meaning of its own need not be a refusal.
    const isDoubtful = !isPlainWord || (status < 400 && !bearsProxyMarks(refusal.reply));
    return holds(
      isDoubtful ? 0.78 : refused.length > 1 ? 0.92 : 0.85,
      [refusal.from, ...refused.flatMap((view) => [...view.handshakes, ...view.exchanges])],
      { ...refusalDetails(path, refusal), ...(isDoubtful ? { missing: ['proxy-answer' as const] } : {}) },
    );
  },
};

/** The status with which the proxy itself ended a way. */
function proxyStatus(view: WayView): number | undefined {
  if (view.end.at === 'handshake') return view.end.handshake.reply?.status;
  if (view.end.at === 'reply' && view.end.exchange.form === 'absolute') return view.end.status;
  return undefined;
}

const requestTooLarge: Rule = {
  code: 'proxy.request-too-large',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const refusal = proxyRefusal(facts, path);
    if (!refusal) return fails('answered-by-site', ...ends(path));
    if (refusal.reply.status === 431)
      return holds(0.95 * refusal.certainty, [refusal.from], refusalDetails(path, refusal));
    if (refusal.reply.status !== 400 && refusal.reply.status !== 413) return fails('other-status', refusal.from);
    const { url, leg } = path;
    const question = ask(facts, { probe: 'way', purpose: 'variation', url, leg, variation: 'small-header' });
    if (question) return question;
    const small = variationOf(path, { url, leg, variation: 'small-header' });
    const status = small ? proxyStatus(small) : undefined;
    const passes =
      small !== undefined &&
      (small.end.at === 'reply' || small.end.at === 'site-tls') &&
      status !== refusal.reply.status;
    if (!passes) return fails('small-and-large-pass', refusal.from);
    return holds(0.92, [refusal.from, ...small.handshakes, ...small.exchanges], refusalDetails(path, refusal));
  },
};

const portNotAllowed: Rule = {
  code: 'proxy.port-not-allowed',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.proxy === null) return fails('proxy-not-used', path.resolved);
    if (path.end.at !== 'handshake' || !path.end.handshake.reply) return fails('proxy-answered', ...ends(path));
    const { handshake } = path.end;
    const status = handshake.reply?.status ?? 0;
    const port = portOf(path.url);
    if (port === 443) return fails('port-is-443', handshake);
    if (status < 400 || status === 407 || status === 429 || status >= 502) return fails('other-status', handshake);
    const url = onPort443(path.url);
    const question = ask(
      facts,
      { probe: 'way', purpose: 'variation', url, leg: path.leg, variation: 'port-443' },
      { probe: 'controls', leg: path.leg },
    );
    if (question) return question;
    const same = variationOf(path, { url, leg: path.leg, variation: 'port-443' });
    const sameStatus = same ? proxyStatus(same) : undefined;
    const sameAllowed = same !== undefined && (tunnelStood(same) || (sameStatus !== undefined && sameStatus >= 500));
    const control = controlsOver(facts, path, path.leg).all.find(
      (view) => view.way.url.startsWith('https:') && portOf(view.way.url) === 443 && tunnelStood(view),
    );
    if (same && !sameAllowed && sameStatus === status) return fails('other-status', handshake, ...same.handshakes);
    if (!sameAllowed && !control) return fails('control-not-known', handshake);
    const evidence = sameAllowed ? same.handshakes : (control?.handshakes ?? []);
    return holds(sameAllowed ? 0.94 : 0.82, [handshake, ...evidence], {
      ...proxyDetails(path),
      status,
      answeredBy: 'proxy',
      answeredByEvidence: 'answer-to-connect',
    });
  },
};

function tunnelStood(view: WayView): boolean {
  return view.handshakes.some((handshake) => {
    const status = handshake.reply?.status ?? 0;
    return status >= 200 && status < 300;
  });
}

function portOf(url: string): number {
  const parsed = new URL(url);
  return parsed.port === '' ? (parsed.protocol === 'https:' ? 443 : 80) : Number(parsed.port);
}

function onPort443(url: string): string {
  const parsed = new URL(url);
  parsed.protocol = 'https:';
  parsed.port = '443';
  return parsed.href;
}

/** SOCKS5 replies "command not supported" and "address type not supported" (RFC 1928 §6). */
const SOCKS_CANNOT: readonly number[] = [7, 8];

function isMuteTunnel({ end }: Path): boolean {
  return end.at === 'site-tls' && end.tls.failure?.kind === 'timed-out';
}

/** Tunnels stand and nothing comes through them, for the secure control sites as well; plain pages pass. */
function muteTunnels(facts: Case, path: Path): Answer | null {
  if (path.end.at !== 'site-tls' || !isMuteTunnel(path)) return null;
  const dead = deadTunnels(facts, path);
  if (dead === null || 'is' in dead) return dead;
  if (controlsOver(facts, path, path.leg).passed.length === 0) return null;
  return holds(0.78, [path.end.tls, ...dead.flatMap((view) => view.tls)], {
    ...proxyDetails(path),
    missing: ['https-control-site'],
  });
}

const connectNotSupported: Rule = {
  code: 'proxy.connect-not-supported',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const mute = muteTunnels(facts, path);
    if (mute) return mute;
    if (path.end.at !== 'handshake' || (!path.end.handshake.reply && !path.end.handshake.socks)) {
      return fails('proxy-answered', ...ends(path));
    }
    const { handshake } = path.end;
    if (SOCKS_CANNOT.includes(handshake.socks?.reply ?? 0)) return holds(0.9, [handshake], proxyDetails(path));
    const status = handshake.reply?.status ?? 0;
    if (![400, 403, 404, 405, 500, 501].includes(status)) return fails('other-status', handshake);
    const question = ask(facts, { probe: 'controls', leg: path.leg }, kindRequest(path.proxy));
    if (question) return question;
    const controls = controlsOver(facts, path, path.leg);
    const tunnel = controls.all.find(tunnelStood);
    if (tunnel) return fails('control-passes', ...tunnel.handshakes);
    const kind = kindOf(facts, path.proxy);
    if (kind?.http?.reply && kind.http.reply.status < 300) return fails('control-passes', kind);
    const plain = controls.passed.find((view) => view.way.url.startsWith('http:'));
    if (!plain && kind?.httpGet?.asExpected !== true) return fails('control-not-known', handshake);
    return holds(status === 403 || status === 500 ? 0.82 : 0.93, [handshake, ...(plain ? plain.exchanges : []), kind], {
      ...proxyDetails(path),
      status,
      answeredBy: 'proxy',
      answeredByEvidence: 'answer-to-connect',
    });
  },
};

/** SOCKS5 replies that do not speak of the way behind the proxy (RFC 1928 §6): granted, policy, "I can't". */
const SOCKS_NOT_UPSTREAM = [0, 2, ...SOCKS_CANNOT];

/** Whether the proxy itself said that it can't reach the target of this way, or gave up on it. */
export function upstreamFailure(
  facts: Case,
  path: Path,
  view: WayView | undefined,
): { readonly id: `o${number}` } | null {
  if (!view) return null;
  if (view.end.at === 'handshake') {
    const { reply, socks } = view.end.handshake;
    if (reply && reply.status >= 500) return view.end.handshake;
    const { method } = view.end.handshake;
    if (method === 'SOCKS5' && socks?.reply !== undefined && !SOCKS_NOT_UPSTREAM.includes(socks.reply)) {
      return view.end.handshake;
    }
    // SOCKS4: 91 is "rejected or failed", nothing finer (SOCKS4 protocol note)
    if (method === 'SOCKS4a' && socks?.reply === 91) return view.end.handshake;
    return null;
  }
  if (view.end.at === 'reply' && view.end.exchange.form === 'absolute' && view.end.status >= 500) {
    return whoAnswered(facts, path, view.end.exchange).by === 'proxy' ? view.end.exchange : null;
  }
  return null;
}

/** The proxy took the request and never answered it, or closed, though it is alive. */
function gaveUpSilently(facts: Case, path: Path): boolean {
  if (!path.proxy) return false;
  const failure =
    path.end.at === 'handshake'
      ? path.end.handshake.failure
      : path.end.at === 'exchange' && path.end.exchange.form === 'absolute'
        ? path.end.exchange.failure
        : null;
  if (failure?.kind !== 'timed-out') return false;
  const alive = kindOf(facts, path.proxy)?.alive;
  return alive?.reply != null;
}

const upstreamDown: Rule = {
  code: 'proxy.upstream-down',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const silent = gaveUpSilently(facts, path);
    const failed = upstreamFailure(facts, path, path.main);
    const dead = isMuteTunnel(path) ? deadTunnels(facts, path) : null;
    if (dead !== null && 'is' in dead) return dead;
    if (dead !== null && path.end.at === 'site-tls' && controlsOver(facts, path, path.leg).state !== 'passes') {
      return holds(0.85, [path.end.tls, ...dead.flatMap((view) => view.tls)], proxyDetails(path));
    }
    if (!failed && !silent) {
      const isPlain5xx = path.end.at === 'reply' && path.end.exchange.form === 'absolute' && path.end.status >= 500;
      const question = isPlain5xx ? ask(facts, { probe: 'controls', leg: path.leg }) : null;
      return question ?? fails('answered-by-site', ...ends(path));
    }
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const controls = controlsOver(facts, path, path.leg);
    if (controls.state === 'passes')
      return fails('control-passes', ...controls.passed.flatMap((view) => view.exchanges));
    const alike = controls.failed.filter(
      (view) => silent || (proxyStatus(view) ?? 0) >= 500 || upstreamFailure(facts, path, view),
    );
    if (alike.length === 0) return fails('control-not-known', ...ends(path));
    const [first, ...rest] = failed ? [failed, ...ends(path)] : ends(path);
    if (!first) return fails('not-looked-at');
    const status =
      path.end.at === 'handshake'
        ? path.end.handshake.reply?.status
        : path.end.at === 'reply'
          ? path.end.status
          : undefined;
    return holds(
      silent ? (alike.length > 1 ? 0.85 : 0.75) : alike.length > 1 ? 0.93 : 0.88,
      [first, ...rest, ...alike.flatMap((view) => [...view.handshakes, ...view.exchanges])],
      {
        ...proxyDetails(path),
        ...(status === undefined ? {} : { status }),
        answeredBy: 'proxy',
      },
    );
  },
};

const overloaded: Rule = {
  code: 'proxy.overloaded',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const refusal = proxyRefusal(facts, path);
    if (!refusal) return fails('answered-by-site', ...ends(path));
    const isShed = refusal.reply.status === 503 && headerOf(refusal.reply, 'retry-after') !== undefined;
    if (refusal.reply.status !== 429 && !isShed) return fails('other-status', refusal.from);
    return holds(0.94 * refusal.certainty, [refusal.from], refusalDetails(path, refusal));
  },
};

export const proxyPolicyRules: readonly Rule[] = [
  accessDenied,
  clientNotAllowed,
  requestTooLarge,
  portNotAllowed,
  connectNotSupported,
  upstreamDown,
  overloaded,
];
