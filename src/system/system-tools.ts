import type { Reading } from '../base/reading.ts';

/** How a command of the operating system ended. */
export type CommandOutcome =
  | { readonly state: 'done'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  /** The program is not installed. */
  | { readonly state: 'missing' }
  /** It was there, but gave no answer: killed at its deadline, too much output, not executable. */
  | { readonly state: 'failed'; readonly why: string };

/** Runs a fixed program with an argument array: no shell, English output, a deadline, bounded output. */
export type RunCommand = (
  program: string,
  args: readonly string[],
  options: { readonly signal: AbortSignal; readonly deadline?: 'command' | 'ping' | 'powershell' },
) => Promise<CommandOutcome>;

/** One network interface's addresses as the runtime tells them. */
export interface InterfaceAddress {
  readonly interface: string;
  /** With prefix length, e.g. `192.0.2.7/24`. */
  readonly cidr: string;
}

/** What the readers of the operating system work with; tests bring recorded text instead. */
export interface SystemTools {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  readonly home: string;
  /** Numeric user id where the operating system has one: firewall rules may name it. */
  readonly uid: number | null;
  readonly run: RunCommand;
  /** Text of a file, bounded; `absent` where there is none. */
  readonly readFile: (path: string) => Promise<Reading<string>>;
  /** Names in a folder, sorted; `absent` where there is none. */
  readonly listFolder: (path: string) => Promise<Reading<readonly string[]>>;
  readonly interfaceAddresses: () => readonly InterfaceAddress[];
  /** The runtime's own access to the system's trust store, PEM, where it has one (Node 22.15 and later). */
  readonly systemCertificates?: () => readonly string[];
}
