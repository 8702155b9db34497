/** SOCKS proxies: microsocks (SOCKS5, small) and dante (SOCKS4 and 5, with rules). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

interface Place {
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly port: number;
}

/** Starts microsocks; with a user it insists on user name and password (RFC 1929). */
export function startMicrosocks(
  options: Place & { readonly user?: { readonly name: string; readonly password: string } },
): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const user = options.user === undefined ? [] : ['-u', options.user.name, '-P', options.user.password];
  return startServer({
    namespace: options.namespace,
    argv: ['microsocks', '-i', options.address, '-p', String(options.port), ...user],
    ports: [options.port],
    log: join(options.folder, 'microsocks.log'),
  });
}

/** Starts dante; `deny` names destinations (address or domain) that its rules block. */
export function startDante(
  options: Place & {
    readonly external: string;
    readonly deny?: readonly string[];
    /** Clients (CIDR) that may not even say hello. */
    readonly denyClients?: readonly string[];
  },
): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const configFile = join(options.folder, 'danted.conf');
  writeFileSync(
    configFile,
    [
      'logoutput: stdout',
      `internal: ${options.address} port = ${String(options.port)}`,
      `external: ${options.external}`,
      'clientmethod: none',
      'socksmethod: none',
      'user.privileged: root',
      'user.unprivileged: nobody',
      ...(options.denyClients ?? []).map((from) => `client block { from: ${from} to: 0.0.0.0/0 }`),
      'client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }',
      ...(options.deny ?? []).map((to) => `socks block { from: 0.0.0.0/0 to: ${to} }`),
      'socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }',
      '',
    ].join('\n'),
  );
  return startServer({
    namespace: options.namespace,
    argv: ['danted', '-N', '1', '-f', configFile],
    ports: [options.port],
    log: join(options.folder, 'danted.log'),
  });
}
