import { causeText, proxyAddress, wordFor } from './cause-text.ts';
import { day, it, proxyOrAddress, status, theProxy, TheProxy, thePort } from './cause-words-en.ts';
import { formatList } from './format.ts';
import type { CauseArgs, CausesProxy } from './messages.ts';
import { schemeName } from './scheme-name.ts';
import { vocabularyEn } from './vocabulary-en.ts';

/** English words for the causes at the proxy. */
export const causesProxyEn = {
  'proxy.down': causeText(
    'The proxy is not running',
    (a) =>
      `${a.proxyHost === undefined ? 'The host of the proxy' : `The host ${a.proxyHost}`} answers, but refuses connections to ${thePort(a)}, and no other usual port has a proxy. The proxy service has probably stopped.`,
    (a) => `Tell ${it(a)} that ${proxyOrAddress(a)} refuses connections.`,
  ),
  'proxy.unreachable': causeText(
    'The proxy cannot be reached',
    (a) =>
      `The host of ${theProxy(a)} gives no answer on any port that was tried. It may be switched off, or it is not reachable from this network.`,
    (a) => `Check that you are on the right network; if so, tell ${it(a)} that ${proxyOrAddress(a)} does not answer.`,
  ),
  'proxy.not-a-proxy': causeText(
    'There is no proxy at this address',
    (a) =>
      `${a.proxyHost === undefined ? 'The address in the settings' : proxyAddress(a)} answers, but as another service, such as a web server. It passes nothing on to sites, so the address or port must be a different one.`,
    (a) => `Ask ${it(a)} for the right proxy address and enter it in the settings.`,
  ),
  'proxy.no-response': causeText(
    'The proxy accepts the connection and then stays silent',
    (a) =>
      `${TheProxy(a)} took the connection but sent nothing before the time limit. It is probably overloaded or hanging.`,
    (a) => `Try again in a few minutes; if it stays silent, tell ${it(a)}.`,
  ),
  'proxy.drops-connection': causeText(
    'The proxy breaks off the connection',
    (a) =>
      `${TheProxy(a)} closed the connection without a complete answer, also at the second attempt. Its service is disturbed, or something on the way cuts the connection.`,
    (a) => `Tell ${it(a)} that ${proxyOrAddress(a)} closes connections without an answer.`,
  ),
  'proxy.malformed-reply': causeText(
    'The proxy gives an answer that cannot be read',
    (a) =>
      `What ${theProxy(a)} sends does not follow the rules of a proxy, so no program can use it. The proxy is faulty, or another device answers in its place.`,
    (a) => `Send the report to ${it(a)}; it holds the first bytes of the answer.`,
  ),
  'proxy.tls-untrusted': causeText(
    'The certificate of the proxy is not valid',
    (a) =>
      `The encrypted connection to ${theProxy(a)} itself cannot be trusted${certificate(a)}. Do not enter a password until this is solved.`,
    (a) => `Ask ${it(a)} to renew the certificate of the proxy or to install its issuer on this computer.`,
  ),
  'proxy.auth-required': causeText(
    'The proxy asks you to sign in',
    (a) =>
      `${TheProxy(a)} wants to know who uses it${a.realm === undefined ? '' : ` (area: ${a.realm})`}. No user name and password have been entered yet.`,
    'Enter your user name and password for the proxy.',
  ),
  'proxy.credentials-rejected': causeText(
    'The user name or password was not accepted',
    (a) =>
      `${TheProxy(a)} rejected what was sent. Check upper and lower case, full-width characters and a recently changed password. Because repeated mistakes can lock an account, nothing is sent again by itself.`,
    'Enter the user name and password once more, with care.',
  ),
  'proxy.auth-scheme-unsupported': causeText(
    'This computer cannot sign in the way the proxy wants',
    (a) =>
      `${TheProxy(a)} only offers ways of signing in that cannot be used here${unusable(a)}. A different password does not help.`,
    (a) => `Ask ${it(a)} how this computer should sign in to the proxy, and name the ways it offers.`,
  ),
  'proxy.auth-challenge-missing': causeText(
    'The proxy does not say how to sign in',
    (a) =>
      `${TheProxy(a)} answers 407, but without the line that names a way of signing in. Browsers cannot show a sign-in window then. This is a fault in the set-up of the proxy.`,
    (a) => `Tell ${it(a)} that the 407 answer has no valid Proxy-Authenticate header.`,
  ),
  'proxy.auth-broken': causeText(
    'The proxy forgets the sign-in',
    (a) =>
      `${TheProxy(a)} accepted your sign-in once and then asked for it again. Your password is right; the proxy or a device in front of it loses the sign-in.`,
    (a) => `Tell ${it(a)} that ${theProxy(a)} repeats 407 after a successful sign-in.`,
  ),
  'proxy.access-denied': causeText(
    'The proxy of your company blocks this site',
    (a) =>
      `Your connection to ${theProxy(a)} is fine. Only ${a.target} is stopped${status(a)}; your password is not the problem. If you need the site, ask for permission.`,
    (a) => `Ask ${it(a)} to allow ${a.target}, and say what you need it for.`,
  ),
  'proxy.client-not-allowed': causeText(
    'The proxy does not serve this computer',
    (a) =>
      `${TheProxy(a)} refuses every site alike${status(a)}, and not for lack of a password. Its rules probably do not know this computer, this network or this time of day.`,
    (a) => `Ask ${it(a)} to allow this computer at ${theProxy(a)}.`,
  ),
  'proxy.request-too-large': causeText(
    'The request is too large for the proxy',
    (a) =>
      `${TheProxy(a)} refuses the request because its header is too long${status(a)}; a shorter one passes. Many cookies or a large sign-in ticket cause that.`,
    (a) => `Delete the cookies of ${a.target}; if that does not help, ask ${it(a)} to raise the limit of the proxy.`,
  ),
  'proxy.port-not-allowed': causeText(
    'The proxy does not allow this port',
    (a) =>
      `${TheProxy(a)} lets this computer reach certain ports only, and the one of ${a.target} is not among them. Other ports work.`,
    (a) => `Ask ${it(a)} to allow the port of ${a.url}, or use the site’s address with https and without a port.`,
  ),
  'proxy.connect-not-supported': causeText(
    'The proxy cannot pass encrypted pages',
    (a) =>
      `${TheProxy(a)} handles plain http pages but refuses connections for https${status(a)}. It may be meant for another purpose, or it is set up incompletely.`,
    (a) => `Ask ${it(a)} for the proxy to be used for https.`,
  ),
  'proxy.upstream-down': causeText(
    'The proxy itself has no connection',
    (a) =>
      `${TheProxy(a)} answers, but it reaches no site at all${status(a)}. The line or the next proxy behind it is down; everybody who uses it is affected.`,
    (a) => `Tell ${it(a)} that ${theProxy(a)} reaches no site.`,
  ),
  'proxy.overloaded': causeText(
    'The proxy has too much to do',
    (a) =>
      `${TheProxy(a)} turns requests away for the moment${status(a)}, because there are too many. Trying again and again makes it worse.`,
    (a) => `Wait a few minutes and try again; if it happens often, tell ${it(a)}.`,
  ),
} satisfies CausesProxy;

function certificate(a: CauseArgs): string {
  if (a.issuer !== undefined) return `; its certificate was issued by "${a.issuer}"`;
  const until = day(a.notAfter);
  return until === undefined ? '' : `; its certificate is valid until ${until}`;
}

function unusable(a: CauseArgs): string {
  const reasons = Object.entries(a.unusable ?? {}).flatMap(([scheme, why]) => {
    const words = wordFor(vocabularyEn.unusableSchemes, why);
    return words === undefined ? [] : [`${schemeName(scheme)} – ${words}`];
  });
  if (reasons.length > 0) return ` (${reasons.join('; ')})`;
  return a.schemes === undefined || a.schemes.length === 0 ? '' : ` (${formatList(a.schemes, 'en')})`;
}
