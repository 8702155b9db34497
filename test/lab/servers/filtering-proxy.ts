/** An HTTP proxy that treats some hosts in its own way, and may inspect TLS: what appliances do and no free proxy can be configured for. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/** What happens to a request; `answer` is a whole HTTP answer (latin1). */
export type Treatment =
  /** `afterMs`: how long it thinks first, about CONNECT and other requests but OPTIONS. */
  | { readonly does: 'pass'; readonly afterMs?: number }
  | { readonly does: 'answer'; readonly with: string }
  | { readonly does: 'reset' }
  | { readonly does: 'silence' }
  /** 200 to CONNECT, then this answer to the first request inside; TLS is taken over where `inspect` has a certificate for the host. */
  | { readonly does: 'answer inside'; readonly with: string }
  /** 200 to CONNECT, then nothing from the site. */
  | { readonly does: 'mute tunnel' }
  /** 200 to CONNECT, then the connection is reset on the first bytes. */
  | { readonly does: 'reset tunnel' };

export interface FilteringProxyRules {
  /** By host name, or `*` for all others. */
  readonly hosts?: Readonly<Record<string, Treatment>>;
  /** By port, for CONNECT. */
  readonly ports?: Readonly<Record<string, Treatment>>;
  /** For every CONNECT. */
  readonly connect?: Treatment;
  /** How it says that a tunnel stands. */
  readonly established?: string;
  /** The answer to whoever does not name itself as this program does (a part of `User-Agent`). */
  readonly onlyAgent?: { readonly named: string; readonly answer: string };
  /** Headers larger than this get the answer. */
  readonly largeHeader?: { readonly bytes: number; readonly answer: string };
  /** TLS inspection: certificates by host name, PEM. */
  readonly inspect?: Readonly<Record<string, { readonly cert: string; readonly key: string }>>;
  /** Basic sign-in; `sticks: 'never'` accepts the first and rejects whatever follows. */
  readonly user?: { readonly name: string; readonly password: string; readonly accepts?: number };
}

export interface FilteringProxy extends ServerProcess {
  /** One line a request: `METHOD target authorization|-`. */
  log(): readonly string[];
}

/** Starts it and resolves when it listens. */
export async function startFilteringProxy(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly rules: FilteringProxyRules;
}): Promise<FilteringProxy> {
  mkdirSync(options.folder, { recursive: true });
  const rulesFile = join(options.folder, 'rules.json');
  const scriptFile = join(options.folder, 'filtering-proxy.cjs');
  const log = join(options.folder, 'filtering-proxy.log');
  writeFileSync(rulesFile, JSON.stringify(options.rules));
  writeFileSync(scriptFile, SCRIPT);
  const server = await startServer({
    namespace: options.namespace,
    argv: [process.execPath, scriptFile, options.address, String(options.port), rulesFile],
    ports: [options.port],
    log,
  });
  return { ...server, log: () => readFileSync(log, 'utf8').split('\n').filter(Boolean) };
}

