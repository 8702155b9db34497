/** English words of the site-owner view and of the administrator's view of a proxy. */
import type { Advice, FindingCode, FindingDetails, Severity } from '../inspect/finding.ts';
import type { PortOutcome } from '../inspect/proxy-ports.ts';
import type { Strength } from '../inspect/sign-in-schemes.ts';
import type { ProxyView } from '../inspect/proxy-view.ts';

/** The words for one finding: a heading without full stop, and what is wrong with what to do about it. */
export interface FindingWords {
  readonly title: string;
  readonly text: (details: FindingDetails) => string;
}

const say = (title: string, text: string | ((d: Filled) => string)): FindingWords => ({
  title,
  text: typeof text === 'string' ? () => text : (details) => text(fill(details)),
});

type Filled = ReturnType<typeof fill>;

/** Every detail as text; what is absent reads as a dash. */
function fill(
  d: FindingDetails,
): Record<
  | 'url'
  | 'to'
  | 'host'
  | 'status'
  | 'other'
  | 'header'
  | 'value'
  | 'kind'
  | 'names'
  | 'ports'
  | 'days'
  | 'time'
  | 'count'
  | 'of'
  | 'ms',
  string
> {
  return {
    url: d.url ?? '–',
    to: d.to ?? '–',
    host: d.host ?? '–',
    status: String(d.status ?? '–'),
    other: String(d.otherStatus ?? '–'),
    header: d.header ?? '–',
    value: d.value ?? '–',
    kind: d.kind ?? '–',
    names: (d.names ?? ['–']).join(', '),
    ports: (d.ports ?? ['–']).join(', '),
    days: String(d.days ?? '–'),
    time: d.time?.slice(0, 10) ?? '–',
    count: String(d.count ?? '–'),
    of: String(d.of ?? '–'),
    ms: String(Math.round(d.ms ?? 0)),
  };
}

const severities: Record<Severity, string> = { problem: 'Problem', warning: 'Needs action', note: 'Note' };

