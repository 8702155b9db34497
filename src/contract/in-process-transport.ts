/** The transport of a face that lives in the same process: the command line and tests. */
import type { Endpoints } from './endpoints.ts';
import type { Transport } from './transport.ts';

/** Returns a transport that hands every value over as a copy, as a wire would. */
export function inProcessTransport(endpoints: Endpoints): Transport {
  return {
    invoke: async (name, input) => structuredClone(await endpoints.invoke(name, structuredClone(input))),
    subscribe: (listener) =>
      endpoints.subscribe((event) => {
        listener(structuredClone(event));
      }),
  };
}