/** Runs inside the namespace, in a process of its own. */
const SCRIPT = `
const http = require('node:http'), net = require('node:net'), tls = require('node:tls'), fs = require('node:fs');
const [address, port, rulesFile] = process.argv.slice(2);
const rules = JSON.parse(fs.readFileSync(rulesFile, 'utf8'));
let accepted = 0;
const refusal = 'HTTP/1.1 407 Proxy Authentication Required\\r\\nProxy-Authenticate: Basic realm="filter"\\r\\nContent-Length: 0\\r\\n\\r\\n';
const signedIn = (request) => {
  if (!rules.user) return true;
  const wanted = 'Basic ' + Buffer.from(rules.user.name + ':' + rules.user.password).toString('base64');
  if (request.headers['proxy-authorization'] !== wanted) return false;
  accepted += 1;
  return rules.user.accepts === undefined || accepted <= rules.user.accepts;
};
const note = (request) => console.log(request.method + ' ' + request.url + ' ' + (request.headers['proxy-authorization'] || '-'));
const headerBytes = (request) => request.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
const server = http.createServer({ maxHeaderSize: 256 * 1024 }, (request, response) => {
  note(request);
  const socket = request.socket;
  let url;
  try { url = new URL(request.url); } catch { return void socket.end('HTTP/1.1 400 Bad Request\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n'); }
  if (rules.largeHeader && headerBytes(request) > rules.largeHeader.bytes) return void socket.end(Buffer.from(rules.largeHeader.answer, 'latin1'));
  if (!signedIn(request)) { response.writeHead(407, { 'proxy-authenticate': 'Basic realm="filter"', 'content-length': 0 }); return void response.end(); }
  if (isStranger(request)) return void socket.end(Buffer.from(rules.onlyAgent.answer, 'latin1'));
  const how = treatment(url.hostname, null);
  if (treat(how, socket)) return;
  setTimeout(() => {
  const headers = { ...request.headers };
  delete headers['proxy-authorization']; delete headers['proxy-connection'];
  const up = http.request({ host: url.hostname, port: url.port || 80, method: request.method, path: url.pathname + url.search, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode, answer.statusMessage, { ...answer.headers, via: '1.1 filter' });
    answer.pipe(response);
  });
  up.on('error', () => { response.writeHead(502, { via: '1.1 filter', 'content-length': 0 }); response.end(); });
  request.pipe(up);
  }, request.method === 'OPTIONS' ? 0 : how.afterMs || 0);
});
const isStranger = (request) => rules.onlyAgent && !(request.headers['user-agent'] || '').includes(rules.onlyAgent.named);
function treatment(host, connectPort) {
  if (connectPort !== null && rules.connect) return rules.connect;
  if (connectPort !== null && rules.ports && rules.ports[connectPort]) return rules.ports[connectPort];
  const hosts = rules.hosts || {};
  return hosts[host] || hosts['*'] || { does: 'pass' };
}
function treat(how, socket) {
  if (how.does === 'answer') return socket.end(Buffer.from(how.with, 'latin1')), true;
  if (how.does === 'reset') return socket.resetAndDestroy(), true;
  if (how.does === 'silence') return true;
  return false;
}
const ESTABLISHED = Buffer.from(rules.established || 'HTTP/1.1 200 Connection established\\r\\n\\r\\n', 'latin1');
server.on('connect', (request, socket, head) => {
  note(request);
  socket.on('error', () => socket.destroy());
  const [, host, to] = /^\\[?(.*?)\\]?:(\\d+)$/.exec(request.url) || [];
  if (rules.largeHeader && headerBytes(request) > rules.largeHeader.bytes) return void socket.end(Buffer.from(rules.largeHeader.answer, 'latin1'));
  if (!signedIn(request)) return void socket.end(refusal);
  if (isStranger(request)) return void socket.end(Buffer.from(rules.onlyAgent.answer, 'latin1'));
  const how = treatment(host, to);
  if (treat(how, socket)) return;
  if (how.does === 'mute tunnel') return void socket.write(ESTABLISHED);
  if (how.does === 'answer inside') {
    socket.write(ESTABLISHED);
    const own = rules.inspect && rules.inspect[host];
    const inside = own ? new tls.TLSSocket(socket, { isServer: true, cert: own.cert, key: own.key }) : socket;
    inside.on('error', () => socket.destroy());
    inside.once('data', () => inside.end(Buffer.from(how.with, 'latin1')));
    return;
  }
  if (how.does === 'reset tunnel') { socket.write(ESTABLISHED); socket.once('data', () => socket.resetAndDestroy()); return; }
  const own = rules.inspect && rules.inspect[host];
  setTimeout(() => {
  const up = net.connect({ host, port: Number(to) });
  up.on('error', () => { if (up.connecting || !up.opened) socket.end('HTTP/1.1 502 Bad Gateway\\r\\nContent-Length: 0\\r\\n\\r\\n'); else socket.destroy(); });
  up.on('connect', () => {
    up.opened = true;
    socket.write(ESTABLISHED);
    if (!own) { up.write(head); up.pipe(socket); socket.pipe(up); socket.on('close', () => up.destroy()); return; }
    const inner = new tls.TLSSocket(socket, { isServer: true, cert: own.cert, key: own.key });
    const outer = tls.connect({ socket: up, servername: host, rejectUnauthorized: false });
    inner.on('error', () => { socket.destroy(); up.destroy(); });
    outer.on('error', () => { socket.destroy(); up.destroy(); });
    inner.pipe(outer); outer.pipe(inner);
  });
  }, how.afterMs || 0);
});
server.on('clientError', (error, socket) => { if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n'); });
server.listen(Number(port), address);
`;
