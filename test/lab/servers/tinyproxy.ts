/** A real tinyproxy with a configuration of its own: the proxy that answers a wrong password with 401. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, launch, makeFolder, programAt } from '../auth/launch.ts';

const PROGRAM = programAt('/usr/bin/tinyproxy', '/usr/sbin/tinyproxy');

/** Why tinyproxy can't be started here, as a sentence for a skipped test; `null` where it can. */
export const tinyproxyIsMissing: string | null =
  PROGRAM === null ? 'tinyproxy is not installed (Debian package tinyproxy-bin).' : null;

export interface TinyproxyOptions {
  /** The address to listen on; 127.0.0.1 where not given. */
  readonly host?: string;
  /** A free one where not given. */
  readonly port?: number;
  /** Its configuration takes letters, digits, `-`, `.` and `_` only. */
  readonly users?: readonly { readonly user: string; readonly password: string }[];
  /** More lines of tinyproxy.conf, e.g. `ConnectPort 443`, `Filter …`, `Upstream …`. */
  readonly configLines?: readonly string[];
  /** Goes before the command, e.g. `['ip', 'netns', 'exec', NAME]`. */
  readonly prefix?: readonly string[];
}

export interface TinyproxyServer {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** Its log file: one line a connection, request and refusal. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts tinyproxy and resolves when it listens. */
export async function startTinyproxy(options: TinyproxyOptions = {}): Promise<TinyproxyServer> {
  if (PROGRAM === null) throw new Error(tinyproxyIsMissing ?? '');
  const host = options.host ?? '127.0.0.1';
  const port = options.port ?? (await freePort());
  const folder = makeFolder('lab-tinyproxy-');
  const logFile = join(folder, 'tinyproxy.log');
  const configFile = join(folder, 'tinyproxy.conf');
  const lines = [
    `Port ${String(port)}`,
    `Listen ${host}`,
    'Timeout 30',
    'MaxClients 50',
    `LogFile "${logFile}"`,
    'LogLevel Info',
    ...(options.users ?? []).map(({ user, password }) => `BasicAuth ${user} ${password}`),
    ...(options.configLines ?? []),
  ];
  writeFileSync(logFile, '');
  writeFileSync(configFile, `${lines.join('\n')}\n`);
  const log = (): string => readFileSync(logFile, 'utf8');
  const launched = await launch({
    command: [PROGRAM, '-d', '-c', configFile],
    folder,
    ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
    isReady: (output) => /Accepting connections|listening/i.test(output + log()),
  });
  return { host, port, pid: launched.process.pid ?? 0, log, stop: launched.stop };
}
