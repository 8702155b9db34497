/** Servers that break the rules, or speak another protocol, on a TCP port inside a namespace. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/** What the server does with each connection. */
export type Behaviour =
  | { readonly does: 'stays silent' }
  | { readonly does: 'closes at once' }
  /** Reads the request, then closes without a byte. */
  | { readonly does: 'closes after the request' }
  | { readonly does: 'resets after the request' }
  /** Sends these bytes (latin1) as soon as the connection stands, and keeps it open. */
  | { readonly does: 'greets'; readonly with: string }
  /** Answers a request with these bytes, whatever was asked, and closes. */
  | { readonly does: 'answers'; readonly with: string }
  /** As `answers`, but only after a while; `OPTIONS` gets 204 at once. */
  | { readonly does: 'answers late'; readonly with: string; readonly afterMs: number }
  /** As `answers`, and keeps the connection open. */
  | { readonly does: 'answers and waits'; readonly with: string }
  /** Begins with `with`, then repeats `then` until the other side has enough. */
  | { readonly does: 'floods'; readonly with: string; readonly then: string };

export interface Misbehaving extends ServerProcess {
  /** One JSON line a connection that sent something: the first line it received. */
  received(): readonly string[];
}

/** Starts such a server and resolves when it listens. */
export async function startMisbehaving(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly behaviour: Behaviour;
}): Promise<Misbehaving> {
  mkdirSync(options.folder, { recursive: true });
  const scriptFile = join(options.folder, `misbehaving-${String(options.port)}.cjs`);
  const log = join(options.folder, `misbehaving-${String(options.port)}.log`);
  writeFileSync(scriptFile, SCRIPT);
  const server = await startServer({
    namespace: options.namespace,
    argv: [
      process.execPath,
      scriptFile,
      JSON.stringify({ address: options.address, port: options.port, behaviour: options.behaviour }),
    ],
    ports: [options.port],
    log,
  });
  return { ...server, received: () => readFileSync(log, 'utf8').split('\n').filter(Boolean) };
}

/** Runs inside the namespace, in a process of its own. */
const SCRIPT = `
const { address, port, behaviour } = JSON.parse(process.argv[2]);
const bytes = (text) => Buffer.from(text, 'latin1');
require('node:net').createServer((socket) => {
  socket.on('error', () => socket.destroy());
  if (behaviour.does === 'closes at once') return void socket.end();
  if (behaviour.does === 'greets') socket.write(bytes(behaviour.with));
  let seen = false;
  socket.on('data', (chunk) => {
    if (seen) return;
    seen = true;
    console.log(JSON.stringify(chunk.toString('latin1').split('\\r\\n')[0]));
    switch (behaviour.does) {
      case 'closes after the request': return void socket.end();
      case 'resets after the request': return void socket.resetAndDestroy();
      case 'answers': return void socket.end(bytes(behaviour.with));
      case 'answers late': {
        const isPing = chunk.toString('latin1').startsWith('OPTIONS ');
        const end = () => socket.end(bytes(isPing ? 'HTTP/1.1 204 No Content\\r\\nConnection: close\\r\\n\\r\\n' : behaviour.with));
        return void setTimeout(end, isPing ? 0 : behaviour.afterMs);
      }
      case 'answers and waits': return void socket.write(bytes(behaviour.with));
      case 'floods': {
        socket.write(bytes(behaviour.with));
        const piece = bytes(behaviour.then.repeat(Math.max(1, Math.floor(16384 / behaviour.then.length))));
        let left = 200 * 1024 * 1024;
        const pour = () => { while (left > 0 && !socket.destroyed) { left -= piece.length; if (!socket.write(piece)) return; } };
        socket.on('drain', pour);
        pour();
      }
    }
  });
}).listen(port, address);
`;

/** Returns an HTTP answer with these headers and a body of its own length. */
export function httpAnswer(
  status: string,
  headers: readonly string[] = [],
  body = `<html><body><h1>${status}</h1></body></html>`,
): string {
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: text/html',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Connection: close',
    ...headers,
    '',
    body,
  ].join('\r\n');
}
