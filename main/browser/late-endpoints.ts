/** Endpoints whose parts are loaded when they are first needed: the page comes up while the assistant behind it does. */
import type { Endpoints } from '../../src/contract/endpoints.ts';

/** Returns endpoints that call `load` once, at the first call or subscription. */
export function lateEndpoints(load: () => Promise<Endpoints>): Endpoints {
  let loading: Promise<Endpoints> | null = null;
  const loaded = (): Promise<Endpoints> => (loading ??= load());
  return {
    invoke: async (name, input) => (await loaded()).invoke(name, input),
    subscribe: (listener) => {
      let isOver = false;
      let end = (): void => {
        isOver = true;
      };
      loaded().then(
        (endpoints) => {
          if (!isOver) end = endpoints.subscribe(listener);
        },
        () => {
          // The page learns it from its calls, which end the same way.
        },
      );
      return () => {
        end();
      };
    },
  };
}