const findings: Record<FindingCode, FindingWords> = {
  'no-answer': say(
    'The site gives no answer',
    (d) =>
      `${d.url} can’t be fetched. See whether the server runs and its name and ports are right; its error log says more.`,
  ),
  'proxy-refused': say(
    'The proxy refuses this address',
    (d) =>
      `It is not the site but the proxy that answers ${d.status} for ${d.url}. Ask the proxy’s administrator, or look at the site from another network.`,
  ),
  'proxy-answered': say(
    'The proxy answers in place of the site',
    (d) =>
      `The answer ${d.status} for ${d.url} was made by the proxy. What is said here of its headers is about the proxy.`,
  ),
  'error-status': say(
    'The site says that it failed',
    (d) =>
      `${d.url} answers ${d.status}. The error log of the web server has an entry for this moment; if a change was made recently, undo it first.`,
  ),
  'redirect-loop': say(
    'The redirects go round in a circle',
    (d) =>
      `${d.url} leads back to ${d.to} without end, so no browser ever shows a page. Look for two rules that send visitors to each other, often http to https and back.`,
  ),
  'redirect-chain-long': say(
    'Many redirects before a page',
    (d) =>
      `${d.count} redirects come before the page. Each one is a wait for every visitor; lead to the last address at once.`,
  ),
  'redirect-to-clear': say(
    'A redirect leaves the encrypted connection',
    (d) =>
      `${d.url} leads to ${d.to}, where anybody on the way can read and change the page. Let it lead to an https address.`,
  ),
  'redirect-without-location': say(
    'A redirect without a destination',
    (d) =>
      `${d.url} answers ${d.status} and does not say where to go. Add the Location header, or answer with another status.`,
  ),
  'location-invalid': say(
    'The destination of a redirect can’t be read',
    (d) =>
      `${d.url} leads to “${d.value}”, which is not a valid address: blanks and letters outside ASCII must be percent-encoded.`,
  ),
  'challenge-missing': say(
    '401 without a way to sign in',
    (d) =>
      `${d.url} answers 401 and sends no WWW-Authenticate header, so browsers can’t ask for a password. Add the header, or answer 403 if nobody can sign in.`,
  ),
  'challenge-malformed': say(
    'The request to sign in can’t be read',
    (d) =>
      `The WWW-Authenticate header is “${d.value}”. Put quotation marks around values, and a comma between parameters.`,
  ),
  'basic-without-realm': say(
    'Basic without a realm',
    'The realm parameter is missing, so browsers can’t tell which password belongs here. Add realm="…".',
  ),
  'basic-in-clear': say(
    'Passwords are asked for without encryption',
    (d) =>
      `${d.url} asks for a password by Basic over plain http. Everybody on the way can read it: lead to https before asking.`,
  ),
  'digest-incomplete': say(
    'Digest without what it needs',
    (d) => `The challenge lacks ${d.names}. Without it no client can compute an answer.`,
  ),
  'bearer-without-parameters': say(
    'Bearer without parameters',
    'The scheme must be followed by at least one parameter, such as realm or scope.',
  ),
  'bearer-error-without-token': say(
    'An error about a token that was not sent',
    (d) =>
      `The challenge says “${d.value}” although no token was sent. A first request should only be told that a token is needed.`,
  ),
  'site-sends-407': say(
    'A site answers with a proxy’s status',
    (d) =>
      `${d.url} answers 407, which only a proxy may send. Browsers then ask for the proxy’s password and give it to the site. Answer 401 instead.`,
  ),
  'allow-missing': say(
    '405 without the permitted methods',
    'The answer 405 must name the permitted methods in the Allow header.',
  ),
  'retry-after-invalid': say(
    'Retry-After can’t be read',
    (d) => `“${d.value}” is neither a number of seconds nor a date, so nobody knows when to come back.`,
  ),
  'date-missing': say(
    'No date in the answer',
    'A server with a clock must send the Date header; caches and sign-ins rely on it.',
  ),
  'date-invalid': say(
    'The date of the answer can’t be read',
    (d) => `The ${d.header} header is “${d.value}”. It has the form “Sun, 22 Nov 2026 08:00:00 GMT”.`,
  ),
  'length-and-chunked': say(
    'Two lengths in one answer',
    'Content-Length stands beside Transfer-Encoding. Proxies refuse such answers, because attackers use them to smuggle requests. Take one of them out.',
  ),
  'lengths-differ': say(
    'Content-Length contradicts itself',
    (d) => `The header says “${d.value}”. Where an answer ends can’t be told, and proxies refuse it.`,
  ),
  'length-not-allowed': say(
    'A length on an answer without content',
    'An answer 204 has no content and must not carry Content-Length.',
  ),
  'body-cut': say(
    'The answer breaks off',
    (d) =>
      `After ${d.count} bytes the connection was closed before the answer was complete. A program behind the web server probably ended; see its log.`,
  ),
  'hsts-invalid': say(
    'Strict-Transport-Security can’t be read',
    (d) => `“${d.value}” is not in the form “max-age=31536000; includeSubDomains”, so browsers ignore it.`,
  ),
  'hsts-in-clear': say(
    'Strict-Transport-Security without encryption',
    'Over plain http browsers ignore this header. Send it over https only.',
  ),
  'cookie-not-secure': say(
    'Cookies that may travel unencrypted',
    (d) => `These cookies lack the Secure attribute: ${d.names}. A single plain request gives them away.`,
  ),
  'crawler-status': say(
    'Search engines are answered differently',
    (d) =>
      `A crawler gets ${d.status}, a browser ${d.other}. Pages that crawlers can’t fetch drop out of search results; see which rule or plugin looks at the User-Agent.`,
  ),
  'crawler-redirect': say(
    'Search engines are sent elsewhere',
    (d) =>
      `A crawler is led to ${d.to}, a browser is not. Attackers often hide such a redirect in .htaccess or in a plugin.`,
  ),
  'crawler-noindex': say(
    'Only search engines are told to leave the page out',
    'The answer to a crawler says noindex, that to a browser does not.',
  ),
  noindex: say(
    'Search engines are told to leave the page out',
    'The page says noindex. This is fine if it is meant so.',
  ),
  'certificate-expired': say(
    'A certificate has expired',
    (d) =>
      `The certificate of ${d.kind} ended on ${d.time}, ${d.days} days ago. Renew it, and see why it did not renew by itself.`,
  ),
  'certificate-not-yet-valid': say(
    'A certificate is not valid yet',
    (d) => `The certificate of ${d.kind} begins on ${d.time}. See whether the clocks are right.`,
  ),
  'certificate-expires-soon': say(
    'A certificate ends soon',
    (d) => `The certificate of ${d.kind} ends on ${d.time}, in ${d.days} days. Renew it now.`,
  ),
  'certificate-name': say(
    'The certificate is for other names',
    (d) =>
      `${d.host} is not among the names of its certificate: ${d.names}. Add the name, or give this server its own certificate.`,
  ),
  'chain-incomplete': say(
    'The chain of certificates is incomplete',
    (d) =>
      `${d.host} sends ${d.count} of its certificates, and nobody here knows “${d.kind}”. Send the intermediate certificates as well; if the issuer is your own, its root must be given out.`,
  ),
  'certificate-self-signed': say(
    'The certificate vouches for itself',
    (d) => `${d.host} uses the certificate of ${d.kind}, which no known authority has signed.`,
  ),
  'certificate-refused': say(
    'The certificate is not accepted',
    (d) => `The certificate of ${d.host} is refused with ${d.value}.`,
  ),
  'key-weak': say(
    'A key is too short',
    (d) => `The ${d.value} key of ${d.kind} has ${d.count} bits. Use RSA with at least 2048, or P-256.`,
  ),
  'signature-weak': say(
    'A signature is too weak',
    (d) =>
      `The certificate of ${d.kind} is signed with ${d.value}, which browsers refuse. Have it issued anew with SHA-256.`,
  ),
  'proxy-unreachable': say(
    'The proxy takes no connection',
    (d) =>
      `None of its ${d.of} addresses (${d.names}) takes a connection. See whether it runs, and whether a firewall stands in between.`,
  ),
  'proxy-name-unknown': say(
    'The name of the proxy is not known',
    (d) =>
      `This computer finds no address for ${d.host}. See whether the name is written as it should be, and whether the resolver that people use here knows it.`,
  ),
  'not-a-proxy': say(
    'No proxy answers there',
    (d) => `Something takes connections, but it does not answer as a proxy of kind ${d.kind}.`,
  ),
  'kind-differs': say(
    'It is a proxy of another kind',
    (d) => `It was asked as ${d.names} and answers as ${d.kind}. Name that kind in the settings that you give out.`,
  ),
  'proxy-tls-failed': say(
    'No encrypted connection to the proxy',
    'The proxy should speak TLS, and the handshake fails. See its certificate and its port.',
  ),
  'no-sign-in': say(
    'Nobody has to sign in',
    'The proxy makes tunnels for whoever reaches it. That is fine where the network itself is the permission.',
  ),
  'proxy-basic-in-clear': say(
    'Passwords travel in clear',
    (d) =>
      `The proxy offers Basic on an unencrypted connection (${d.names}): everybody on the way can read the passwords of your people. Offer TLS to the proxy, or take Basic away.`,
  ),
  'weak-schemes-only': say(
    'Only weak sign-ins are offered',
    (d) => `The proxy offers ${d.names} only. Add Negotiate, or encrypt the connection to the proxy.`,
  ),
  'proxy-challenge-missing': say(
    '407 without a way to sign in',
    'The proxy answers 407 and sends no Proxy-Authenticate header, so no program can sign in.',
  ),
  'proxy-challenge-malformed': say(
    'The request to sign in can’t be read',
    'The Proxy-Authenticate header is not in the form that programs understand.',
  ),
  'proxy-sends-401': say(
    'The proxy asks with a site’s status',
    'It answers 401 to CONNECT. Programs take that for the site’s; a proxy has to say 407.',
  ),
  'sign-in-rejected': say(
    'The sign-in was not accepted',
    'The user name or the password was refused. It was sent once and not again, so that the account doesn’t get locked.',
  ),
  'connection-not-kept': say(
    'The connection is closed during the sign-in',
    (d) =>
      `${d.kind} signs a connection in, and the proxy (or a balancer before it) closes it between two messages. So nobody can sign in: keep connections open, or send each client to one machine.`,
  ),
  'connect-443-refused': say(
    'Encrypted sites are refused',
    'The proxy makes no tunnel to port 443, so no https address can be reached through it.',
  ),
  'connect-open-ports': say(
    'Tunnels to more than encrypted pages',
    (d) =>
      `Tunnels are made to these ports as well: ${d.ports}. Anything can be carried through them, mail and remote shells too; allow only what is needed.`,
  ),
  'via-missing': say(
    'The proxy does not name itself',
    'Answers that it forwards bear no Via header. Loops and the source of errors can’t be told then.',
  ),
  'no-forwarding': say(
    'Nothing gets through',
    (d) =>
      `The comparison site ${d.url} does not answer through the proxy. See its own way out, and its look-up of names.`,
  ),
  'unknown-name-answered': say(
    'A site that does not exist answers',
    (d) =>
      `For a name that can’t exist the proxy answers ${d.status} as if all were well. Its look-up of names is rewritten somewhere, or it shows a page of its own; it should say 502.`,
  ),
  'unknown-name-silent': say(
    'Silence for an unknown name',
    (d) =>
      `Asked for a name that can’t exist, the proxy says nothing for ${d.ms} ms. People then see a page that loads for ever; see which resolver it asks.`,
  ),
  'unknown-name-slow': say(
    'Late answer for an unknown name',
    (d) =>
      `The proxy needs ${d.ms} ms to say that a name does not exist. One of its resolvers probably does not answer.`,
  ),
  'proxy-dns-fails': say(
    'The proxy can’t look names up',
    (d) => `It reaches the address of ${d.host}, but not the name. See its resolvers.`,
  ),
  'server-detail': say(
    'Error pages tell the version',
    (d) => `“${d.value}” tells strangers which holes to try. Shorten the name that the proxy gives of itself.`,
  ),
  'ipv6-broken': say(
    'IPv6 addresses that do not answer',
    (d) =>
      `The name has the addresses ${d.names}, and none of them answers, while IPv4 does. Every program that tries IPv6 first waits in vain.`,
  ),
  'ipv4-broken': say(
    'IPv4 addresses that do not answer',
    (d) => `The name has the addresses ${d.names}, and none of them answers, while IPv6 does.`,
  ),
  'some-addresses-dead': say(
    'Some addresses do not answer',
    (d) =>
      `${d.count} of ${d.of} addresses take no connection: ${d.names}. Take them out of the name, or bring the machines back.`,
  ),
  'requests-lost': say(
    'Requests get lost',
    (d) => `${d.count} of ${d.of} small requests had no answer. See the load of the proxy and the way to it.`,
  ),
  'answers-slow': say(
    'The proxy answers slowly',
    (d) => `Half of the answers take longer than ${d.ms} ms, although the proxy only has to answer by itself.`,
  ),
  'answers-uneven': say(
    'The proxy answers unevenly',
    (d) => `From one answer to the next the time differs by ${d.ms} ms on average.`,
  ),
};

