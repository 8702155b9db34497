import type { StatusArticleId, StatusArticleText } from './article.ts';

/** English articles on HTTP statuses. */
export const articlesStatusEn = {
  401: {
    title: '401: the site asks who you are',
    whatItMeans: [
      'Status 401 means "sign in first". It always concerns the site you want to open, never the proxy. Either no sign-in was sent, or the one that was sent is wrong or has expired.',
      'The number looks similar to 407, which has the same meaning but comes from the proxy. Your proxy password does not help with 401.',
    ],
    howWeKnow:
      'Throughway looks at who sent the answer: inside an encrypted connection only the site can have sent it. It reads the WWW-Authenticate header, which names the way of signing in, and notes whether a sign-in had been sent.',
    whatToDo: [
      'Check that the address is right, without typing mistakes, and that it is not an old bookmark.',
      'Open the home page of the site and sign in there with your account for that site.',
      'Check upper and lower case, full-width characters, blanks at the ends and Caps Lock.',
      'If it worked before, sign out and in again: the session may have expired.',
      'If an old password is filled in by itself, delete the stored one; then delete the cookies of this site.',
    ],
    forSiteOwners: [
      'Send a WWW-Authenticate header with every 401 (RFC 9110, section 15.5.2).',
      'Check the last change: access rules, .htaccess, security plug-ins, token lifetimes. Undo it on a copy first.',
      'Use 403 where signing in would not help.',
    ],
  },
  403: {
    title: '403: the answer is no',
    whatItMeans: [
      'Status 403 means that the request was understood and refused. Another password does not help; somebody has to give permission.',
      'It can come from the site, or from the proxy of your company when its rules block the site. Both look much the same in a browser.',
    ],
    howWeKnow:
      'A refusal before the encrypted connection stands is the proxy’s; one inside it is the site’s. For plain http, Throughway looks at the headers of the answer and compares with another site on the same way.',
    whatToDo: [
      'Run a check and read who refused: the proxy or the site.',
      'If it was the proxy, ask your IT department to allow the site, and say what you need it for.',
      'If it was the site, check that you are signed in with the right account, then ask its owner for access.',
      'If it worked yesterday, switch off a private VPN: some sites refuse its addresses.',
    ],
    forAdministrators: [
      'Let the block page name the rule or category and a contact; a bare reset looks like a fault.',
      'Look at the access log for the time and the address in the report.',
    ],
    forSiteOwners: ['Check file permissions, the index file, address filters and the web application firewall.'],
  },
  404: {
    title: '404: there is no such page',
    whatItMeans: [
      'The site was reached and answered, but it has no page at this address. Network, proxy and password are all fine.',
    ],
    howWeKnow:
      'The answer came from the site itself. A few proxies also say 404 when they cannot reach a site; a comparison with another site tells.',
    whatToDo: [
      'Look for typing mistakes, also in upper and lower case.',
      'Shorten the address to the name of the site and look for the page from there.',
      'Replace an old bookmark.',
    ],
    forSiteOwners: ['Redirect pages that have moved, and look for links to missing pages in the log.'],
  },
  407: {
    title: '407: the proxy asks who you are',
    whatItMeans: [
      'A proxy stands between your computer and the sites. Status 407 means that it passes nothing on before you have signed in to it. The site has not even heard of your request.',
      'Either no user name and password were sent, or they were rejected, or the proxy and this computer have no common way of signing in.',
    ],
    howWeKnow:
      'Only a proxy may answer 407. Throughway reads the Proxy-Authenticate header, which names the ways of signing in (Basic, Digest, NTLM, Negotiate), and compares with another site: if that one passes with the same sign-in, it is a rule for one site and not your password.',
    whatToDo: [
      'Enter your user name and password for the proxy; often they are those of your computer at work.',
      'Check upper and lower case, full-width characters, blanks, Caps Lock and the Japanese input method.',
      'If you changed your password recently, replace the stored one wherever it is kept.',
      'Do not try again and again: after several mistakes the account may be locked.',
      'Some companies want DOMAIN\\name or an e-mail address as the user name; ask if you are unsure.',
    ],
    forAdministrators: [
      'Send a valid Proxy-Authenticate header with every 407, and offer a way that all clients know.',
      'Avoid Basic over an unencrypted connection to the proxy.',
      'If a rule for blocked sites ends in 407, people keep typing passwords in vain; answer 403 there.',
      'Check the connection of the proxy to the user directory, the account lock and the clock (Kerberos).',
    ],
    forSiteOwners: ['A site must never answer 407 itself; use 401.'],
  },
  429: {
    title: '429: too many requests',
    whatItMeans: [
      'The other side wants a pause, because too many requests came from your address. Behind a company proxy all colleagues share one address.',
    ],
    howWeKnow:
      'Throughway tells by the sender of the answer whether the site or the proxy asks for the pause, and notes the Retry-After header.',
    whatToDo: [
      'Wait some minutes.',
      'Close pages that reload by themselves.',
      'If it happens often, tell IT: perhaps one program sends far too much.',
    ],
    forAdministrators: ['Look for one client with an unusual number of requests.'],
    forSiteOwners: ['Send Retry-After, and count signed-in users rather than addresses.'],
  },
  502: {
    title: '502: the relay got no proper answer',
    whatItMeans: [
      'A device in the middle asked the next one for you and got no usable answer. That device is either the proxy of your company or a server in front of the site.',
    ],
    howWeKnow:
      'Throughway compares with other sites. If they fail as well, the proxy has lost its connection. If they work, this site or the way to it is at fault.',
    whatToDo: [
      'Wait a minute and reload the page once.',
      'Check another site. If none opens, tell your IT department; if others open, the site is at fault.',
      'If the site opens with a phone outside the company network, send the report to your IT department.',
    ],
    forAdministrators: ['Check name look-up, line and parent proxies of the proxy, and its time limits.'],
    forSiteOwners: [
      'Check the application behind the web server or load balancer: running, right port, valid certificate.',
    ],
  },
  503: {
    title: '503: not available at the moment',
    whatItMeans: [
      'The service exists but cannot answer now: too much load, maintenance, or a line that is down. It may be the proxy or the site.',
    ],
    howWeKnow:
      'The comparison with other sites and the headers of the answer tell whether the proxy or the site said so. Retry-After tells how long it may take.',
    whatToDo: [
      'Wait some minutes before you try again.',
      'Check another site.',
      'If every site says 503, tell your IT department.',
    ],
    forAdministrators: [
      'Look at load, connection limits and the state of parent proxies.',
      'Many proxies also say 503 when a name cannot be found.',
    ],
    forSiteOwners: ['End maintenance mode, check limits and memory, and send Retry-After during planned work.'],
  },
  504: {
    title: '504: the relay waited in vain',
    whatItMeans: [
      'A device in the middle passed your request on and got no answer in time. It may be the proxy of your company or a server in front of the site.',
    ],
    howWeKnow:
      'Throughway measures how long each hop takes and compares with other sites, so it can tell a slow proxy from a slow site.',
    whatToDo: [
      'Try again in a few minutes.',
      'For large searches or uploads, use smaller portions.',
      'If every site is slow, tell your IT department.',
    ],
    forAdministrators: [
      'Check whether a firewall drops packets from the proxy to the outside, and the time limits of parent proxies.',
    ],
    forSiteOwners: [
      'Look for slow queries, and raise the time limit of the front server only for what really needs it.',
    ],
  },
} satisfies Record<StatusArticleId, StatusArticleText>;
