/** Causes in the sign-in to the proxy (RFC 9110 §11.7, RFC 1929). */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { controlsOver, ends, pathOf, type Path } from '../path.ts';
import { schemesOf, whoAnswered } from '../replies.ts';
import type { ObservationOf, ReplyFact, SignInFact } from '../../observation/observation.ts';
import { sameLeg, observed, type Exchange, type Handshake } from '../ways.ts';
import type { Answer, Details, Flag, Rule } from '../rule.ts';
import { proxyDetails } from '../proxy-details.ts';

/** One answer of the proxy to a request, with or without sign-in. */
interface Attempt {
  readonly from: Handshake | Exchange;
  readonly reply: ReplyFact | null;
  readonly signIn: SignInFact;
  readonly refused: boolean;
  readonly accepted: boolean;
}

/** Every attempt over the judged leg that asked the proxy for something. */
function attempts(facts: Case, path: Path): readonly Attempt[] {
  const handshakes = observed(facts, 'proxy.handshake').filter((item) => sameLeg(item.way.leg, path.leg));
  const exchanges = observed(facts, 'http.exchange').filter(
    (item) => item.form === 'absolute' && sameLeg(item.way.leg, path.leg),
  );
  return [...handshakes.map(ofHandshake), ...exchanges.map((exchange) => ofExchange(facts, exchange))];
}

function ofHandshake(from: Handshake): Attempt {
  const status = from.reply?.status;
  const socksRefused = from.socks?.auth !== undefined && from.socks.auth !== 0;
  return {
    from,
    reply: from.reply,
    signIn: from.signIn,
    refused: (status === 407 || status === 401 || socksRefused) && !wasCutOff(from.signIn),
    accepted: (status !== undefined && status !== 407 && status !== 401) || from.socks?.auth === 0,
  };
}

function ofExchange(facts: Case, from: Exchange): Attempt {
  const status = from.reply?.status;
  const isMisnamed = isMisnamedRefusal(facts, from);
  return {
    from,
    reply: from.reply,
    signIn: from.signIn,
    refused: (status === 407 || isMisnamed) && !wasCutOff(from.signIn),
    accepted: status !== undefined && status !== 407 && !isMisnamed,
  };
}

/** tinyproxy says 401 to a wrong sign-in where 407 is due (RFC 9110 §15.5.8); it repeats the realm of its own challenge. */
function isMisnamedRefusal(facts: Case, { reply, signIn }: Exchange): boolean {
  if (reply?.status !== 401 || signIn.sent === null) return false;
  const realms = observed(facts, 'credentials.look-up').map((item) => item.realm ?? '');
  return reply.siteChallenges.some(({ scheme, realm }) => scheme === signIn.sent && realms.includes(realm ?? ''));
}

/** A 401 with a challenge that every plain site seems to send alike is the proxy's, which should have said 407. */
function isMisnamedDemand(facts: Case, path: Path, exchange: Exchange): boolean {
  const { reply } = exchange;
  if (reply?.status !== 401 || reply.siteChallenges.length === 0) return false;
  return whoAnswered(facts, path, exchange).by === 'proxy';
}

/** The connection was closed under the handshake: the proxy has not said what it thinks of the password. */
function wasCutOff(signIn: SignInFact): boolean {
  return signIn.unusable.some((item) => item.scheme === signIn.sent && item.why === 'connection-not-kept');
}

/** The refusal for want of sign-in at which the judged way ended, if it did. */
function demand(
  facts: Case,
  path: Path,
): { readonly from: Handshake | Exchange; readonly reply: ReplyFact | null; readonly signIn: SignInFact } | null {
  if (path.end.at === 'handshake') {
    const { handshake } = path.end;
    const { reply, socks, signIn } = handshake;
    if (
      reply?.status === 407 ||
      (reply?.status === 401 && reply.proxyChallenges.length + reply.siteChallenges.length > 0)
    ) {
      return { from: handshake, reply, signIn };
    }
    if (socks && (socks.method === 2 || (socks.auth !== undefined && socks.auth !== 0)) && socks.reply === undefined) {
      return { from: handshake, reply: null, signIn };
    }
  }
  if (path.end.at === 'reply' && path.end.exchange.form === 'absolute') {
    const { exchange } = path.end;
    if (exchange.reply?.status === 407) return { from: exchange, reply: exchange.reply, signIn: exchange.signIn };
    if (isMisnamedRefusal(facts, exchange) || isMisnamedDemand(facts, path, exchange)) {
      return { from: exchange, reply: exchange.reply, signIn: exchange.signIn };
    }
  }
  return null;
}

