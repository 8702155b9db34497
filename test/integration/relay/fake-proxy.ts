/** A small forward proxy whose sign-in and habits a test can change while it runs; it counts what it is sent. */
import { createServer, request } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface FakeProxy {
  readonly port: number;
  /** Every `Proxy-Authorization` that came, decoded where it is Basic. */
  readonly signIns: string[];
  /** The password that is right now; `null`: nobody is asked. */
  password: string | null;
  /** Sockets that are open. */
  readonly sockets: ReadonlySet<Socket>;
  stop(): Promise<void>;
}

/** Starts it; user `bob`. */
export async function startFakeProxy(options: {
  readonly password: string | null;
  readonly port?: number;
}): Promise<FakeProxy> {
  const signIns: string[] = [];
  const sockets = new Set<Socket>();
  const state = { password: options.password };
  const isWelcome = (header: string | undefined): boolean => {
    if (header !== undefined) signIns.push(Buffer.from(header.replace(/^Basic /, ''), 'base64').toString());
    return state.password === null || (signIns.at(-1) === `bob:${state.password}` && header !== undefined);
  };
  const server = createServer((incoming, response) => {
    if (!isWelcome(incoming.headers['proxy-authorization'])) {
      incoming.resume();
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="Fake"', 'content-length': 2 });
      response.end(incoming.method === 'HEAD' ? undefined : 'no');
      return;
    }
    const { 'proxy-authorization': _taken, 'proxy-connection': _old, ...headers } = incoming.headers;
    const onward = request(incoming.url ?? '', { method: incoming.method ?? 'GET', headers, agent: false }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
      reply.on('error', () => response.destroy());
    });
    onward.on('error', () => {
      if (!response.headersSent) response.writeHead(502).end();
      else response.destroy();
    });
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket: Socket, head: Buffer) => {
    if (!isWelcome(incoming.headers['proxy-authorization'])) {
      socket.end(
        'HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm="Fake"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      );
      return;
    }
    const [host = '', port] = (incoming.url ?? '').split(':');
    const site = connect({ host, port: Number(port), allowHalfOpen: true });
    sockets.add(site);
    site.on('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      site.write(head);
      socket.pipe(site).pipe(socket);
    });
    site.on('error', () => socket.destroy());
    socket.on('error', () => site.destroy());
    socket.on('close', () => site.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  return {
    port: address.port,
    signIns,
    sockets,
    get password() {
      return state.password;
    },
    set password(password) {
      state.password = password;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
