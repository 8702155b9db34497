/** Runs a program that tells of changes line by line until it is closed; begun again, a few times, where it ends by itself. */
import { spawn } from 'node:child_process';
import { childEnvironment } from './child-environment.ts';

/** A fixed program with its arguments, and what it reads on standard input, if anything. */
export interface FollowedCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** Beside what every child gets. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A program that is being followed. */
export interface Following {
  /** Whether it runs, or will again. */
  readonly isAlive: () => boolean;
  /** Ends it; returns when the child has gone. */
  close(): Promise<void>;
}

/** A service that is started again is back within this time; one that isn't needed is not asked for for ever. */
const AGAIN_MS = 30_000;
const MOST_STARTS = 5;

/** Follows a command; `onOutput` gets what it prints, as it comes. */
export function followCommand(
  env: Readonly<Record<string, string | undefined>>,
  { program, args, input, env: more }: FollowedCommand,
  onOutput: (text: string) => void,
): Following {
  let starts = 0;
  let isClosed = false;
  let isAlive = true;
  let again: NodeJS.Timeout | undefined;
  let gone: Promise<void> = Promise.resolve();
  let kill = (): void => undefined;

  const start = (): void => {
    starts += 1;
    const child = spawn(program, args, {
      env: { ...childEnvironment(env), ...more },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    kill = () => {
      child.kill('SIGKILL');
    };
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', onOutput);
    child.stdin.on('error', () => undefined);
    // It is left open: scutil ends with its input.
    if (input !== undefined) child.stdin.write(input);
    gone = new Promise((resolve) => {
      child.once('error', () => {
        // Not installed, or not for us: the watch looks by itself now and then.
        starts = MOST_STARTS;
        resolve();
      });
      child.once('close', () => {
        resolve();
      });
    });
    void gone.then(() => {
      isAlive = !isClosed && starts < MOST_STARTS;
      if (isAlive) again = setTimeout(start, AGAIN_MS);
    });
  };
  start();
  return {
    isAlive: () => isAlive,
    close: async () => {
      isClosed = true;
      clearTimeout(again);
      kill();
      await gone;
    },
  };
}