function challengesOf(reply: ReplyFact): ReplyFact['proxyChallenges'] {
  return reply.proxyChallenges.length > 0 ? reply.proxyChallenges : reply.status === 401 ? reply.siteChallenges : [];
}

function signInDetails(path: Path, { reply, signIn }: Pick<Attempt, 'reply' | 'signIn'>): Details {
  const unusable = unusableOf(signIn);
  if (!reply) return { ...proxyDetails(path), ...unusable, answeredBy: 'proxy', answeredByEvidence: 'answer-to-socks' };
  const challenges = challengesOf(reply);
  const realm = challenges.find((challenge) => challenge.realm !== undefined)?.realm;
  const schemes = schemesOf(reply);
  return {
    ...proxyDetails(path),
    status: reply.status,
    schemes: schemes.length > 0 ? schemes : [...new Set(challenges.map((challenge) => challenge.scheme))],
    ...(realm === undefined ? {} : { realm }),
    ...unusable,
    answeredBy: 'proxy',
    answeredByEvidence: path.end.at === 'handshake' ? 'answer-to-connect' : 'proxy-authenticate',
  };
}

/** Why each scheme was passed over; the want of credentials is no fault of a scheme. */
function unusableOf(signIn: SignInFact): Pick<Details, 'unusable'> {
  const named = signIn.unusable.filter((item) => item.why !== 'no-credentials');
  return named.length === 0 ? {} : { unusable: Object.fromEntries(named.map((item) => [item.scheme, item.why])) };
}

const REASONS_OF_WANT = ['no-credentials', 'no-ticket', 'ticket-expired'];

const authRequired: Rule = {
  code: 'proxy.auth-required',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const wanted = demand(facts, path);
    if (!wanted) return fails('no-407', ...ends(path));
    if (wanted.signIn.sent !== null || wanted.signIn.withheld) return fails('credentials-were-sent', wanted.from);
    if (wanted.reply) {
      const challenges = challengesOf(wanted.reply);
      if (challenges.length === 0) return fails('no-credentials-sent', wanted.from);
      if (!isAnswerable(wanted.signIn, challenges)) return fails('scheme-usable', wanted.from);
    }
    const lookUp = observed(facts, 'credentials.look-up').at(-1);
    return holds(0.97, [wanted.from, lookUp], {
      ...signInDetails(path, wanted),
      ...basicInClear(path, wanted.reply),
    });
  },
};

/** A user name and password would do: some offered scheme fails for nothing but the want of them. */
function isAnswerable(signIn: SignInFact, challenges: ReplyFact['proxyChallenges']): boolean {
  return challenges.some((challenge) => {
    const why = signIn.unusable.find((item) => item.scheme === challenge.scheme)?.why;
    return why === 'no-credentials' || (why === undefined && ['basic', 'digest', 'ntlm'].includes(challenge.scheme));
  });
}

function basicInClear(path: Path, reply: ReplyFact | null): { readonly flags?: readonly Flag[] } {
  const schemes = reply ? schemesOf(reply) : [];
  return path.proxy?.kind === 'http' && schemes.length === 1 && schemes[0] === 'basic'
    ? { flags: ['basic-in-clear'] }
    : {};
}

