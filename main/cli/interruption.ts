/** Ctrl+C: the first one lets the running command end in an orderly way, the second one ends the process at once. */
import { EXIT } from './exit-status.ts';

/** How the person or the system stopped us. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Whether Ctrl+C (or the terminal's end) was the reason; a polite SIGTERM is not an interruption by a person. */
  readonly wasInterrupted: () => boolean;
}

/** Begins to listen for signals. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let received: NodeJS.Signals | null = null;
  const stop = (signal: NodeJS.Signals): void => {
    if (received !== null) process.exit(EXIT.interrupted);
    received = signal;
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  return { signal: controller.signal, wasInterrupted: () => received !== null && received !== 'SIGTERM' };
}

/** The person pressed Ctrl+C where it came as a sign, not as a signal. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}
