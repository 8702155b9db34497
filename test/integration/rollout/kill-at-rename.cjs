/**
 * Loaded before the command line (`node --require`): ends it without a word at the place that `KILL_AT` names. Every
 * transition of the journal and every place that is written is a file moved to its name, or one taken away: the program ends
 * right after the call with that number.
 */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const killAt = Number(process.env.KILL_AT);
let count = 0;
const tick = () => {
  count += 1;
  if (count === killAt) process.kill(process.pid, 'SIGKILL');
};
for (const name of ['rename', 'unlink']) {
  const original = fs.promises[name];
  fs.promises[name] = async (...args) => {
    const outcome = await original(...args);
    tick();
    return outcome;
  };
  const callback = fs[name];
  fs[name] = (...args) => {
    const done = args.pop();
    callback(...args, (error) => {
      if (error === null) tick();
      done(error);
    });
  };
}
syncBuiltinESMExports();