const credentialsRejected: Rule = {
  code: 'proxy.credentials-rejected',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const wanted = demand(facts, path);
    if (!wanted) return fails('no-407', ...ends(path));
    const all = attempts(facts, path);
    const accepted = all.find((attempt) => attempt.signIn.sent !== null && attempt.accepted);
    if (accepted) return fails('credentials-accepted', accepted.from);
    const refused = all.filter((attempt) => attempt.signIn.sent !== null && attempt.refused);
    const lookUp = observed(facts, 'credentials.look-up').find((item) => item.rejectedBefore === true);
    if (refused.length === 0 && !lookUp) return fails('no-credentials-sent', wanted.from);
    const [first, ...rest] = refused.map((attempt) => attempt.from);
    const question = first ? ask(facts, { probe: 'controls', leg: path.leg }) : null;
    if (question) return question;
    const isUntested = first !== undefined && passWithout(facts, path);
    return holds(isUntested ? 0.78 : first ? 0.96 : 0.9, [first ?? wanted.from, ...rest, wanted.from, lookUp], {
      ...signInDetails(path, wanted),
      ...(isUntested ? { missing: ['control-site'] } : {}),
      flags: flagsOfRejection(facts, { path, wanted, lookUp, isSent: first !== undefined }),
    });
  },
};

/** Control sites pass and nobody asked them for a sign-in: what was rejected may be the site, and not the password. */
function passWithout(facts: Case, path: Path): boolean {
  const { passed } = controlsOver(facts, path, path.leg);
  return (
    passed.length > 0 &&
    passed.every((view) => [...view.handshakes, ...view.exchanges].every(({ signIn }) => signIn.sent === null))
  );
}

function flagsOfRejection(
  facts: Case,
  given: {
    readonly path: Path;
    readonly wanted: Pick<Attempt, 'reply' | 'signIn'>;
    readonly lookUp: ObservationOf<'credentials.look-up'> | undefined;
    readonly isSent: boolean;
  },
): readonly Flag[] {
  const { path, wanted, lookUp, isSent } = given;
  const nonAscii = observed(facts, 'credentials.look-up').some((item) => item.nonAscii === true);
  return [
    ...(lookUp?.from === 'keychain' ? (['stored-password-older-than-rejection'] as const) : []),
    ...(lookUp && !isSent ? (['not-sent-again'] as const) : []),
    ...(nonAscii && isCharsetOpen(wanted.reply) ? (['charset-likely'] as const) : []),
    ...(basicInClear(path, wanted.reply).flags ?? []),
  ];
}

/** Whether the proxy leaves open how bytes stand for characters: only Basic and Digest do, and only without `charset`. */
function isCharsetOpen(reply: ReplyFact | null): boolean {
  // RFC 1929 says nothing of a charset.
  if (!reply) return true;
  return challengesOf(reply).some(
    ({ scheme, params }) => (scheme === 'basic' || scheme === 'digest') && params['charset']?.toLowerCase() !== 'utf-8',
  );
}

/** Remarks on the sign-in that go with whatever was found: a password that went over the network for everybody to read. */
export function signInFlags(facts: Case): readonly Flag[] {
  const path = pathOf(facts);
  const isOpen = path.proxy?.kind === 'http' || path.proxy?.kind === 'socks5';
  return isOpen && attempts(facts, path).some((attempt) => attempt.signIn.sent === 'basic') ? ['basic-in-clear'] : [];
}

/** SOCKS5 methods by number (RFC 1928 §3, RFC 1961); 255 is "none of those that you offer", a password included. */
const SOCKS_METHODS: ReadonlyMap<number, string> = new Map([
  [1, 'gssapi'],
  [3, 'chap'],
]);

/** The SOCKS5 proxy takes no method that this computer knows. */
function noSocksMethod(path: Path): Answer | null {
  const { end } = path;
  if (end.at !== 'handshake') return null;
  const { method } = end.handshake.socks ?? {};
  if (method === undefined || method === 0 || method === 2) return null;
  const name = SOCKS_METHODS.get(method);
  return holds(0.88, [end.handshake], {
    ...proxyDetails(path),
    schemes: name === undefined ? [] : [name],
    answeredBy: 'proxy',
    answeredByEvidence: 'answer-to-socks',
  });
}

