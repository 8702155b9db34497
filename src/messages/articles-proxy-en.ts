import type { ArticleText } from './article.ts';
import type { CausesProxy } from './messages.ts';

/** English articles on the causes at the proxy. */
export const articlesProxyEn = {
  'proxy.down': {
    whatItMeans: ['The computer that carries the proxy is on, but the proxy program on it is not running.'],
    howWeKnow: 'The connection was refused at once, and no other usual port has a proxy.',
    whatToDo: [
      'Ask a colleague: if it concerns everybody, IT probably knows already.',
      'Send the report.',
      'Try again in some minutes.',
    ],
    forAdministrators: [
      'Start the service; look at its log for the reason (disk full, certificate, configuration).',
      'A firewall that rejects looks the same.',
    ],
  },
  'proxy.unreachable': {
    whatItMeans: ['Nothing answers at the address of the proxy: it is off, moved, or out of reach from here.'],
    howWeKnow: 'Several ports and an echo request were tried; none got an answer.',
    whatToDo: [
      'Check that you are in the company network or VPN.',
      'Compare the address with a colleague’s.',
      'Send the report.',
    ],
    forAdministrators: ['Check the host, its address and the routes from this network.'],
  },
  'proxy.not-a-proxy': {
    whatItMeans: [
      'Another service answers there, such as a web server or remote access. It is not made to pass pages on.',
    ],
    howWeKnow: 'The port answered every kind of proxy greeting like some other service.',
    whatToDo: ['Compare name and port with the instructions of your company.', 'Ask for the right address.'],
    forAdministrators: ['If the proxy has moved, correct policies and instructions.'],
  },
  'proxy.no-response': {
    whatItMeans: ['The proxy takes connections but says nothing. Pages seem to load without end.'],
    howWeKnow: 'The connection stood, the request was sent, and no byte came within the time limit.',
    whatToDo: ['Try again in a few minutes.', 'If colleagues have the same, tell IT.'],
    forAdministrators: ['Look at load, worker processes, sign-in helpers and name look-up of the proxy.'],
  },
  'proxy.drops-connection': {
    whatItMeans: ['The proxy, or a device before it, closes the connection in the middle.'],
    howWeKnow: 'The connection ended before a complete answer, twice.',
    whatToDo: ['Check again in some minutes.', 'Send the report; it says how many bytes came.'],
    forAdministrators: ['Look for crashes, connection limits and access lists that close without an answer.'],
  },
  'proxy.malformed-reply': {
    whatItMeans: ['What came back is not an answer that a proxy may give.'],
    howWeKnow: 'The answer was read strictly by the standard, within limits; its first bytes are in the record.',
    whatToDo: ['Send the report to your IT department.'],
    forAdministrators: ['Look for a device that answers in the place of the proxy, and for faulty filters.'],
  },
  'proxy.tls-untrusted': {
    whatItMeans: [
      'The connection to this proxy is encrypted, but its certificate is not valid or its issuer is not known here. A password could fall into wrong hands.',
    ],
    howWeKnow: 'The certificate of the proxy itself was examined, before anything was sent.',
    whatToDo: ['Enter no password.', 'Check the clock of this computer.', 'Ask your IT department.'],
    forAdministrators: [
      'Renew the certificate with the name that clients use, send the whole chain, or roll the issuer out.',
    ],
  },
  'proxy.auth-required': {
    whatItMeans: [
      'The proxy passes requests only from people it knows. Nothing was entered yet, so it answers 407. Nothing is broken.',
    ],
    howWeKnow: 'The proxy asked for a sign-in, and none was stored or given.',
    whatToDo: [
      'Enter your user name and password for the proxy.',
      'Let Throughway store them in the keychain; it tries them first.',
      'If you have no account, ask your IT department.',
    ],
    forAdministrators: ['For computers in a domain, Kerberos (Negotiate) signs in without a question.'],
  },
  'proxy.credentials-rejected': {
    whatItMeans: [
      'The proxy received a user name and password and said no: mistyped, changed, expired, or the account is locked.',
    ],
    howWeKnow:
      'The sign-in was sent once, and the proxy refused it for another site as well. Nothing is sent a second time.',
    whatToDo: [
      'Show the password while typing; look for capitals, full-width characters and blanks.',
      'Think of a recent change of password; replace stored ones in browsers, git, npm and other tools.',
      'Try the form DOMAIN\\name only if your company uses it.',
      'If you are sure it is right, ask IT whether the account is locked.',
    ],
    forAdministrators: [
      'Look at the account: locked, expired, not in the group for the proxy.',
      'Characters outside ASCII: the proxy may expect another encoding.',
    ],
  },
  'proxy.auth-scheme-unsupported': {
    whatItMeans: [
      'A proxy offers one or several ways of signing in. This computer can use none of them, often because there is no Kerberos ticket or no domain.',
    ],
    howWeKnow: 'Every offer was read, and for each the result says what is missing here.',
    whatToDo: [
      'Sign out of this computer and in again while connected to the company network; that renews tickets.',
      'Check the clock.',
      'Send the report to your IT department.',
    ],
    forAdministrators: [
      'Offer a second way for computers outside the domain.',
      'Register the service name (HTTP/proxy name) for Kerberos, and use that name in the settings, not an address.',
    ],
  },
  'proxy.auth-challenge-missing': {
    whatItMeans: ['The proxy wants a sign-in but leaves out how. No browser can ask you then.'],
    howWeKnow: 'The 407 answer has no Proxy-Authenticate header that can be read.',
    whatToDo: ['Send the report to your IT department.'],
    forAdministrators: [
      'RFC 9110, section 15.5.8 requires the header. Check error pages and devices that remove headers.',
    ],
  },
  'proxy.auth-broken': {
    whatItMeans: [
      'The proxy accepts your password and asks again a moment later. Browsers show the sign-in window over and over.',
    ],
    howWeKnow: 'The same sign-in was accepted once and then asked for again.',
    whatToDo: ['Do not change your password.', 'Close the sign-in windows and send the report.'],
    forAdministrators: [
      'NTLM and Negotiate belong to one connection: a balancer must keep it.',
      'Check sign-in helpers and cache times when several proxies share the load.',
    ],
  },
  'proxy.access-denied': {
    whatItMeans: ['A rule of your company stops this site. You are signed in properly, and other sites work.'],
    howWeKnow: 'The proxy refused this site and let another one pass in the same way.',
    whatToDo: [
      'Read the notice of the proxy, if there is one: it may name the rule.',
      'If you need the site for work, ask for permission.',
      'Do not enter your password again and again.',
    ],
    forAdministrators: [
      'Allow this site for the person who asks, or say why it stays blocked; the rule stands in the log of the proxy at the time and for the address named here.',
      'A deny rule that ends in 407 makes people doubt their password; answer 403.',
    ],
  },
  'proxy.client-not-allowed': {
    whatItMeans: [
      'The proxy refuses everything that comes from this computer: its address, its network or the time of day is not on the list.',
    ],
    howWeKnow: 'Every site was refused in the same way, and the proxy did not ask for a sign-in.',
    whatToDo: [
      'Check that you are in the right network, not the one for guests.',
      'Ask your IT department to allow this computer.',
    ],
    forAdministrators: ['Add the network to the proxy’s access list; look at rules for time and program.'],
  },
  'proxy.request-too-large': {
    whatItMeans: ['Each request carries a header. Cookies and tickets make it long, and this proxy has a limit.'],
    howWeKnow: 'The request was refused as too long, and a shorter one passed.',
    whatToDo: [
      'Delete the cookies of this site.',
      'If it concerns all sites, tell IT: the sign-in ticket may be too large.',
    ],
    forAdministrators: ['Raise the header limit (64 KB suits large Kerberos tickets), or trim group memberships.'],
  },
  'proxy.port-not-allowed': {
    whatItMeans: ['For encrypted connections, proxies usually allow only the port 443. This address uses another one.'],
    howWeKnow: 'The same host, or another site, passes on port 443; only this port is refused.',
    whatToDo: ['Try the address without the number behind the colon.', 'Otherwise ask for this port to be allowed.'],
    forAdministrators: ['Add the port to the list of CONNECT ports, if possible for this host only.'],
    forSiteOwners: ['Offer the service on port 443; many companies allow nothing else.'],
  },
  'proxy.connect-not-supported': {
    whatItMeans: [
      'For https, a proxy has to open a tunnel. This one does not know that command, so only old http pages work.',
    ],
    howWeKnow: 'The proxy answered the tunnel command with "unknown" or "not allowed", but fetches plain pages.',
    whatToDo: ['Ask which proxy is meant for https and enter it.'],
    forAdministrators: ['Enable CONNECT, or name another proxy for https in the settings.'],
  },
  'proxy.upstream-down': {
    whatItMeans: [
      'The proxy itself works, but what lies behind it does not: the internet line, its name server or a further proxy.',
    ],
    howWeKnow: 'The proxy answered for this site and for others with an error of its own.',
    whatToDo: ['Wait; your IT department is probably at work on it.', 'Send the report if nobody else has.'],
    forAdministrators: ['Check line, name look-up and parent proxies from the proxy host.'],
  },
  'proxy.overloaded': {
    whatItMeans: ['The proxy has more requests than it can handle, or it limits how many you may send.'],
    howWeKnow: 'The proxy said so with status 429, or 503 with a time to wait.',
    whatToDo: ['Wait some minutes.', 'Pause large downloads and pages that reload by themselves.'],
    forAdministrators: ['Look at connections, memory and the busiest clients.'],
  },
} satisfies Record<keyof CausesProxy, ArticleText>;
