/** stunnel: TLS in front of a proxy that speaks none. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/** Starts stunnel in the foreground and resolves when it listens. */
export function startStunnel(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly backend: { readonly host: string; readonly port: number };
  readonly tls: { readonly certFile: string; readonly keyFile: string };
}): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const configFile = join(options.folder, 'stunnel.conf');
  writeFileSync(
    configFile,
    [
      'foreground = yes',
      'pid =',
      '[proxy]',
      `accept = ${options.address}:${String(options.port)}`,
      `connect = ${options.backend.host}:${String(options.backend.port)}`,
      `cert = ${options.tls.certFile}`,
      `key = ${options.tls.keyFile}`,
      '',
    ].join('\n'),
  );
  return startServer({
    namespace: options.namespace,
    argv: ['stunnel4', configFile],
    ports: [options.port],
    log: join(options.folder, 'stunnel.log'),
  });
}
