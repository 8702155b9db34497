/**
 * Loaded before the program (`node --require`): ends it with SIGKILL at one of the moments at which something outside of
 * it changes. These are each file that takes its place (an entry of the journal, the place itself), just before and just
 * after; each file that is taken away, after it; and each command that changes the system, before it is begun and after
 * it has ended.
 * `KILL_AT` numbers the moment from 1.
 */
const childProcess = require('node:child_process');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const path = require('node:path');

const killAt = Number(process.env.KILL_AT ?? '0');
let count = 0;
function tick() {
  count += 1;
  if (count === killAt) process.kill(process.pid, 'SIGKILL');
}

// Not those of Node's own cache of compiled code.
const isMeant = (file) => /[\\/](?:home|data|etc)[\\/]/.test(String(file));

/** Ticks around each call of a function of `owner`; `ends` says by its arguments at which ends of it. */
function watch(owner, name, ends) {
  const original = owner[name];
  owner[name] = function counted(...args) {
    const { before, after } = ends(args);
    if (before) tick();
    const done = args.at(-1);
    if (typeof done === 'function') {
      args[args.length - 1] = (...outcome) => {
        if (after) tick();
        done(...outcome);
      };
      return original.apply(owner, args);
    }
    const outcome = original.apply(owner, args);
    if (!after) return outcome;
    return outcome.then((value) => {
      tick();
      return value;
    });
  };
}

for (const owner of [fs, fs.promises]) {
  watch(owner, 'rename', ([, to]) => ({ before: isMeant(to), after: isMeant(to) }));
  watch(owner, 'unlink', ([file]) => ({ before: false, after: isMeant(file) }));
}

const CHANGING = [
  ['gsettings', /^(?:set|reset)$/],
  ['nft', /^(?:insert|delete) rule/],
  ['nmcli', /^--wait$/],
  ['wg-quick', /^(?:up|down)$/],
  ['reg.exe', /^(?:add|delete)$/],
];
watch(childProcess, 'execFile', ([program, [verb]]) => {
  const isChanging = CHANGING.some(([name, sign]) => name === path.basename(program) && sign.test(verb));
  return { before: isChanging, after: isChanging };
});

syncBuiltinESMExports();
