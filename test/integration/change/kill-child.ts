/**
 * Makes a change, or takes the last one back, and kills itself at one of its steps: after the call with a given number
 * among all that change anything, of the file system and of commands; number 1 is before them all. Prints how many there
 * were.
 * Arguments: `apply|undo`, the number (0: never), and a file with the plan as JSON.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { systemClock } from '../../../src/base/clock.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';
import { linuxStores } from '../../../src/system/linux/linux-stores.ts';

const [, , verb = '', killAt = '0', planFile = ''] = process.argv;
let count = 0;
function tick(): void {
  count += 1;
  if (count === Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

const CHANGING = [
  'open',
  'rename',
  'unlink',
  'link',
  'writeFile',
  'mkdir',
  'rmdir',
  'chown',
  'chmod',
  'write',
  'fsync',
  'sync',
  'truncate',
  'ftruncate',
];

/** Wraps what changes something, so that a step is counted after it. */
function countCalls(owner: object): void {
  for (const name of CHANGING) {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') continue;
    Reflect.set(owner, name, function counted(this: unknown, ...args: unknown[]): unknown {
      const last = args.at(-1);
      if (typeof last === 'function')
        args[args.length - 1] = (...results: unknown[]): void => {
          tick();
          Reflect.apply(last, undefined, results);
        };
      const outcome: unknown = Reflect.apply(original, this, args);
      return outcome instanceof Promise
        ? outcome.then((value: unknown) => {
            tick();
            return value;
          })
        : outcome;
    });
  }
}

const plan = JSON.parse(fs.readFileSync(planFile, 'utf8'));
const probe = await fs.promises.open(planFile, 'r');
const handlePrototype: unknown = Object.getPrototypeOf(probe);
await probe.close();
if (typeof handlePrototype === 'object' && handlePrototype !== null) countCalls(handlePrototype);
countCalls(fs);
countCalls(fs.promises);
syncBuiltinESMExports();

const tools = createSystemTools({ env: process.env });
const changes = createChanges({
  openStore: linuxStores({
    ...tools,
    run: async (program, args, options) => {
      if (args[0] !== 'set' && args[0] !== 'reset') return await tools.run(program, args, options);
      const outcome = await tools.run(program, args, options);
      tick();
      return outcome;
    },
  }),
  clock: systemClock,
  dataFolder: process.env['THROUGHWAY_DATA_DIR'] ?? '',
});
tick();
const { signal } = new AbortController();
const [newest] = verb === 'undo' ? await changes.list() : [];
const outcome =
  verb === 'apply'
    ? await changes.apply(plan, { signal })
    : newest === undefined || newest.state === 'undone' || newest.state === 'failed'
      ? 'nothing to take back'
      : await changes.undo(newest.id, { signal, insist: false });
console.log(JSON.stringify({ count, outcome }));
