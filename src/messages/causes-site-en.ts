import { causeText } from './cause-text.ts';
import { day, it, someNames, status, theProxy, TheProxy } from './cause-words-en.ts';
import type { CausesSite } from './messages.ts';

/** English words for the causes at and behind the encryption. */
export const causesSiteEn = {
  'tls.intercepted-untrusted': causeText(
    'The certificate of the company’s inspection is not installed',
    (a) =>
      `The traffic passes an inspecting device, but this computer does not trust its certificate${a.issuer === undefined ? '' : ` (issuer: ${a.issuer})`}. Do not click the warning away; have the certificate installed by your administrator.`,
    (a) => `Ask ${it(a)} to install the inspection certificate on this computer.`,
  ),
  'tls.inspected': causeText(
    'Encrypted traffic is inspected here',
    (a) =>
      `A device of this network opens and re-encrypts traffic${a.issuer === undefined ? '' : ` (issuer: ${a.issuer})`}. This computer trusts it, so this is not a fault. Programs with a certificate list of their own may still complain.`,
    'Nothing has to be done.',
  ),
  'tls.certificate-untrusted': causeText(
    'Nobody vouches for the certificate of this site',
    (a) =>
      `The certificate of ${a.target} was not issued by an authority that this computer knows${a.issuer === undefined ? '' : ` (issuer: ${a.issuer})`}. Other sites are fine, so the fault lies with this site. Do not enter passwords there.`,
    (a) => `Tell the owner of ${a.target} that the certificate is not trusted.`,
  ),
  'tls.certificate-expired': causeText(
    'The certificate of this site is not valid today',
    (a) => {
      const until = day(a.notAfter);
      const from = day(a.notBefore);
      const dates =
        until === undefined
          ? ''
          : from === undefined
            ? ` (valid until ${until})`
            : ` (valid from ${from} until ${until})`;
      return `The certificate of ${a.target} has expired or is not valid yet${dates}. The clock of this computer is right. Only the owner of the site can renew it.`;
    },
    (a) => `Tell the owner of ${a.target} that the certificate has to be renewed.`,
  ),
  'tls.name-mismatch': causeText(
    'The certificate belongs to another name',
    (a) => {
      const names = someNames(a);
      return `What answers for ${a.target} shows a certificate for ${names ?? 'another name'}. The address may be written slightly differently, or the site is set up wrongly.`;
    },
    (a) =>
      a.suggestedUrl === undefined
        ? 'Check the spelling of the address; if it is right, tell the owner of the site.'
        : `Try ${a.suggestedUrl} instead.`,
  ),
  'tls.handshake-failed': causeText(
    'No secure connection could be agreed on',
    (a) =>
      a.proxyHost === undefined
        ? `${a.target} and this computer found no common form of encryption, or the other side broke off. The site may only support outdated methods, or a device on the way interferes.`
        : `${TheProxy(a)} and this computer found no common form of encryption, or the proxy broke off. It may only support outdated methods.`,
    (a) =>
      a.proxyHost === undefined
        ? `Tell the owner of ${a.target}; if only your company is affected, tell ${it(a)}.`
        : `Tell ${it(a)}: the encryption of ${theProxy(a)} itself cannot be agreed on.`,
  ),
  'site.name-not-found': causeText(
    'There is no site with this name',
    (a) =>
      `The name ${a.target} is not known${a.proxyHost === undefined ? '' : `, as ${theProxy(a)} reports`}. There may be a typing mistake, or the bookmark is out of date.`,
    (a) =>
      a.suggestedUrl === undefined
        ? 'Check the spelling of the address, or look for the site with a search engine.'
        : `Try ${a.suggestedUrl}, which answers.`,
  ),
  'site.port-closed': causeText(
    'The site takes no connections',
    (a) =>
      `The computer behind ${a.target} answers, but its web service does not run. Other sites work, so your network is not the cause.`,
    'Check that the port in the address is right; otherwise try later or tell the owner of the site.',
  ),
  'site.unreachable': causeText(
    'The site does not answer',
    (a) =>
      `${a.target} gives no answer, while other sites work on the same way. The site is probably down for the moment.`,
    'Try again later, or tell the owner of the site.',
  ),
  'site.unreachable-from-proxy': causeText(
    'The proxy does not get through to this site',
    (a) =>
      `Other sites work. Either ${a.target} is down, or something is wrong on the way from ${theProxy(a)} to it${status(a)}.`,
    (a) => `Try again later; if the site works elsewhere, tell ${it(a)}.`,
  ),
  'site.login-required': causeText(
    'The site asks you to sign in',
    (a) =>
      `The request comes from the site ${a.target}, not from the proxy${a.realm === undefined ? '' : ` (area: ${a.realm})`}. Your proxy password does not belong there.`,
    (a) => `Open ${a.target} in a browser and sign in with your account for that site.`,
  ),
  'site.credentials-rejected': causeText(
    'The site did not accept the sign-in',
    (a) =>
      `${a.target} rejected the user name or password in the address. The proxy has nothing to do with it. Check both and do not try too often, because accounts can be locked.`,
    'Check the user name and password for this site, or have the password reset there.',
  ),
  'site.session-expired': causeText(
    'Your sign-in to the site has expired',
    (a) => `${a.target} knows the sign-in that was sent, but its time is over. That is normal after a longer break.`,
    (a) => `Sign in to ${a.target} again.`,
  ),
  'site.challenge-missing': causeText(
    'The site wants a sign-in but does not say how',
    (a) =>
      `${a.target} answers 401 without naming a way of signing in, which the standard requires. Browsers can only show an error page then.`,
    'Use the sign-in page of the site; tell its owner that the 401 answer has no WWW-Authenticate header.',
  ),
  'site.forbidden': causeText(
    'The site refuses access',
    (a) =>
      `${a.target} understood the request and says no${status(a)}. The answer comes from the site, not from the proxy; another password does not help.`,
    'Ask the owner of the site for access to this page.',
  ),
  'site.not-found': causeText(
    'This page does not exist',
    (a) =>
      `The site ${a.target} answers, but has no page at this address${status(a)}. The link or bookmark is probably out of date.`,
    (a) => `Check the address, or start from the home page of ${a.target}.`,
  ),
  'site.rate-limited': causeText(
    'The site received too many requests',
    (a) =>
      `${a.target} asks for a pause${status(a)}. Where many people share one proxy, the site may count them all as one.`,
    'Wait some minutes before you try again.',
  ),
  'site.error': causeText(
    'The site has trouble of its own',
    (a) =>
      `${a.target} was reached, but answered with an error${status(a)}. Your computer, the network and the proxy work.`,
    'Try again later; if it stays, tell the owner of the site.',
  ),
  'site.redirect-loop': causeText(
    'The site sends you in circles',
    (a) =>
      `${a.target} keeps redirecting from one address to the next without ever showing a page. Sometimes old cookies are the reason, mostly the set-up of the site.`,
    (a) => `Delete the cookies of ${a.target}; if that does not help, tell the owner of the site.`,
  ),
  'site.scheme-mismatch': causeText(
    'http and https are mixed up',
    (a) =>
      `At this address the site does not speak the form that was asked for. ${a.suggestedUrl === undefined ? 'With the other beginning of the address it may answer.' : `It answers at ${a.suggestedUrl}.`}`,
    (a) =>
      a.suggestedUrl === undefined
        ? 'Change http:// to https:// in the address, or the reverse.'
        : `Use ${a.suggestedUrl}.`,
  ),
  'site.sends-407': causeText(
    'The site answers as if it were a proxy',
    (a) =>
      `${a.target} itself sends status 407, which only a proxy may send. ${a.proxyHost === undefined ? 'Your proxy settings' : TheProxy(a)} did not ask for anything. Do not enter your proxy password.`,
    'Tell the owner of the site that it answers with status 407.',
  ),
} satisfies CausesSite;
