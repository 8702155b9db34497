import type { Command } from 'commander';
import type { RunCommand } from './command-context.ts';

/** Ties a command to its work. `most`: how many arguments it takes. */
export type Register = (command: Command, most: number, load: () => Promise<RunCommand>) => void;
