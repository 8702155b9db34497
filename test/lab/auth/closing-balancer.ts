/** Balancers in front of a proxy that end the client's connection after each answer of the proxy behind. */
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { freePort, launch, makeFolder, programAt } from './launch.ts';

interface Backend {
  readonly host: string;
  readonly port: number;
}

export interface Balancer {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void> | void;
}

const HAPROXY = programAt('/usr/sbin/haproxy', '/usr/local/sbin/haproxy');

/** Why haproxy can't be started here, as a sentence for a skipped test; `null` where it can. */
export const haproxyIsMissing: string | null =
  HAPROXY === null ? 'haproxy is not installed (Debian package haproxy).' : null;

/** Ends the connection without a word, as soon as an answer is through. */
export async function startSilentlyClosingBalancer(proxy: Backend): Promise<Balancer> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(proxy.port, proxy.host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(upstream);
    let answer = '';
    upstream.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      client.write(chunk);
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? '0');
      const head = answer.indexOf('\r\n\r\n');
      if (head >= 0 && answer.length >= head + 4 + length) client.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** haproxy without keep-alive: each answer says `Connection: close` (`option httpclose`). */
export async function startClosingHaproxy(proxy: Backend): Promise<Balancer> {
  if (HAPROXY === null) throw new Error(haproxyIsMissing ?? '');
  const port = await freePort();
  const folder = makeFolder('lab-haproxy-');
  const configFile = join(folder, 'haproxy.cfg');
  writeFileSync(
    configFile,
    [
      'global',
      '  maxconn 100',
      'defaults',
      '  mode http',
      '  option httpclose',
      '  timeout connect 2s',
      '  timeout client 30s',
      '  timeout server 30s',
      'listen balancer',
      `  bind 127.0.0.1:${String(port)}`,
      `  server behind ${proxy.host}:${String(proxy.port)}`,
      '',
    ].join('\n'),
  );
  const launched = await launch({
    command: [HAPROXY, '-db', '-f', configFile],
    folder,
    isReady: () => isListening(port),
  });
  return { host: '127.0.0.1', port, stop: launched.stop };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
