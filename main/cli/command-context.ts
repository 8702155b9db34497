import type { Colors } from 'picocolors/types';
import type { Lang } from '../../src/messages/format.ts';
import type { Messages } from '../../src/messages/messages.ts';
import type { Host, HostOptions } from '../host/compose.ts';
import type { ExitStatus } from './exit-status.ts';
import type { Terminal } from './terminal.ts';

/** The options that every command takes. */
export interface CommonOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly words: Messages;
  readonly lang: Lang;
  readonly common: CommonOptions;
  readonly paint: Colors;
  /** Aborts when the person interrupts (Ctrl+C) or the system asks us to end. */
  readonly interruption: AbortSignal;
  /** Builds the assistant; only commands that need the machine call it. */
  readonly openHost: (options: HostOptions) => Promise<Host>;
}

/** Options of one command as the parser leaves them; each command checks its own. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** One command: gets its arguments as they were typed, checks them, prints, and says how it went. */
export type RunCommand = (
  context: CommandContext,
  given: { readonly args: readonly string[]; readonly options: GivenOptions },
) => Promise<ExitStatus>;
