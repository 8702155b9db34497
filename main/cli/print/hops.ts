/** The route as a line of hops: a mark, a name, and the words for whatever isn't plainly good. */
import type { Colors } from 'picocolors/types';
import type { HopState } from '../../../src/observation/observation.ts';
import type { Messages } from '../../../src/messages/messages.ts';

type State = HopState['state'];

/** Shapes differ, so that the line reads without colour. */
const MARKS = { ok: '●', failed: '✕', degraded: '▲', skipped: '○', unknown: '?' } as const satisfies Record<
  State,
  string
>;

/** What needs words beside its mark, the worst first. */
const WORDED = ['failed', 'degraded', 'skipped', 'unknown'] as const satisfies readonly State[];

/** Returns the lines of the route picture: all hops in order, then a legend of the states that occur. */
export function hopLines(route: readonly HopState[], words: Messages, paint: Colors): readonly string[] {
  const picture = route
    .map(({ hop, state }) => colored(state, `${MARKS[state]} ${words.hops[hop]}`, paint))
    .join(paint.dim(' ─ '));
  const legend = WORDED.flatMap((state) => {
    const hops = route.filter((one) => one.state === state).map((one) => words.hops[one.hop]);
    return hops.length === 0
      ? []
      : [
          colored(
            state,
            `${MARKS[state]} ${words.cli.form.labelled(words.hopStates[state], words.cli.form.listed(...hops))}`,
            paint,
          ),
        ];
  });
  return [picture, ...legend];
}

function colored(state: State, text: string, paint: Colors): string {
  switch (state) {
    case 'ok':
      return paint.green(text);
    case 'failed':
      return paint.bold(paint.red(text));
    case 'degraded':
      return paint.yellow(text);
    case 'skipped':
    case 'unknown':
      return paint.dim(text);
  }
}
