/** The practice network's proxy: resolves `*.practice.test` by itself, forwards, tunnels, and can refuse as proxies do. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Where a name of the practice network really is. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface OfficeProxyRules {
  /** Returns where a host and port are; `null` for a name that does not exist here. */
  readonly resolve: (host: string, port: number) => Place | null;
  /** Basic sign-in that every request needs. */
  readonly signIn?: { readonly realm: string; readonly user: string; readonly password: string };
  /** Hosts that the office does not allow. */
  readonly blocked?: readonly string[];
  /** The way out is broken: nothing can be reached. */
  readonly hasNoWayOut?: boolean;
}

const VIA = '1.1 proxy.practice.test';
/** A forwarded exchange that stalls is given up after this time. */
const FORWARD_TIMEOUT_MS = 10_000;

/** Returns the proxy as a server that is not listening yet. */
export function createOfficeProxy(rules: OfficeProxyRules): Server {
  const server = createServer((message, response) => {
    forward(rules, message, response);
  });
  server.on('connect', (message: IncomingMessage, client: Duplex, head: Buffer) => {
    tunnel(rules, message, client, head);
  });
  server.on('clientError', (_error, client: Duplex) => {
    if (client.writable) client.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return server;
}

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Returns why a request is refused, or where it goes. */
function decide(rules: OfficeProxyRules, message: IncomingMessage, host: string, port: number): Refusal | Place {
  if (rules.signIn && !isSignedIn(rules.signIn, message.headers['proxy-authorization'])) {
    return {
      status: 407,
      reason: 'Proxy Authentication Required',
      headers: { 'Proxy-Authenticate': `Basic realm="${rules.signIn.realm}", charset="UTF-8"` },
      body: 'Sign in to the proxy of the practice office.',
    };
  }
  if (rules.blocked?.includes(host)) {
    return {
      status: 403,
      reason: 'Forbidden',
      headers: proxyStatus('http_request_denied'),
      body: 'This site is not allowed in the practice office.',
    };
  }
  if (rules.hasNoWayOut) {
    return {
      status: 502,
      reason: 'Bad Gateway',
      headers: proxyStatus('destination_ip_unroutable'),
      body: 'The practice proxy has no way out.',
    };
  }
  const place = rules.resolve(host, port);
  return (
    place ?? {
      status: 502,
      reason: 'Bad Gateway',
      headers: proxyStatus('dns_error'),
      body: 'No such name in the practice network.',
    }
  );
}

/** RFC 9209 §2: who generated this answer, and why. */
function proxyStatus(error: string): Readonly<Record<string, string>> {
  return { 'Proxy-Status': `proxy.practice.test; error=${error}` };
}

function isSignedIn(signIn: NonNullable<OfficeProxyRules['signIn']>, header: string | undefined): boolean {
  const expected = Buffer.from(`${signIn.user}:${signIn.password}`).toString('base64');
  return header === `Basic ${expected}`;
}

function forward(rules: OfficeProxyRules, message: IncomingMessage, response: ServerResponse): void {
  if (message.method === 'OPTIONS' && message.headers['max-forwards'] === '0') {
    response.writeHead(200, { Via: VIA }).end();
    return;
  }
  const url = URL.canParse(message.url ?? '') ? new URL(message.url ?? '') : null;
  if (url?.protocol !== 'http:') {
    response.writeHead(400, { Via: VIA }).end('This is the proxy of the practice office.');
    return;
  }
  const decision = decide(rules, message, url.hostname, url.port === '' ? 80 : Number(url.port));
  if ('status' in decision) {
    response.writeHead(decision.status, decision.reason, decision.headers).end(decision.body);
    return;
  }
  const { 'proxy-authorization': _credentials, 'proxy-connection': _hop, ...headers } = message.headers;
  const onward = request({
    ...decision,
    method: message.method,
    path: url.pathname + url.search,
    headers,
    timeout: FORWARD_TIMEOUT_MS,
  });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, Via: VIA });
    answer.pipe(response);
  });
  onward.on('timeout', () => onward.destroy());
  onward.on('error', () => {
    if (response.headersSent) response.destroy();
    else
      response.writeHead(503, proxyStatus('connection_refused')).end('The practice proxy could not reach that site.');
  });
  response.on('close', () => onward.destroy());
  message.pipe(onward);
}

function tunnel(rules: OfficeProxyRules, message: IncomingMessage, client: Duplex, head: Buffer): void {
  client.on('error', () => client.destroy());
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(message.url ?? '') ?? [];
  if (host === undefined || port === undefined) {
    client.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    return;
  }
  const decision = decide(rules, message, host.toLowerCase(), Number(port));
  if ('status' in decision) {
    const fields = Object.entries(decision.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    client.end(
      `HTTP/1.1 ${String(decision.status)} ${decision.reason}\r\n${fields.join('')}Content-Length: ${String(Buffer.byteLength(decision.body))}\r\n\r\n${decision.body}`,
    );
    return;
  }
  const onward: Socket = connect(decision.port, decision.host, () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.write(head);
    onward.pipe(client).pipe(onward);
  });
  onward.on('error', () => {
    if (onward.connecting) client.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    else client.destroy();
  });
  client.on('close', () => onward.destroy());
  onward.on('close', () => client.destroy());
}
