import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../base/error-code.ts';

/** The phase stands behind the reason, of which only a very long address is longer. */
const HEAD_BYTES = 4_096;

/** As the journal writes it; inside of a text the quotation marks would have a backslash. */
const PHASE = /"phase":"(?<phase>[a-z]+)"/u;

/**
 * Whether the journal may hold a change that was cut short. Every start asks, so only the beginning of each entry is looked
 * at, in calls that take a tenth of the time of those that let others go on meanwhile. What can't be read says no: whoever
 * needs the journal complains of it.
 */
export function mayBeCutShort(folder: string): boolean {
  try {
    const entries = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const head = Buffer.alloc(HEAD_BYTES);
    return entries.some((name) => {
      const phase = PHASE.exec(headOf(path.join(folder, name), head))?.groups?.['phase'];
      return phase === undefined || phase === 'applying' || phase === 'undoing';
    });
  } catch (error) {
    if (codeOf(error) === null) throw error;
    return false;
  }
}

function headOf(file: string, buffer: Buffer): string {
  const handle = openSync(file, 'r');
  try {
    return buffer.toString('latin1', 0, readSync(handle, buffer, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(handle);
  }
}
