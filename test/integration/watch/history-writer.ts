/** Writes entries to a history until it is killed; says which one it begins and which ones are kept. */
import { systemClock } from '../../../src/base/clock.ts';
import { openHistory } from '../../../main/host/history-files.ts';
import { checkFactsOf } from '../../unit/watch/entries.ts';

const [folder = '', name = ''] = process.argv.slice(3);
const history = openHistory({ folder, clock: systemClock });
// Longer than a page of memory, so that a write can be cut in its middle.
const rule = 'x'.repeat(900);
for (let number = 0; ; number += 1) {
  const names = Array.from({ length: 12 }, () => rule);
  const id = await history.note(checkFactsOf({ details: { realm: `${name}-${String(number)}`, rule, names } }));
  if (id === null) throw new Error('the entry was not kept');
  process.stdout.write(`${name}-${String(number)}\n`);
}
