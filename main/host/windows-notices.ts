/** Windows' own notices of changed settings and networks, from a child that waits for them through koffi. */
import { createRequire } from 'node:module';
import type { FollowedCommand } from '../../src/system/follow-command.ts';
import { codeOf } from '../../src/base/error-code.ts';

/**
 * The child: one wait for each key and one for the addresses, each in a thread of its own. It prints a line for each change,
 * named as `Changed` names it, and ends with its input, or after so many lines as its second argument says (0: no bound).
 */
const SCRIPT = `
const koffi = require(process.argv[1]);
let left = Number(process.argv[2]);
const isBounded = left > 0;
// An exit would wait for the threads that wait.
const end = () => process.kill(process.pid, 'SIGKILL');
const say = (what) => {
  process.stdout.write(what + '\\n');
  left -= 1;
  if (left === 0) end();
};
const advapi = koffi.load('advapi32.dll');
const open = advapi.func('long __stdcall RegOpenKeyExW(intptr_t root, str16 name, uint32_t options, uint32_t access, _Out_ intptr_t *key)');
const notify = advapi.func('long __stdcall RegNotifyChangeKeyValue(intptr_t key, int subtree, uint32_t filter, intptr_t event, int asynchronous)');
// HKEY_CURRENT_USER and HKEY_LOCAL_MACHINE are these numbers with their sign (winreg.h); KEY_NOTIFY is 0x10.
const USER = -2147483647, MACHINE = -2147483646, KEY_NOTIFY = 0x10;
const INTERNET = 'Microsoft\\\\Windows\\\\CurrentVersion\\\\Internet Settings';
const KEYS = [[USER, 'Software\\\\' + INTERNET], [USER, 'Environment'], [MACHINE, 'SOFTWARE\\\\Policies\\\\' + INTERNET]];
// REG_NOTIFY_CHANGE_NAME and REG_NOTIFY_CHANGE_LAST_SET
const FILTER = 1 | 4;
for (const [root, name] of KEYS) {
  const key = [0];
  if (open(root, name, 0, KEY_NOTIFY, key) !== 0) continue;
  const wait = () => notify.async(key[0], 1, FILTER, 0, 0, (error, status) => {
    if (error || status !== 0) return;
    say('settings');
    wait();
  });
  wait();
}
const changed = koffi.load('iphlpapi.dll').func('uint32_t __stdcall NotifyAddrChange(void *handle, void *overlapped)');
const waitForAddress = () => changed.async(null, null, (error, status) => {
  if (error || status !== 0) return;
  say('network');
  waitForAddress();
});
waitForAddress();
if (!isBounded) process.stdin.on('end', end).resume();
`;

/** Returns the child to follow; `null` where koffi was left out of the installation. `most`: for tests. */
export function windowsNotices(execPath: string, most = 0): FollowedCommand | null {
  try {
    const koffi = createRequire(import.meta.url).resolve('koffi');
    return {
      program: execPath,
      args: ['-e', SCRIPT, koffi, String(most)],
      // Four waits at a time, and the threads that Node itself needs.
      env: { ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: '8' },
    };
  } catch (thrown) {
    if (codeOf(thrown) === null) throw thrown;
    return null;
  }
}
