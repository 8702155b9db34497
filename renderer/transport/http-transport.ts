/** The transport of browser mode: POST to invoke, a WebSocket for events; the cookie set at the first visit lets them in. */
import type { Transport } from '../../src/contract/transport.ts';
import { readKnown } from './known-answers.ts';

/** Waits between tries to reach the event line again; after the last one the page says that the program has ended. */
const RETRY_MS = [300, 1_000, 3_000] as const;

/** Returns the transport to the server that served this page. */
export function httpTransport(onLost: (isLost: boolean) => void): Transport {
  const known = readKnown(document);
  // The address of the first visit holds a key that has been used; what stays there can be reloaded and kept as a bookmark.
  if (known.place !== null) history.replaceState(null, '', `/#${known.place}`);
  const line = { isUp: true };
  return {
    invoke: async (name, input) => {
      const answered = known.take(name, input);
      if (answered !== undefined) return answered;
      const response = await fetch(`/api/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
        credentials: 'same-origin',
        cache: 'no-store',
      }).catch((error: unknown) => {
        // Nobody answers on either line: it need not be tried out any longer.
        if (!line.isUp) onLost(true);
        throw error;
      });
      if (!response.ok) throw new Error(`the endpoint answered ${String(response.status)}`);
      const answer: unknown = await response.json();
      return answer;
    },
    subscribe: (listener) =>
      openEvents(
        listener,
        (isUp) => {
          line.isUp = isUp;
        },
        onLost,
      ),
  };
}

function openEvents(
  listener: (event: unknown) => void,
  onChange: (isUp: boolean) => void,
  onLost: (isLost: boolean) => void,
): () => void {
  let isClosed = false;
  let tries = 0;
  let socket: WebSocket | null = null;
  const open = (): void => {
    if (isClosed) return;
    const address = new URL('/events', location.href);
    address.protocol = 'ws:';
    address.hash = '';
    socket = new WebSocket(address);
    socket.onopen = () => {
      tries = 0;
      onChange(true);
      onLost(false);
    };
    socket.onmessage = (message: MessageEvent<unknown>) => {
      if (typeof message.data !== 'string') return;
      const event: unknown = JSON.parse(message.data);
      listener(event);
    };
    socket.onclose = () => {
      const wait = RETRY_MS[tries];
      tries += 1;
      onChange(false);
      if (isClosed) return;
      if (wait === undefined) onLost(true);
      else setTimeout(open, wait);
    };
  };
  open();
  return () => {
    isClosed = true;
    socket?.close();
  };
}
