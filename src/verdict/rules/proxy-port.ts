/** The cause in the port that is asked for: the proxy allows others. */
import type { ProbeRequest } from '../../observation/probe-request.ts';
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { controlsOver, ends, pathOf, variationOf, type Path } from '../path.ts';
import { proxyDetails, refusalDetails } from '../proxy-details.ts';
import { proxyWord } from '../proxy-word.ts';
import { isPolicyReply, proxyRefusal, proxyStatus, tunnelRequest } from '../replies.ts';
import type { Answer, Rule } from '../rule.ts';
import { tunnelStood } from '../tunnels.ts';
import type { WayView } from '../ways.ts';

export const portNotAllowed: Rule = {
  code: 'proxy.port-not-allowed',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.proxy === null) return fails('proxy-not-used', path.resolved);
    if (path.end.at === 'reply' && path.end.exchange.form === 'absolute') return judgePlain(facts, path);
    if (path.end.at !== 'handshake') return fails('proxy-answered', ...ends(path));
    const { handshake } = path.end;
    const port = portOf(path.url);
    if (port === 443) return fails('port-is-443', handshake);
    const status = handshake.reply?.status;
    if (!mayBeOfPort(path)) return fails('other-status', handshake);
    const request: ProbeRequest = {
      probe: 'way',
      purpose: 'variation',
      url: onPort443(path.url),
      leg: path.leg,
      variation: 'port-443',
    };
    const question = ask(facts, request, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const same = variationOf(path, request);
    const sameStatus = same ? proxyStatus(same) : undefined;
    const sameAllowed = same !== undefined && (tunnelStood(same) || proxyWord(same) === 'failure');
    const control = controlsOver(facts, path, path.leg).all.find(
      (view) => view.way.url.startsWith('https:') && portOf(view.way.url) === 443 && tunnelStood(view),
    );
    const isAlike = sameStatus === undefined ? same?.end.at === 'handshake' : sameStatus === status;
    if (same && !sameAllowed && isAlike) return fails('other-status', handshake, ...same.handshakes);
    if (!sameAllowed && !control) return fails('control-not-known', handshake);
    const evidence = sameAllowed ? same.handshakes : (control?.handshakes ?? []);
    // A reset says not why: a proxy that finds the port closed may hang up as well.
    return holds(!sameAllowed ? 0.82 : handshake.failure !== null ? 0.86 : 0.94, [handshake, ...evidence], {
      ...proxyDetails(path),
      ...(status === undefined ? {} : { status }),
      answeredBy: 'proxy',
      answeredByEvidence: handshake.socks ? 'answer-to-socks' : 'answer-to-connect',
    });
  },
};

/** How a proxy may refuse a port: with a status that is no sign-in and no gateway's, by SOCKS, or by a reset. */
function mayBeOfPort(path: Path): boolean {
  if (path.end.at !== 'handshake') return false;
  const { reply, socks, failure } = path.end.handshake;
  if (failure !== null) return failure.kind === 'connection-reset';
  if (socks) return proxyWord(path) === 'policy';
  const status = reply?.status ?? 0;
  return status >= 400 && status !== 407 && status !== 429 && status < 502;
}

/** For plain pages: other hosts are refused on this port as well, and the same host on 443 is not. */
function judgePlain(facts: Case, path: Path): Answer {
  const refusal = proxyRefusal(facts, path);
  if (!refusal || !isPolicyReply(refusal.reply)) return fails('answered-by-site', ...ends(path));
  const question = ask(facts, { probe: 'controls', leg: path.leg });
  if (question) return question;
  const port = portOf(path.url);
  const controls = controlsOver(facts, path, path.leg);
  const plain = controls.all.filter((view) => view.way.url.startsWith('http:'));
  const onSame = plain.filter((view) => portOf(view.way.url) === port);
  const [one] = plain;
  const elsewhere = one === undefined ? null : onPort(one.way.url, port, path);
  const more = ask(facts, tunnelRequest(path), ...(onSame.length === 0 && elsewhere ? [elsewhere] : []));
  if (more) return more;
  const tunnel = variationOf(path, tunnelRequest(path));
  const isAllowed = tunnel !== undefined && (tunnelStood(tunnel) || proxyWord(tunnel) === 'failure');
  if (!isAllowed) return fails('other-status', refusal.from, ...(tunnel?.handshakes ?? []));
  const asked = elsewhere === null ? undefined : variationOf(path, elsewhere);
  const others: readonly WayView[] = onSame.length > 0 ? onSame : asked ? [asked] : [];
  const [first] = others;
  if (!first) return fails('control-not-known', refusal.from);
  if (others.some((view) => proxyWord(view) !== 'policy' || view.exchanges.some((item) => item.asExpected === true))) {
    return fails('control-passes', ...others.flatMap((view) => view.exchanges));
  }
  return holds(
    0.9 * refusal.certainty,
    [refusal.from, ...tunnel.handshakes, ...others.flatMap((view) => view.exchanges)],
    refusalDetails(path, refusal),
  );
}

/** The question for a control site's host on a port of ours: nobody listens there, and a proxy that refuses the port says so first. */
function onPort(url: string, port: number, path: Path): Extract<ProbeRequest, { readonly probe: 'way' }> {
  return {
    probe: 'way',
    purpose: 'variation',
    url: `http://${new URL(url).hostname}:${String(port)}/`,
    leg: path.leg,
    variation: 'other-name',
  };
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
