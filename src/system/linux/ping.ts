import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import type { SystemTools } from '../system-tools.ts';
import { isIP } from './is-ip.ts';

/** Returns the time of one echo, `null` where none came back. */
export async function pingOnLinux(
  tools: SystemTools,
  address: string,
  signal: AbortSignal,
): Promise<Reading<{ readonly rttMs: number | null }>> {
  if (!isIP(address)) return unreadable('not an address');
  // Longer than the echo's own wait of 1 s, so that ping itself says "no answer".
  const outcome = await tools.run('ping', ['-n', '-c1', '-W1', address], { signal, deadline: 'command' });
  if (outcome.state === 'missing') return ABSENT;
  if (outcome.state === 'failed') return unreadable(outcome.why);
  // ping(8): 1 means no answer, 2 means another error.
  if (outcome.exitCode === 1) return read({ rttMs: null });
  if (outcome.exitCode !== 0) {
    return /unreachable|No route/iu.test(outcome.stderr)
      ? read({ rttMs: null })
      : unreadable(outcome.stderr.trim().slice(0, 200));
  }
  const time = /time[=<]([0-9.]+) ?ms/u.exec(outcome.stdout)?.[1];
  return time === undefined ? unreadable('unknown output of ping') : read({ rttMs: Number(time) });
}
