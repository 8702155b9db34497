import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** One server of the lab, running inside a namespace. */
export interface ServerProcess {
  readonly pid: number;
  /** What it has written to its standard output and error so far. */
  output(): string;
  /** Sends a signal to it and its children, e.g. SIGSTOP for a server that hangs. */
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** A server that does not listen by then is broken; none needs a second on an idle machine. */
const READY_WITHIN_MS = 10_000;

const running = new Set<ChildProcess>();

/**
 * Starts a server in a namespace and waits until it listens, seen in the kernel's table, so that no connection of ours is in its log.
 * @param ports TCP ports to wait for; `udp` ones likewise
 */
export async function startServer(options: {
  readonly namespace: string;
  readonly argv: readonly string[];
  readonly ports: readonly number[];
  readonly udpPorts?: readonly number[];
  /** A network device that it makes. */
  readonly device?: string;
  readonly log: string;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<ServerProcess> {
  const descriptor = openSync(options.log, 'a');
  const child = spawn('ip', ['netns', 'exec', options.namespace, ...options.argv], {
    detached: true,
    stdio: ['ignore', descriptor, descriptor],
    env: { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C', ...options.env },
  });
  closeSync(descriptor);
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
    child.once('error', () => {
      running.delete(child);
      resolve();
    });
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`cannot start ${options.argv.join(' ')}`);
  const output = (): string => readFileSync(options.log, 'utf8');
  const stop = async (): Promise<void> => {
    signalGroup(pid, 'SIGKILL');
    await ended;
  };
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (isListening(pid, options.ports, options.udpPorts ?? []) && hasDevice(pid, options.device)) break;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
      await stop();
      throw new Error(
        `${options.argv.join(' ')} does not listen on ${options.ports.join(', ')}:\n${output().slice(-2_000)}`,
      );
    }
    await pause(10);
  }
  return {
    pid,
    output,
    stop,
    signal: (signal) => {
      signalGroup(pid, signal);
    },
  };
}

/** Ends every server that this process started and that still runs; for the clean-up on exit. */
export function stopAllServersNow(): void {
  for (const child of running) if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function isListening(pid: number, ports: readonly number[], udpPorts: readonly number[]): boolean {
  const tcp = ['tcp', 'tcp6'].flatMap((table) => portsOf(pid, table, '0A'));
  const udp = ['udp', 'udp6'].flatMap((table) => portsOf(pid, table, '07'));
  // Before `ip netns exec` has entered the namespace the table is the host's own: ask for the name too.
  return (
    hasEnteredNamespace(pid) &&
    ports.every((port) => tcp.includes(port)) &&
    udpPorts.every((port) => udp.includes(port))
  );
}

function hasDevice(pid: number, device: string | undefined): boolean {
  return device === undefined || readFileSync(`/proc/${String(pid)}/net/dev`, 'utf8').includes(` ${device}:`);
}

function hasEnteredNamespace(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').startsWith('ip\0netns\0');
  } catch {
    return false;
  }
}

/** Local ports in a table of /proc/PID/net with the given state (0A listening, 07 unconnected UDP). */
function portsOf(pid: number, table: string, state: string): readonly number[] {
  try {
    return readFileSync(`/proc/${String(pid)}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === state)
      .map((fields) => Number.parseInt((fields[1] ?? '').split(':')[1] ?? '', 16));
  } catch {
    return [];
  }
}
