/** Proxies of every kind on one machine that only write down who was asked for what, and answer with one page. */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/** One request as a proxy (or the site itself) saw it: `http 3128 www.example.test`. */
export interface Seen {
  readonly by: string;
  readonly host: string;
}

export interface LoggingServer {
  readonly port: number;
  readonly seen: Seen[];
  close(): Promise<void>;
}

const MOST_HEAD = 16_384;

/** Starts a server that takes HTTP (absolute and origin form), SOCKS4 and SOCKS5 on one port. */
export async function startLoggingServer(page: (host: string) => string): Promise<LoggingServer> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, (by, host) => {
      seen.push({ by, host });
      return page(host);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    seen,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(socket: Socket, answer: (by: string, host: string) => string): void {
  let buffer = Buffer.alloc(0);
  let through = '';
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    if (buffer.length > MOST_HEAD) socket.destroy();
    const greeting = through === '' ? buffer[0] : undefined;
    if (greeting === 5) {
      if (buffer.length > 3 && buffer[1] === 1 && buffer[2] === 0 && buffer[3] === 5) buffer = buffer.subarray(3);
      if (buffer[2] === 0 && buffer.length === 3) socket.write(Buffer.from([5, 0]));
      else if (buffer.length >= 10) {
        through = 'socks5';
        buffer = Buffer.alloc(0);
        socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      }
      if (buffer.length === 3) buffer = Buffer.alloc(0);
      return;
    }
    if (greeting === 4) {
      if (buffer.length < 9) return;
      through = 'socks4';
      buffer = Buffer.alloc(0);
      socket.write(Buffer.from([0, 0x5a, 0, 0, 0, 0, 0, 0]));
      return;
    }
    const end = buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = buffer.subarray(0, end).toString('latin1');
    buffer = buffer.subarray(end + 4);
    const host = /^host: *([^\r\n:]+)/imu.exec(head)?.[1] ?? '';
    const by = through === '' ? (/^[A-Z]+ http:/u.test(head) ? 'http' : 'direct') : through;
    const body = answer(by, host);
    socket.end(
      `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\nconnection: close\r\n\r\n${body}`,
    );
  });
}