const advice: Record<Advice, string> = {
  'certificate-dates': 'Look at the dates of the certificate, renew it, and let it renew by itself.',
  'certificate-chain': 'Install the certificate together with the intermediate certificates of its issuer.',
  'undo-last-change': 'Undo the last change to the site and look again.',
  'disable-plugins': 'Switch plugins and extensions off, one by one, and look again after each.',
  'read-error-log': 'Read the error log of the web server at the time of this inspection.',
  'htaccess-redirects':
    'Look for redirects in .htaccess, in the server’s configuration and in the settings of the site, and keep only one of those that contradict.',
  'debug-on-copy': 'Look for the fault on a copy of the site, not on the one that people use.',
  'fix-header': 'Correct the header at the place named above; the standard named beside it says how.',
  'look-as-crawler': 'Look at the page as a crawler does, and find what answers it differently.',
  'ask-proxy-admin': 'Ask the administrator of the proxy, or look at the site from another network.',
  'encrypt-proxy': 'Offer TLS to the proxy itself, or take sign-ins away that show the password.',
  'restrict-ports': 'Allow tunnels to the ports that are needed, and to no others.',
  'keep-connections': 'Keep connections open during the sign-in, also in a balancer before the proxy.',
  'check-proxy-dns': 'Test the resolvers on the proxy itself, one by one.',
  'check-proxy-network': 'Look at the proxy’s load, its network and the firewall before it.',
  'check-sign-in': 'Look at the sign-in settings of the proxy and the service that checks passwords.',
};

