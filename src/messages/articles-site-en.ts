import type { ArticleText } from './article.ts';
import type { CausesSite } from './messages.ts';

/** English articles on the causes at and behind the encryption. */
export const articlesSiteEn = {
  'tls.intercepted-untrusted': {
    whatItMeans: [
      'Many companies open encrypted traffic to look for malware. The device then shows certificates of its own, and this computer does not know their issuer.',
    ],
    howWeKnow:
      'This site and another one show certificates of the same issuer, which is neither public nor trusted here.',
    whatToDo: [
      'Do not click warnings away: an attacker would look the same.',
      'In a hotel or café, leave the network.',
      'In the company, ask IT to install the certificate.',
    ],
    forAdministrators: [
      'Roll the inspection certificate out to the system store, and to programs with a store of their own (Firefox, Java, Node, Python).',
    ],
  },
  'tls.inspected': {
    whatItMeans: ['The network opens and re-encrypts traffic, and this computer trusts that. Nothing is broken.'],
    howWeKnow: 'This site and another one show certificates of the same issuer, which is not a public one.',
    whatToDo: [
      'Nothing has to be done.',
      'If a single program complains, its own certificate list lacks the issuer; tell IT.',
    ],
  },
  'tls.certificate-untrusted': {
    whatItMeans: [
      'A certificate is an identity card, issued by an authority. Nobody known vouches for this one, so the site might be a fake.',
    ],
    howWeKnow: 'Only this site’s certificate was rejected; another site’s was fine.',
    whatToDo: [
      'Enter no password.',
      'Check the address for look-alike letters.',
      'Tell the owner of the site; for internal sites, your IT department.',
    ],
    forSiteOwners: ['Send the whole chain with the intermediate certificates, from a public authority.'],
  },
  'tls.certificate-expired': {
    whatItMeans: ['Certificates are valid for a limited time. This one is over, or has not begun.'],
    howWeKnow: 'The dates of the certificate were compared with a clock that was checked against other servers.',
    whatToDo: [
      'Enter nothing confidential.',
      'Try again tomorrow; owners usually notice soon.',
      'Tell the owner of the site.',
    ],
    forSiteOwners: ['Renew the certificate and reload the server; set up automatic renewal with a warning.'],
  },
  'tls.name-mismatch': {
    whatItMeans: [
      'The certificate is made out to other names than the one you asked for. Often "www." is missing or too much.',
    ],
    howWeKnow: 'The name in the address is not among the names of the certificate.',
    whatToDo: [
      'Try the address with or without www.',
      'Use one of the names in the result, if you know it.',
      'Otherwise tell the owner of the site.',
    ],
    forSiteOwners: ['Add all names to the certificate; check which one the server shows without SNI.'],
  },
  'tls.handshake-failed': {
    whatItMeans: ['Before encryption, both sides agree on a method. They found none, or one of them broke off.'],
    howWeKnow: 'The other side sent an alert, or something that is not encryption.',
    whatToDo: [
      'Update browser and operating system.',
      'Try the site from another network; if it works there, tell your IT department.',
    ],
    forAdministrators: ['Check whether an inspecting device breaks newer methods.'],
    forSiteOwners: ['Offer TLS 1.2 and 1.3 with usual ciphers.'],
  },
  'site.name-not-found': {
    whatItMeans: ['There is no address for this name. Usually a letter is wrong, or the site no longer exists.'],
    howWeKnow: 'Other names are found, this one is not, at whoever looks it up: this computer or the proxy.',
    whatToDo: [
      'Check the spelling and the ending (.com, .co.jp).',
      'Try with or without www.',
      'For internal names, connect the VPN.',
    ],
    forSiteOwners: ['Check the DNS records and whether the domain was renewed.'],
  },
  'site.port-closed': {
    whatItMeans: ['The computer of the site is there, but nothing listens at the port in the address.'],
    howWeKnow: 'The connection was refused at once; other sites work.',
    whatToDo: [
      'Check the number behind the colon, if there is one.',
      'Try http instead of https, or the reverse.',
      'Try later.',
    ],
    forSiteOwners: ['Start the web service; check its port and firewall.'],
  },
  'site.unreachable': {
    whatItMeans: ['The site gives no sign of life, while others work on the same way.'],
    howWeKnow: 'Only this site timed out; a comparison site answered.',
    whatToDo: [
      'Try again later.',
      'Look whether the site opens with a phone on mobile data.',
      'If it does, send the report to your IT department.',
    ],
    forSiteOwners: ['Check server, line and address filters.'],
  },
  'site.unreachable-from-proxy': {
    whatItMeans: ['The proxy tried to reach this site for you and failed. For other sites it works.'],
    howWeKnow: 'The proxy reported an error for this site only.',
    whatToDo: [
      'Try again later.',
      'Look whether the site opens with a phone on mobile data.',
      'If it does, the way from the proxy is at fault: tell IT.',
    ],
    forAdministrators: ['Try the site from the proxy host; check name look-up, IPv6 and filters on the way.'],
    forSiteOwners: ['Check whether addresses of companies are blocked.'],
  },
  'site.login-required': {
    whatItMeans: ['The site wants a sign-in with an account for that site. The proxy is not involved.'],
    howWeKnow: 'The 401 answer came from the site, and no sign-in had been sent.',
    whatToDo: [
      'Sign in on the site.',
      'Do not use your proxy password there.',
      'Without an account, ask the owner of the site.',
    ],
  },
  'site.credentials-rejected': {
    whatItMeans: ['The site received a user name and password and said no.'],
    howWeKnow: 'The site answered 401 although a sign-in was in the address.',
    whatToDo: [
      'Check capitals, full-width characters and blanks.',
      'Take the password out of the address and sign in on the page.',
      'Use "forgot password" on the site.',
    ],
  },
  'site.session-expired': {
    whatItMeans: ['After signing in, a site remembers you for a limited time. That time is over.'],
    howWeKnow: 'The site said that the token is no longer valid.',
    whatToDo: ['Sign in again.', 'If it happens at once, check the clock and allow cookies for this site.'],
    forSiteOwners: ['Send people to the sign-in page instead of a bare 401; check token lifetimes and clocks.'],
  },
  'site.challenge-missing': {
    whatItMeans: ['The site wants a sign-in but leaves out how. Browsers can only show an error.'],
    howWeKnow: 'The 401 answer has no WWW-Authenticate header.',
    whatToDo: ['Look for the sign-in page of the site and start there.', 'Tell the owner of the site.'],
    forSiteOwners: [
      'RFC 9110, section 15.5.2 requires the header; check applications and front servers that remove it.',
    ],
  },
  'site.forbidden': {
    whatItMeans: [
      'The site itself says no. Your account lacks the right, or the site refuses your address or country.',
    ],
    howWeKnow: 'The 403 answer came from the site, not from the proxy.',
    whatToDo: [
      'Check that you are signed in with the right account.',
      'Delete the cookies of the site and sign in again.',
      'Ask its owner for access.',
    ],
    forSiteOwners: [
      'Check permissions, .htaccess, address filters, security plug-ins and what a company’s shared address triggers.',
    ],
  },
  'site.not-found': {
    whatItMeans: ['The site works, but this page is gone or never existed.'],
    howWeKnow: 'The site answered 404 or 410.',
    whatToDo: ['Check the address.', 'Look for the page from the home page.', 'Replace the bookmark.'],
    forSiteOwners: ['Redirect pages that have moved.'],
  },
  'site.rate-limited': {
    whatItMeans: ['The site counts requests by address. Behind a proxy, all colleagues share one.'],
    howWeKnow: 'The 429 answer came from the site.',
    whatToDo: ['Wait some minutes.', 'Sign in, if the site allows: it may count you apart.'],
    forSiteOwners: ['Count accounts rather than addresses, and send Retry-After.'],
  },
  'site.error': {
    whatItMeans: ['The site was reached and failed by itself.'],
    howWeKnow: 'The answer came from the site, with an error status.',
    whatToDo: [
      'Reload once, then try later.',
      'Delete the cookies of the site, if only you are affected.',
      'Tell the owner, with time and address.',
    ],
    forSiteOwners: [
      'Read the error log for that time; undo the last change; switch plug-ins off one by one on a copy.',
    ],
  },
  'site.redirect-loop': {
    whatItMeans: ['A site may send you on to another address. Here the addresses point at each other.'],
    howWeKnow: 'The same address came up again, or there were more than 20 redirects; the chain is in the record.',
    whatToDo: ['Delete the cookies of this site.', 'Try with https:// and with or without www.', 'Tell the owner.'],
    forSiteOwners: [
      'Look for opposing rules in .htaccess, in the application and at the content network (http to https and back).',
    ],
  },
  'site.scheme-mismatch': {
    whatItMeans: ['http is plain, https is encrypted. The port of this address speaks the other one.'],
    howWeKnow: 'The site answered plain text to encryption, or the reverse.',
    whatToDo: ['Change the beginning of the address to the other form.', 'Replace the bookmark.'],
    forSiteOwners: ['Redirect http to https, and offer https on port 443.'],
  },
  'site.sends-407': {
    whatItMeans: [
      'Status 407 belongs to proxies. If a site sends it, browsers may ask for your proxy password, and it would go to the wrong place.',
    ],
    howWeKnow: 'The answer came on a direct way or inside an encrypted connection, where only the site can answer.',
    whatToDo: ['Enter no password.', 'Tell the owner of the site.'],
    forSiteOwners: ['Answer 401. A relay behind the site may pass its own 407 on.'],
  },
} satisfies Record<keyof CausesSite, ArticleText>;
