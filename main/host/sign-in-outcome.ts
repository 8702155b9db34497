/** Reads from a run's document how a sign-in to its proxy went. */
import type { CredentialTest } from '../../src/contract/api.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';

/** Returns the outcome; a run in which the proxy never answered tells nothing of the sign-in. */
export function signInOutcome(document: Pick<DiagnosisDocument, 'verdict' | 'observations'>): CredentialTest {
  const { code } = document.verdict;
  if (code === 'proxy.credentials-rejected') return { outcome: 'rejected' };
  const answers = document.observations.filter(isProxyAnswer);
  if (answers.some((one) => one.signIn.sent !== null && !isRefusal(one))) return { outcome: 'accepted' };
  if (answers.some((one) => one.signIn.sent !== null) || answers.some(isRefusal))
    return { outcome: 'not-testable', why: code };
  if (answers.some((one) => one.failure === null)) return { outcome: 'not-asked-for' };
  return { outcome: 'not-testable', why: code };
}

type ProxyAnswer = Extract<Observation, { readonly probe: 'proxy.handshake' | 'http.exchange' }>;

function isProxyAnswer(one: Observation): one is ProxyAnswer {
  if (one.probe === 'proxy.handshake') return one.way.leg.kind !== 'direct';
  return one.probe === 'http.exchange' && one.form === 'absolute';
}

/** Some proxies answer a wrong password with 401 in place of 407; a SOCKS proxy answers with a status of its own. */
function isRefusal(one: ProxyAnswer): boolean {
  if (one.failure !== null) return true;
  if (one.probe === 'proxy.handshake' && one.socks?.auth !== undefined) return one.socks.auth !== 0;
  return (
    one.reply !== null && (one.reply.status === 407 || (one.probe === 'proxy.handshake' && one.reply.status === 401))
  );
}
