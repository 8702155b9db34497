/** The contract's calls on the relay: off until the person turns it on, and gone without a trace when it is turned off. */
import { randomUUID } from 'node:crypto';
import { ok, refuse } from '../../src/base/result.ts';
import type { AssistantEvent } from '../../src/contract/api.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { RelayAnswer, RelayProblem, RelayView } from '../../src/contract/relay-view.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { ToolsPlan } from '../../src/system/tools/plan-tools.ts';
import type { Host } from './compose.ts';
import { isRelayForbidden } from './relay-allowed.ts';
import type { RunningRelay } from './relay-host.ts';
import { planToRelay, takeToolsBack, tellTools } from './relay-tools.ts';
import { systemCodeOf } from '../../src/base/error-code.ts';

/** What proxies are often found at; a person may choose another. */
const USUAL_PORT = 3_128;
const HOST = '127.0.0.1';
/** Reading the files of all tools; each has its own limit inside. */
const TOOLS_MS = 30_000;

/** The calls, and the end of the relay with its face. */
export interface RelayCalls {
  readonly handlers: Pick<Handlers, Extract<keyof Handlers, `relay.${string}`>>;
  close(): Promise<void>;
}

/** Returns the calls; the relay is off. */
export function createRelayCalls(tools: {
  readonly host: Host;
  readonly announce: (event: AssistantEvent) => void;
  readonly lang: () => Promise<Lang>;
}): RelayCalls {
  const { host, announce } = tools;
  let running: RunningRelay | null = null;
  let port = USUAL_PORT;
  let told: string | null = null;
  let preview: { readonly id: string; readonly planned: ToolsPlan } | null = null;
  // One after the other: turning off waits for what is underway.
  let turns: Promise<unknown> = Promise.resolve();

  const view = async (): Promise<RelayView> => {
    const counts = running?.relay.counts() ?? { requests: 0, tunnels: 0, clients: 0 };
    return {
      address: running === null ? null : `${HOST}:${String(running.relay.place.port)}`,
      port,
      requests: counts.requests,
      tunnels: counts.tunnels,
      clients: counts.clients,
      secretFile: running?.secretFile ?? null,
      hasToldTools: told !== null,
      isForbidden: await isRelayForbidden(host),
    };
  };
  const done = async (): Promise<RelayAnswer> => {
    const value = await view();
    announce({ kind: 'relay.changed', relay: value });
    return { state: 'done', value };
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turns.then(work);
    turns = result.catch(() => undefined);
    return result;
  };
  const begin = async (wanted: number): Promise<RelayProblem | null> => {
    const listen = { host: HOST, port: wanted };
    const lang = await tools.lang();
    try {
      running = await host.openRelay({ listen, overrides: {}, credentials: null, lang, withSecret: false });
      port = wanted;
      return null;
    } catch (thrown) {
      const code = systemCodeOf(thrown);
      if (code === null) throw thrown;
      return { kind: 'cannot-listen', address: `${HOST}:${String(wanted)}`, code };
    }
  };
  /** The tools first, while the relay still answers. */
  const end = async (): Promise<RelayProblem | null> => {
    preview = null;
    const back = told === null ? ok(null) : await takeToolsBack(host, told);
    if (told !== null) changed();
    told = null;
    await running?.stop();
    running = null;
    return back.ok ? null : { kind: 'change', problem: back.problem };
  };
  const changed = (): void => {
    announce({ kind: 'changes.changed' });
    announce({ kind: 'history.changed' });
  };
  const answer = async (problem: RelayProblem | null): Promise<RelayAnswer> => {
    const standing = await done();
    return problem === null ? standing : { state: 'refused', problem };
  };

  return {
    handlers: {
      'relay.get': async () => ok(await view()),
      'relay.start': ({ port: wanted }) =>
        inTurn(async () => {
          if (await isRelayForbidden(host)) return refuse({ kind: 'managed' });
          return ok(await answer(running === null ? await begin(wanted) : null));
        }),
      'relay.stop': () => inTurn(async () => ok(await answer(await end()))),
      'relay.planTools': () =>
        inTurn(async () => {
          if (running === null) return refuse({ kind: 'not-found' });
          // A tool can't show the key without writing it down in clear.
          if (running.secretFile !== null) return refuse({ kind: 'not-available' });
          const { place } = running.relay;
          const planned = await planToRelay(host, { tools: null, place, signal: AbortSignal.timeout(TOOLS_MS) });
          preview = { id: randomUUID(), planned };
          if (planned.steps.length === 0) {
            // Left by a relay that was ended by force: this one takes it back.
            const left = await tellTools(host, planned, AbortSignal.timeout(TOOLS_MS));
            if (left.ok) told = left.value;
          }
          return ok({ id: preview.id, changes: planned.steps.map(({ shown }) => shown), restart: planned.restart });
        }),
      'relay.setTools': ({ id }) =>
        inTurn(async () => {
          if (running === null || preview?.id !== id) return refuse({ kind: 'not-found' });
          const { planned } = preview;
          preview = null;
          const made = await tellTools(host, planned, AbortSignal.timeout(TOOLS_MS));
          if (made.ok) told = made.value;
          changed();
          return ok(await answer(made.ok ? null : { kind: 'change', problem: made.problem }));
        }),
    },
    close: async () => {
      await inTurn(end);
    },
  };
}
