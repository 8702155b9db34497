/** Ends browser mode when nobody looks any more. */
import { DEADLINES } from '../../src/base/deadline.ts';

/** Follows the windows that are open. */
export interface Idle {
  /** A window opened its event line; the returned function tells that it closed it. */
  opened(): () => void;
  stop(): void;
}

/** Calls `onIdle` once when the first visit does not come, or when the last window has been closed for a while. */
export function watchIdle(onIdle: () => void): Idle {
  let open = 0;
  let timer = setTimeout(onIdle, DEADLINES.firstVisit.ms);
  return {
    opened: () => {
      open += 1;
      clearTimeout(timer);
      let isClosed = false;
      return () => {
        if (isClosed) return;
        isClosed = true;
        open -= 1;
        if (open === 0) timer = setTimeout(onIdle, DEADLINES.windowReturns.ms);
      };
    },
    stop: () => {
      clearTimeout(timer);
    },
  };
}
