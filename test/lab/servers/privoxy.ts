/** Privoxy: the proxy that answers 404 for a name it cannot resolve. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/** Starts privoxy with no filters but those of the lines given (`forward …`). */
export function startPrivoxy(options: {
  readonly configLines?: readonly string[];
  /** An actions file of its own, e.g. `{+block{…}}` and hosts. */
  readonly actions?: readonly string[];
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly port: number;
}): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const configFile = join(options.folder, 'privoxy.conf');
  const actionsFile = join(options.folder, 'lab.action');
  writeFileSync(actionsFile, [...(options.actions ?? []), ''].join('\n'));
  writeFileSync(
    configFile,
    [
      'confdir /etc/privoxy',
      `logdir ${options.folder}`,
      'logfile privoxy-own.log',
      `listen-address ${options.address}:${String(options.port)}`,
      `toggle ${options.actions === undefined ? '0' : '1'}`,
      ...(options.actions === undefined ? [] : [`actionsfile ${actionsFile}`]),
      ...(options.configLines ?? []),
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
