/** Names as this computer's own resolver knows them, for scripts that ask: hosts file and mDNS count, as in a browser. */
import { lookup } from 'node:dns/promises';
import { startWait } from '../base/deadline.ts';

/** Returns the addresses of a name, `null` where there are none; ends within its deadline and `signal`. */
export async function systemAddresses(
  name: string,
  families: 'ipv4' | 'any',
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  using wait = startWait('dnsLookup', signal);
  const given = { stop: (): void => undefined };
  // The resolver can't be cancelled; what it says later is not heard any more.
  const stopped = new Promise<null>((resolve) => {
    given.stop = () => {
      resolve(null);
    };
  });
  wait.signal.addEventListener('abort', given.stop, { once: true });
  const asked = lookup(name, { all: true, family: families === 'ipv4' ? 4 : 0 }).then(
    (found) => (found.length === 0 ? null : found.map(({ address }) => address)),
    () => null,
  );
  return await Promise.race([asked, stopped]);
}
