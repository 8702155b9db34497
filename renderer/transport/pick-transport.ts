/** Chooses the transport of the host that this page was opened by. */
import type { Transport } from '../../src/contract/transport.ts';
import { httpTransport } from './http-transport.ts';

declare global {
  interface Window {
    /** Exposed by the desktop window's preload script. */
    readonly throughwayTransport?: Transport;
  }
}

/** Returns the desktop window's transport where there is one, else that of browser mode. */
export function pickTransport(onLost: (isLost: boolean) => void): Transport {
  return window.throughwayTransport ?? httpTransport(onLost);
}