const portOutcomes: Record<PortOutcome, string> = {
  open: 'allowed',
  tried: 'allowed; nobody answered there',
  refused: 'refused',
  silent: 'no answer in time',
  'sign-in': 'wants a sign-in first',
  failed: 'the connection broke',
};

const strengths: Record<Strength, string> = { strong: 'strong', fair: 'fair', weak: 'weak', unknown: 'not known' };

const signInOutcomes: Record<NonNullable<ProxyView['signIn']>['outcome'], string> = {
  accepted: 'accepted',
  rejected: 'not accepted',
  'not-tried': 'not tried',
};

/** By what it is known who answered, by the codes of the judge. */
const evidences: Readonly<Record<string, string>> = {
  'inside-tunnel': 'it came through the tunnel to the site',
  'direct-route': 'there is no proxy on the way',
  'proxy-authenticate': 'it asks for a sign-in to a proxy',
  'proxy-status-error': 'the header Proxy-Status names an error of the proxy',
  'proxy-status-received': 'the header Proxy-Status tells of an answer of the site',
  'via-missing': 'it lacks the header Via, which the proxy adds to what it passes on',
  'via-of-the-site': 'the header Via names a server behind the proxy',
  'via-as-forwarded': 'the header Via is the one that the proxy adds to what it passes on',
  'x-squid-error': 'the header X-Squid-Error, which the proxy adds to its own answers',
  'control-fails-alike': 'other sites get the same answer',
  via: 'the header Via of a server that passed it on',
  'tunnel-allowed': 'the proxy opens a tunnel to the same site',
  'tunnel-refused': 'the proxy refuses a tunnel to the same site, too',
  'status-only': 'its number alone',
  'answer-to-connect': 'it answers the request for a tunnel, which only the proxy gets',
  'answer-to-socks': 'it answers the SOCKS request, which only the proxy gets',
};

