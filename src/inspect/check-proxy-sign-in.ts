/** What is wrong with how a proxy asks for a sign-in, and how strong what it offers is (RFC 9110 section 11.7). */
import type { Observation, ObservationId, ReplyFact } from '../observation/observation.ts';
import { finding, type InspectionFinding } from './finding.ts';
import type { ProxyView } from './proxy-view.ts';

/** Returns the findings. */
export function checkProxySignIn(view: ProxyView, observations: readonly Observation[]): readonly InspectionFinding[] {
  if (view.proxy.kind === 'socks4' || view.proxy.kind === 'socks5') return checkOutcome(view, observations);
  const asked = firstAnswer(observations);
  return [
    ...checkOpenness(view, asked, observations),
    ...(asked === null ? [] : checkAnswer(asked)),
    ...(asked === null ? [] : checkStrength(view, asked)),
    ...checkOutcome(view, observations),
    ...checkConnection(view, observations),
  ];
}

interface Asked {
  readonly id: ObservationId;
  readonly reply: ReplyFact;
}

/** What the proxy says to a tunnel that nobody has signed in for. */
function firstAnswer(observations: readonly Observation[]): Asked | null {
  const kind = observations.find((one) => one.probe === 'proxy.kind');
  if (kind?.probe !== 'proxy.kind') return null;
  const reply = kind.https?.tls === true ? kind.https.reply : kind.http?.reply;
  return reply ? { id: kind.id, reply } : null;
}

/** Whether it serves whoever reaches it: by a tunnel, or by a page that it fetched for nobody in particular. */
function checkOpenness(
  { signIn }: ProxyView,
  asked: Asked | null,
  observations: readonly Observation[],
): readonly InspectionFinding[] {
  if (signIn !== null) return [];
  const page = observations.find(
    (one) => one.probe === 'http.exchange' && one.form === 'absolute' && one.asExpected === true,
  );
  const isTunnel = asked !== null && asked.reply.status >= 200 && asked.reply.status < 300;
  const seen = [...(isTunnel ? [asked] : []), ...(page === undefined ? [] : [page])];
  return seen.length === 0 ? [] : [finding('no-sign-in', seen)];
}

function checkAnswer({ id, reply }: Asked): readonly InspectionFinding[] {
  const { status } = reply;
  if (status === 401) return [finding('proxy-sends-401', [{ id }], { status })];
  if (status !== 407) return [];
  if (reply.proxyChallenges.length === 0 && !reply.challengeUnparsable)
    return [finding('proxy-challenge-missing', [{ id }], { status })];
  return reply.challengeUnparsable
    ? [finding('proxy-challenge-malformed', [{ id }], { status, header: 'Proxy-Authenticate' })]
    : [];
}

function checkStrength({ signIn, proxy }: ProxyView, { id }: Asked): readonly InspectionFinding[] {
  const schemes = signIn?.schemes ?? [];
  if (schemes.length === 0) return [];
  const names = schemes.map(({ scheme }) => scheme);
  const offersBasic = names.includes('basic') && proxy.kind === 'http';
  return [
    ...(offersBasic ? [finding('proxy-basic-in-clear', [{ id }], { names })] : []),
    ...(schemes.every(({ strength }) => strength === 'weak') && !offersBasic
      ? [finding('weak-schemes-only', [{ id }], { names })]
      : []),
  ];
}

function checkOutcome({ signIn }: ProxyView, observations: readonly Observation[]): readonly InspectionFinding[] {
  if (signIn?.outcome !== 'rejected') return [];
  const refused = observations.filter(
    (one) => (one.probe === 'proxy.handshake' || one.probe === 'http.exchange') && one.signIn.sent !== null,
  );
  return [finding('sign-in-rejected', refused.slice(0, 1))];
}

/** NTLM and Negotiate sign a connection, so one that is closed in between can't be signed in to. */
function checkConnection({ keepAlive }: ProxyView, observations: readonly Observation[]): readonly InspectionFinding[] {
  if (keepAlive?.scheme !== 'ntlm' || keepAlive.kept !== false) return [];
  return [
    finding(
      'connection-not-kept',
      observations.filter((one) => one.probe === 'proxy.keep-alive'),
      { kind: 'NTLM' },
    ),
  ];
}
