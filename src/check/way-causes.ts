/** Sorts causes by what they say of other URLs: those of the way hold for every URL that goes it. */
import type { CauseCode } from '../verdict/cause-code.ts';

const OF_THE_WAY: ReadonlySet<CauseCode> = new Set<CauseCode>([
  'device.offline',
  'device.captive-portal',
  'device.keychain-unavailable',
  'settings.proxy-address-invalid',
  'settings.proxy-port-wrong',
  'settings.proxy-type-wrong',
  'settings.stale-local-proxy',
  'settings.proxy-not-needed-here',
  'settings.pac-unreachable',
  'settings.pac-invalid',
  'vpn.required',
  'vpn.captures-proxy-route',
  'vpn.dns-override',
  'firewall.local-block',
  'firewall.network-block',
  'dns.resolver-unreachable',
  'dns.proxy-name-not-found',
  'proxy.down',
  'proxy.unreachable',
  'proxy.not-a-proxy',
  'proxy.no-response',
  'proxy.tls-untrusted',
  'proxy.auth-required',
  'proxy.credentials-rejected',
  'proxy.auth-scheme-unsupported',
  'proxy.auth-challenge-missing',
  'proxy.auth-broken',
  'proxy.client-not-allowed',
  'proxy.connect-not-supported',
  'proxy.upstream-down',
]);

/** Whether the cause lies between this computer and the sites, so that it stops every URL that goes the same way. */
export function isOfTheWay(code: CauseCode): boolean {
  return OF_THE_WAY.has(code);
}

/** Causes that a site's own reply stands behind: the site was reached. */
const SITE_REPLIES: ReadonlySet<CauseCode> = new Set<CauseCode>([
  'site.login-required',
  'site.credentials-rejected',
  'site.session-expired',
  'site.challenge-missing',
  'site.forbidden',
  'site.not-found',
  'site.rate-limited',
  'site.error',
  'site.sends-407',
]);

/** Whether the URL counts as answered; with `isAnyReply` an error page of the site itself is an answer, too. */
export function isAnswer(code: CauseCode, { isAnyReply }: { readonly isAnyReply: boolean }): boolean {
  return code === 'ok' || (isAnyReply && SITE_REPLIES.has(code));
}

/** Whether asking again later is of use: nobody has answered, or the way was at fault. */
export function isWorthAnotherTry(code: CauseCode): boolean {
  const isPassing: readonly CauseCode[] = [
    'undetermined',
    'site.rate-limited',
    'proxy.overloaded',
    'device.network-unstable',
  ];
  return isOfTheWay(code) || isPassing.includes(code);
}
