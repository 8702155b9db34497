/** The cause in whom the proxy serves: it refuses this computer, whatever is asked for. */
import { ask, fails, holds } from '../ask.ts';
import { controlsOver, ends, pathOf, type Path } from '../path.ts';
import { proxyDetails, refusalDetails } from '../proxy-details.ts';
import { proxyWord } from '../proxy-word.ts';
import { bearsProxyMarks, isPolicyReply, proxyRefusal, proxyStatus } from '../replies.ts';
import type { Answer, Rule } from '../rule.ts';

/** Statuses that say something else of one site, and where they come for every site alike, that nothing is served here. */
const ODD_REFUSALS: readonly number[] = [404, 405, 408, 411, 414, 417, 425, 426];

export const clientNotAllowed: Rule = {
  code: 'proxy.client-not-allowed',
  judge: (facts) => {
    const path = pathOf(facts);
    if (!path.proxy) return fails('proxy-not-used', path.resolved);
    const shut = shutOut(path);
    if (shut) return shut;
    const refusal = proxyRefusal(facts, path);
    const status = refusal?.reply.status ?? 0;
    const isPlainWord = refusal
      ? isPolicyReply(refusal.reply)
      : path.end.at === 'handshake' && proxyWord(path) === 'policy';
    const [from] = refusal ? [refusal.from] : ends(path);
    if (!from || (!isPlainWord && !ODD_REFUSALS.includes(status))) return fails('answered-by-site', ...ends(path));
    const question = ask(facts, { probe: 'controls', leg: path.leg });
    if (question) return question;
    const controls = controlsOver(facts, path, path.leg);
    if (controls.state === 'passes')
      return fails('control-passes', ...controls.passed.flatMap((view) => view.exchanges));
    const refused = controls.failed.filter((view) =>
      isPlainWord ? proxyWord(view) === 'policy' : proxyStatus(view) === status,
    );
    const [first] = refused;
    if (!first || refused.length < controls.failed.length) return fails('control-not-known', from);
    // A server that is no proxy may redirect everybody too; a status with a meaning of its own need not be a refusal.
    const isDoubtful = !isPlainWord || (refusal !== null && status < 400 && !bearsProxyMarks(refusal.reply));
    return holds(
      isDoubtful ? 0.78 : refused.length > 1 ? 0.92 : 0.85,
      [from, ...refused.flatMap((view) => [...view.handshakes, ...view.exchanges])],
      {
        ...(refusal ? refusalDetails(path, refusal) : { ...proxyDetails(path), answeredBy: 'proxy' }),
        ...(isDoubtful ? { missing: ['proxy-answer'] } : {}),
      },
    );
  },
};

/** TLS alerts that speak of the certificate of the one who called: there was none, or not the right one (RFC 8446 §6.2). */
const CERTIFICATE_ALERT =
  /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA|ACCESS_DENIED)/;

/** The alert by which the proxy ended TLS to itself, in OpenSSL's words. */
function ownAlert({ end }: Path): string | undefined {
  if (end.at === 'proxy-tls') return end.tls.failure?.code;
  if (end.at === 'handshake') return end.handshake.failure?.code;
  return end.at === 'exchange' && end.exchange.form === 'absolute' ? end.exchange.failure?.code : undefined;
}

/** The proxy ends TLS to itself for want of a certificate of this computer. */
function shutOut(path: Path): Answer | null {
  const [first, ...rest] = ends(path);
  if (path.proxy?.kind !== 'https' || !first || !CERTIFICATE_ALERT.test(ownAlert(path) ?? '')) return null;
  return holds(0.85, [first, ...rest], { ...proxyDetails(path), answeredBy: 'proxy' });
}
