/** Whether a name is known in this network, or a service answers in it: what tells places apart. */
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { startWait } from '../base/deadline.ts';

/** Looks the name up, or makes one connection and closes it; nothing is sent. */
export async function canReach(
  { host, port }: { readonly host: string; readonly port: number | null },
  within: AbortSignal,
): Promise<boolean> {
  using wait = startWait('comparisonConnect', within);
  const over = new Promise<false>((resolve) => {
    wait.signal.addEventListener('abort', () => {
      resolve(false);
    });
  });
  return await Promise.race([port === null ? isKnown(host) : takesConnections({ host, port }, wait.signal), over]);
}

/** A look-up by the system can't be cancelled; it is left alone when the wait is over. */
function isKnown(host: string): Promise<boolean> {
  return lookup(host).then(
    () => true,
    () => false,
  );
}

function takesConnections(to: { readonly host: string; readonly port: number }, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...to, signal });
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