const schemeUnsupported: Rule = {
  code: 'proxy.auth-scheme-unsupported',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const socks = noSocksMethod(path);
    if (socks) return socks;
    const wanted = demand(facts, path);
    if (!wanted?.reply) return fails('no-407', ...ends(path));
    const challenges = challengesOf(wanted.reply);
    if (challenges.length === 0) return fails('challenge-present', wanted.from);
    if (wanted.signIn.sent !== null || wanted.signIn.withheld) return fails('credentials-were-sent', wanted.from);
    if (isAnswerable(wanted.signIn, challenges) || isNotKept(wanted.signIn)) return fails('scheme-usable', wanted.from);
    const unusable = Object.fromEntries(wanted.signIn.unusable.map((item) => [item.scheme, item.why]));
    const isWant = wanted.signIn.unusable.some((item) => REASONS_OF_WANT.includes(item.why));
    return holds(isWant ? 0.93 : 0.96, [wanted.from], { ...signInDetails(path, wanted), unusable });
  },
};

const challengeMissing: Rule = {
  code: 'proxy.auth-challenge-missing',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const wanted = demand(facts, path);
    if (wanted?.reply?.status !== 407) return fails('no-407', ...ends(path));
    if (challengesOf(wanted.reply).length > 0) return fails('challenge-present', wanted.from);
    return holds(0.97, [wanted.from], { ...signInDetails(path, wanted), schemes: [] });
  },
};

const authBroken: Rule = {
  code: 'proxy.auth-broken',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const wanted = demand(facts, path);
    if (!wanted) return fails('no-407', ...ends(path));
    // A handshake that belongs to a connection can't stick to one that is closed under it.
    const cut = attempts(facts, path).find((attempt) => isNotKept(attempt.signIn));
    if (cut) return holds(0.92, [cut.from, wanted.from], { ...signInDetails(path, wanted), ...unusableOf(cut.signIn) });
    const proven = attempts(facts, path).find((attempt) => attempt.signIn.sent !== null && attempt.accepted);
    if (!proven) return fails('credentials-rejected', wanted.from);
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const later = controlsOver(facts, path, path.leg).all.filter((view) =>
      [...view.handshakes, ...view.exchanges].some(
        // By their ends: a way that waited for the proof began before it and sent the same credentials after it.
        (item) => endOf(item) > endOf(proven.from) && item.id !== proven.from.id,
      ),
    );
    const refused = later.filter((view) => ['handshake', 'reply'].includes(view.end.at) && isRefusal(view.end));
    if (refused.length === 0) return fails('control-passes', proven.from);
    if (later.some((view) => view.end.at === 'reply' && view.end.exchange.asExpected === true))
      return fails('control-passes', proven.from);
    return holds(
      0.9,
      [proven.from, wanted.from, ...refused.flatMap((view) => [...view.handshakes, ...view.exchanges])],
      signInDetails(path, wanted),
    );
  },
};

function endOf({ atMs, tookMs }: Handshake | Exchange): number {
  return atMs + tookMs;
}

function isNotKept(signIn: SignInFact): boolean {
  return signIn.unusable.some((item) => item.why === 'connection-not-kept');
}

function isRefusal(end: ReturnType<typeof pathOf>['end']): boolean {
  if (end.at === 'handshake') return end.handshake.reply?.status === 407;
  return end.at === 'reply' && end.exchange.form === 'absolute' && end.status === 407;
}

/** Whether a sign-in was accepted over this leg and the judged way was refused all the same. */
export function refusedThoughSignedIn(
  facts: Case,
  path: Path,
): { readonly accepted: Handshake | Exchange; readonly refused: Handshake | Exchange } | null {
  const wanted = demand(facts, path);
  const accepted = attempts(facts, path).find((attempt) => attempt.signIn.sent !== null && attempt.accepted);
  return wanted && accepted ? { accepted: accepted.from, refused: wanted.from } : null;
}

export const proxySignInRules: readonly Rule[] = [
  authRequired,
  credentialsRejected,
  schemeUnsupported,
  challengeMissing,
  authBroken,
];