export const inspectEn = {
  severities,
  findings,
  advice,
  portOutcomes,
  strengths,
  signInOutcomes,
  siteTitle: 'Site inspection',
  proxyTitle: 'Proxy inspection',
  clean: 'Nothing was found that needs action.',
  counts: (problems: number, warnings: number, notes: number) =>
    `Problems: ${String(problems)}, to do: ${String(warnings)}, notes: ${String(notes)}`,
  findingsTitle: 'Findings',
  adviceTitle: 'What to do first',
  chain: 'Step by step',
  answeredBy: { proxy: 'answered by the proxy', site: 'answered by the site', nobody: 'no answer' },
  answeredByEvidence: (evidence: string) =>
    `known by: ${Object.hasOwn(evidences, evidence) ? (evidences[evidence] ?? '') : evidence}`,
  leadsTo: (url: string) => `leads to ${url}`,
  certificates: 'Certificates',
  certificateOf: (host: string) => `Certificates of ${host}`,
  issuedBy: (issuer: string) => `issued by ${issuer}`,
  validUntil: (date: string, days: number) =>
    days < 0 ? `ended ${date}, ${String(-days)} days ago` : `valid until ${date}, ${String(days)} days left`,
  key: (kind: string, bits: string) => (bits === '' ? kind : `${kind} ${bits} bits`),
  crawler: 'Browser and search engine',
  asBrowser: 'As a browser',
  asCrawler: 'As a search engine',
  noindex: 'noindex',
  addresses: 'Addresses',
  speaks: 'Answers as',
  signIn: 'Sign-in',
  noSignIn: 'not asked for',
  scheme: 'Scheme',
  strength: 'Strength',
  ports: 'Tunnels by port',
  port: 'Port',
  outcome: 'Result',
  keepAlive: 'Connection during the sign-in',
  kept: 'kept open',
  notKept: 'closed',
  names: 'How it names itself',
  errors: 'How it says no',
  unknownName: 'For an unknown name',
  refusedPort: 'For a port that is not allowed',
  closedPort: 'For a site that takes no connection',
  quality: 'Speed and loss',
  qualityLine: (min: string, median: string, p90: string, jitter: string) =>
    `fastest ${min}, half within ${median}, nine in ten within ${p90}, differing by ${jitter}`,
  lossLine: (lost: number, of: number) => `${String(lost)} of ${String(of)} lost`,
  qualityPlot: 'Time of each answer, in the order of the requests',
  plotAnswer: (index: number, ms: string) => `${String(index)}: ${ms}`,
  plotLost: (index: number) => `${String(index)}: lost`,
  cli: {
    exitStatus: 'Exit status: 0 nothing needs action, 1 something does.',
    announceSite: (url: string) =>
      `Fetches ${url} three times: by our own name, as a browser and as a search engine. Redirects are followed.`,
    announceProxy: (proxy: string, requests: number, ports: string) =>
      `Asks the proxy ${proxy}: greetings of all kinds, two comparison sites, tunnels to one of them on the ports ${ports} (each closed at once, nothing sent through), an unknown name, and ${String(requests)} small requests.`,
    notProxy: (text: string) => `"${text}" is not a proxy. Write it as HOST:PORT, e.g. proxy.example:3128.`,
    requestsRange: (text: string) =>
      `"${text}" is not a possible number of requests. Give a whole number from 1 to 100.`,
    eitherOr: 'Name a URL to look at a site, or --proxy HOST:PORT to look at a proxy, not both.',
  },
  page: {
    siteTitle: 'Look at a site as its owner',
    siteLead: 'Every redirect, certificate and header on the way to an address, compared with the standards.',
    siteField: 'Address of the site',
    proxyTitle: 'Look at a proxy as its administrator',
    proxyLead: 'Which sign-ins it offers, where it lets tunnels through, how it says no and how fast it answers.',
    proxyField: 'Proxy',
    portField: 'Port',
    kindField: 'Kind of proxy',
    userField: 'User name (if it wants a sign-in)',
    passwordField: 'Password',
    sends:
      'This sends about forty small requests to the proxy, and asks for tunnels to ports 443, 8443, 563, 80, 22 and 25 of a comparison site. Nothing is sent through them.',
    start: 'Look',
    again: 'Look again',
    running: 'Looking …',
    cancel: 'Cancel',
    raw: 'Everything that was observed',
    linkSite: 'Look at it as the owner of the site',
    linkProxy: 'Look at this proxy as its administrator',
    step: 'Step',
    answer: 'Answer',
    address: 'Address',
  },
};
