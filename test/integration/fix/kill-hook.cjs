/**
 * Loaded before the program (`node --require`): ends it with SIGKILL at one of the moments at which something outside of
 * it changes. These are each file that takes its place (a journal entry, the place itself), and each command that changes
 * the system, once before it is begun and once after it has ended.
 * `KILL_AT` numbers the moment from 1.
 */
const childProcess = require('node:child_process');
const fs = require('node:fs');

const killAt = Number(process.env.KILL_AT ?? '0');
let count = 0;
function tick() {
  count += 1;
  if (count === killAt) process.kill(process.pid, 'SIGKILL');
}

// Not those of Node's own cache of compiled code.
const isMeant = (file) => /\/(?:home|data|etc)\//.test(String(file));

const rename = fs.rename;
fs.rename = function renamed(from, to, done) {
  if (!isMeant(to)) return rename.call(fs, from, to, done);
  tick();
  return rename.call(fs, from, to, (...outcome) => {
    tick();
    done(...outcome);
  });
};
const renamePromised = fs.promises.rename;
fs.promises.rename = async (from, to) => {
  if (isMeant(to)) tick();
  await renamePromised.call(fs.promises, from, to);
  if (isMeant(to)) tick();
};

const CHANGING = [
  ['gsettings', /^(?:set|reset)$/],
  ['nft', /^(?:insert|delete) rule/],
  ['nmcli', /^--wait$/],
  ['wg-quick', /^(?:up|down)$/],
];
const execFile = childProcess.execFile;
childProcess.execFile = function counted(program, args, options, done) {
  const isChanging = CHANGING.some(([name, sign]) => name === program && sign.test(args[0]));
  if (!isChanging) return execFile.call(childProcess, program, args, options, done);
  tick();
  return execFile.call(childProcess, program, args, options, (...outcome) => {
    tick();
    done(...outcome);
  });
};
