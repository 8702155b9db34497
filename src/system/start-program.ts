/** Starts a program that people go on with by themselves, such as a browser. */
import { spawn } from 'node:child_process';
import { DEADLINES } from '../base/deadline.ts';

/**
 * Returns whether the program came up: one that ends at once with a failure did not, one that hands over to a running
 * instance ends with 0.
 */
export async function startProgram(program: string, args: readonly string[]): Promise<boolean> {
  return await new Promise((done) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.unref();
    const timer = setTimeout(() => {
      done(true);
    }, DEADLINES.browserFailure.ms);
    child.once('error', () => {
      clearTimeout(timer);
      done(false);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      done(code === 0);
    });
  });
}
