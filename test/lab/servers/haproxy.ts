/** A balancer in front of a proxy: TLS to the proxy itself, or a backend that is dead. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/** Starts haproxy, passing TCP on to `backend`, with TLS towards the client where a certificate is given. */
export function startHaproxy(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly backend: { readonly host: string; readonly port: number };
  readonly tls?: { readonly cert: string; readonly key: string };
  /** `http`: it reads the requests itself. */
  readonly mode?: 'tcp' | 'http';
  /** More lines of its `listen` section. */
  readonly lines?: readonly string[];
  /** What the client must show on TLS: a certificate of this authority. */
  readonly clientCa?: string;
  /** What it takes of TLS 1.2, which is all that it speaks then. */
  readonly ciphers?: string;
}): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const pemFile = join(options.folder, 'haproxy.pem');
  if (options.tls !== undefined) writeFileSync(pemFile, options.tls.cert + options.tls.key);
  const oldTls = options.ciphers === undefined ? '' : ` ssl-max-ver TLSv1.2 ciphers ${options.ciphers}`;
  const asksClient = options.clientCa === undefined ? '' : ` ca-file ${options.clientCa} verify required`;
  const configFile = join(options.folder, 'haproxy.cfg');
  writeFileSync(
    configFile,
    [
      'global',
      '  maxconn 200',
      'defaults',
      `  mode ${options.mode ?? 'tcp'}`,
      '  timeout connect 1s',
      '  timeout client 30s',
      '  timeout server 30s',
      '  retries 0',
      'listen balancer',
      `  bind ${options.address}:${String(options.port)}${options.tls === undefined ? '' : ` ssl crt ${pemFile}${asksClient}${oldTls}`}`,
      ...(options.lines ?? []).map((line) => `  ${line}`),
      `  server behind ${options.backend.host}:${String(options.backend.port)}`,
      '',
    ].join('\n'),
  );
  return startServer({
    namespace: options.namespace,
    argv: ['haproxy', '-db', '-f', configFile],
    ports: [options.port],
    log: join(options.folder, 'haproxy.log'),
  });
}
