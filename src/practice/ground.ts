/** The loopback ground on which one practice scene stands: an address of its own, listening servers, files, and the end of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ports that people really use for proxies; the scene with a wrong port needs one of them. */
const COMMON_PROXY_PORTS = [3128, 8080, 8888, 8000, 8118, 3129, 8081, 8123] as const;

export interface Ground {
  /** A loopback address that nothing else on this computer uses, where the system has more than one. */
  readonly address: string;
  /** Listens on a free port and returns it. */
  listen(server: Server, port?: number): Promise<number>;
  /** Listens on a common proxy port that is free here, and returns it. */
  listenOnCommonPort(server: Server): Promise<number>;
  /** A port on which nothing listens. */
  closedPort(): Promise<number>;
  /** Writes a file that lives as long as the scene. */
  file(name: string, text: string): Promise<string>;
  stop(): Promise<void>;
}

/** Prepares the ground; `stop` closes and removes everything that was made on it. */
export async function prepareGround(): Promise<Ground> {
  const address = await ownAddress();
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const folder = await mkdtemp(join(tmpdir(), 'throughway-practice-'));
  const listen = async (server: Server, port = 0): Promise<number> => {
    const bound = await bind(server, address, port);
    servers.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => sockets.delete(socket));
    });
    return bound;
  };
  return {
    address,
    listen,
    listenOnCommonPort: async (server) => {
      for (const port of COMMON_PROXY_PORTS) {
        const bound = await listen(server, port).catch(() => null);
        if (bound !== null) return bound;
      }
      throw new Error('every common proxy port is taken on this computer');
    },
    closedPort: async () => {
      const server = createServer();
      const port = await bind(server, address, 0);
      await close(server);
      return port;
    },
    file: async (name, text) => {
      const path = join(folder, name);
      await writeFile(path, text, { mode: 0o600 });
      return path;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map(close));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** On Linux and Windows all of 127/8 is this computer; on macOS only 127.0.0.1 unless somebody added more. */
async function ownAddress(): Promise<string> {
  const byte = (): number => 1 + Math.floor(Math.random() * 250);
  const candidate = `127.77.${String(byte())}.${String(byte())}`;
  const server = createServer();
  try {
    await bind(server, candidate, 0);
    await close(server);
    return candidate;
  } catch {
    return '127.0.0.1';
  }
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(boundPort(server.address()));
    });
  });
}

function boundPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  return address.port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
