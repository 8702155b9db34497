/** A SOCKS proxy (RFC 1928 and SOCKS4a) with rules that no free one can be configured for. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

export interface OddSocksRules {
  /** Whoever begins with another version is hung up on. */
  readonly version: 4 | 5;
  /** The method it chooses, whatever is offered; 0 where not given. */
  readonly method?: number;
  /** Its answer by host (name or address), by port, or `*` for all others; granted where none fits. */
  readonly replies?: Readonly<Record<string, number>>;
  /** It does not take names (reply 8). */
  readonly addressesOnly?: boolean;
  /** It names what it is bound to by a domain name, and sends each answer byte by byte. */
  readonly longWinded?: boolean;
}

/** Starts it and resolves when it listens. */
export async function startOddSocks(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly rules: OddSocksRules;
}): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const scriptFile = join(options.folder, 'odd-socks.cjs');
  writeFileSync(scriptFile, SCRIPT);
  return startServer({
    namespace: options.namespace,
    argv: [process.execPath, scriptFile, options.address, String(options.port), JSON.stringify(options.rules)],
    ports: [options.port],
    log: join(options.folder, 'odd-socks.log'),
  });
}

/** Runs inside the namespace, in a process of its own. */
const SCRIPT = `
const net = require('node:net');
const [address, port, given] = process.argv.slice(2);
const rules = JSON.parse(given), replies = rules.replies || {};
const judge = (host, to) => replies[host] ?? replies[to] ?? replies['*'];
const say = async (socket, bytes) => {
  if (!rules.longWinded) return void socket.write(bytes);
  for (const byte of bytes) { socket.write(Buffer.from([byte])); await new Promise((done) => setTimeout(done, 5)); }
};
const bound = rules.longWinded
  ? Buffer.concat([Buffer.from([3, 12]), Buffer.from('out.of.here.'), Buffer.from([0x1f, 0x90])])
  : Buffer.from([1, 0, 0, 0, 0, 0, 0]);
net.createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  let held = Buffer.alloc(0), greeted = rules.version === 4;
  const read = (chunk) => {
    held = Buffer.concat([held, chunk]);
    if (held[0] !== rules.version) return void socket.destroy();
    if (!greeted) {
      if (held.length < 2 || held.length < 2 + held[1]) return;
      held = held.subarray(2 + held[1]);
      greeted = true;
      say(socket, Buffer.from([5, rules.method ?? 0]));
      if ((rules.method ?? 0) === 255) return void socket.end();
      if (held.length === 0) return;
    }
    const asked = rules.version === 5 ? parse5(held) : parse4(held);
    if (asked === null) return;
    socket.off('data', read);
    pass(socket, asked);
  };
  socket.on('data', read);
}).listen(Number(port), address);
function parse5(bytes) {
  if (bytes.length < 5) return null;
  const kind = bytes[3], size = kind === 1 ? 4 : kind === 4 ? 16 : bytes[4] + 1;
  if (bytes.length < 4 + size + 2) return null;
  const field = bytes.subarray(4, 4 + size);
  return { named: kind === 3, host: kind === 3 ? field.subarray(1).toString() : kind === 1 ? [...field].join('.') : '::', port: bytes.readUInt16BE(4 + size) };
}
function parse4(bytes) {
  const user = bytes.indexOf(0, 8);
  if (bytes.length < 9 || user < 0) return null;
  const to = bytes.readUInt16BE(2), ip = [...bytes.subarray(4, 8)].join('.');
  if (!/^0[.]0[.]0[.][1-9]/.test(ip)) return { named: false, host: ip, port: to };
  const end = bytes.indexOf(0, user + 1);
  return end < 0 ? null : { named: true, host: bytes.subarray(user + 1, end).toString(), port: to };
}
function pass(socket, asked) {
  const answer = (code) => rules.version === 5
    ? say(socket, Buffer.concat([Buffer.from([5, code, 0]), bound]))
    : say(socket, Buffer.from([0, code === 0 ? 90 : code, 0, 0, 0, 0, 0, 0]));
  const no = rules.addressesOnly && asked.named ? 8 : judge(asked.host, String(asked.port));
  if (no !== undefined) { answer(no); return void setTimeout(() => socket.end(), 200); }
  const up = net.connect({ host: asked.host, port: asked.port });
  up.on('error', () => socket.destroy());
  up.on('connect', async () => { await answer(0); up.pipe(socket); socket.pipe(up); socket.on('close', () => up.destroy()); });
}
`;
