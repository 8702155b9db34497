import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import type { EchoRefusal } from '../../observation/observation.ts';
import type { EchoReading } from '../system.ts';
import type { CommandOutcome, SystemTools } from '../system-tools.ts';
import { isIP } from './is-ip.ts';

/** Returns the time of one echo, `null` where none came back. */
export async function pingOnLinux(
  tools: SystemTools,
  address: string,
  signal: AbortSignal,
  options: { readonly interface?: string } = {},
): Promise<Reading<EchoReading>> {
  if (!isIP(address)) return unreadable('not an address');
  const bound = options.interface === undefined ? [] : ['-I', options.interface];
  // Longer than the echo's own wait of 1 s, so that ping itself says "no answer".
  const outcome = await tools.run('ping', ['-n', '-c1', '-W1', ...bound, address], { signal, deadline: 'command' });
  return readPing(outcome);
}

/** Returns what one run of iputils' ping says: its status is 1 for no answer, 2 for another error (ping(8)). */
export function readPing(outcome: CommandOutcome): Reading<EchoReading> {
  if (outcome.state === 'missing') return ABSENT;
  if (outcome.state === 'failed') return unreadable(outcome.why);
  const time = /time[=<]([0-9.]+) ?ms/u.exec(outcome.stdout)?.[1];
  if (outcome.exitCode === 0)
    return time === undefined ? unreadable('unknown output of ping') : read({ rttMs: Number(time) });
  const refusal = readRefusal(outcome.stdout, outcome.stderr);
  if (refusal !== null) return read({ rttMs: null, refusal });
  return outcome.exitCode === 1 ? read({ rttMs: null }) : unreadable(outcome.stderr.trim().slice(0, 200));
}

/** ICMP errors in ping's words (RFC 792; the codes of RFC 1812 §5.2.7.1), with who sent them. */
const REFUSALS: readonly (readonly [RegExp, EchoRefusal['kind']])[] = [
  [/Packet filtered|Host Prohibited|Net Prohibited|Administratively prohibited|admin.* prohibited/iu, 'prohibited'],
  [/Host Unreachable|Host unreachable|Address unreachable|No route to host/u, 'host-unreachable'],
  [/Net Unreachable|Network is unreachable|No route\b/u, 'network-unreachable'],
];

function readRefusal(stdout: string, stderr: string): EchoRefusal | null {
  // A rule of this computer that drops an echo fails the very call that sends it.
  if (/Operation not permitted|Permission denied/u.test(stderr)) {
    return /sendmsg|connect/u.test(stderr) ? { kind: 'permission-denied' } : null;
  }
  const line = /^From (\S+?):? icmp_seq=\d+ (.*)$/mu.exec(stdout);
  const words = line?.[2] ?? stderr;
  const kind = REFUSALS.find(([pattern]) => pattern.test(words))?.[1];
  if (kind === undefined) return null;
  return { kind, ...(line?.[1] === undefined ? {} : { from: line[1] }) };
}
