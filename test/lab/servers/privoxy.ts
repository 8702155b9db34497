/** Privoxy: the proxy that answers 404 for a name it cannot resolve. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/** Starts privoxy without filters. */
export function startPrivoxy(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly port: number;
}): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const configFile = join(options.folder, 'privoxy.conf');
  writeFileSync(
    configFile,
    [
      'confdir /etc/privoxy',
      `logdir ${options.folder}`,
      'logfile privoxy-own.log',
      `listen-address ${options.address}:${String(options.port)}`,
      'toggle 0',
      '',
    ].join('\n'),
  );
  return startServer({
    namespace: options.namespace,
    argv: ['privoxy', '--no-daemon', configFile],
    ports: [options.port],
    log: join(options.folder, 'privoxy.log'),
  });
}
