import type { Reading } from '../base/reading.ts';
import type { FollowedCommand } from './follow-command.ts';
import type { NativeWininet } from './native-wininet.ts';

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
  options: {
    readonly signal: AbortSignal;
    readonly deadline?: 'command' | 'ping' | 'powershell' | 'vpnSwitch' | 'writingCommand';
    /** `latin1` keeps the bytes of programs that don't write UTF-8; UTF-8 unless told. */
    readonly encoding?: 'latin1';
    /** English output in UTF-8, for programs that would write `?` for what ASCII does not know; plain `C` unless told. */
    readonly locale?: 'C.UTF-8';
    /** What the program reads; nothing unless told. */
    readonly input?: string;
  },
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
  /** Numeric group id, likewise. */
  readonly gid?: number;
  readonly run: RunCommand;
  /** Text of a file, bounded; `absent` where there is none. */
  readonly readFile: (path: string) => Promise<Reading<string>>;
  /** Names in a folder, sorted; `absent` where there is none. */
  readonly listFolder: (path: string) => Promise<Reading<readonly string[]>>;
  readonly interfaceAddresses: () => readonly InterfaceAddress[];
  /** Windows' own notices of changes, as a child prints them: lines that name a `Changed`. */
  readonly changeNotices?: FollowedCommand;
  /** Windows' own way of changing a proxy, where its library can be called. */
  readonly wininet?: NativeWininet;
  /** The runtime's own access to the system's trust store, PEM, where it has one (Node 22.15 and later). */
  readonly systemCertificates?: () => readonly string[];
  /** Where a preset lies that was applied for this person alone; the host knows the folder of our data. */
  readonly ownPresetPath?: string;
  /** The wall clock, for presets that count only for a time; absent: all of them count. */
  readonly wallMs?: () => number;
  /** Whether a name is known here (`port` null), or a service answers; absent: it can't be told. */
  readonly canReach?: (
    what: { readonly host: string; readonly port: number | null },
    signal: AbortSignal,
  ) => Promise<boolean>;
}
