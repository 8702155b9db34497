/** The client of the contract over any transport. Loads in a page, so it takes types only. */
import type { ApiProblem, AssistantApi, AssistantEvent } from './api.ts';
import type { ApiName } from './inputs.ts';
import type { Result } from '../base/result.ts';
import { isResult } from './is-result.ts';
import type { Transport } from './transport.ts';

/** Every name once; a missing or an extra one does not compile. */
const NAMES = {
  'app.info': true,
  'diagnose.start': true,
  'diagnose.cancel': true,
  'diagnose.latest': true,
  'settings.read': true,
  'settings.routeFor': true,
  'settings.plan': true,
  'tools.read': true,
  'tools.plan': true,
  'trust.read': true,
  'changes.apply': true,
  'changes.verify': true,
  'changes.list': true,
  'changes.undo': true,
  'fixes.plan': true,
  'fixes.start': true,
  'fixes.answer': true,
  'fixes.cancel': true,
  'fixes.current': true,
  'browsers.list': true,
  'browsers.open': true,
  'credentials.list': true,
  'credentials.lint': true,
  'credentials.save': true,
  'credentials.test': true,
  'credentials.delete': true,
  'practice.list': true,
  'practice.start': true,
  'practice.stop': true,
  'articles.list': true,
  'articles.get': true,
  'history.list': true,
  'history.get': true,
  'history.export': true,
  'watch.get': true,
  'watch.set': true,
  'report.get': true,
  'report.file': true,
  'inspect.site': true,
  'inspect.proxy': true,
  'inspect.cancel': true,
  'presets.current': true,
  'presets.preview': true,
  'presets.apply': true,
  'presets.repair': true,
  'presets.remove': true,
  'presets.validate': true,
  'presets.test': true,
  'presets.cancelTest': true,
  'presets.export': true,
  'relay.get': true,
  'relay.start': true,
  'relay.stop': true,
  'relay.planTools': true,
  'relay.setTools': true,
  'preferences.get': true,
  'preferences.set': true,
} as const satisfies Record<ApiName, true>;

/** The assistant as a page holds it. */
export interface Client {
  readonly call: AssistantApi;
  /** Calls `listener` for every event until the returned function is called. */
  readonly subscribe: (listener: (event: AssistantEvent) => void) => () => void;
}

/** Returns a client whose calls answer with a `Result` and never reject; a broken line is the problem `disconnected`. */
export function createClient(transport: Transport): Client {
  const call: Record<string, unknown> = {};
  for (const name of Object.keys(NAMES)) {
    call[name] = async (input: unknown): Promise<Result<unknown, ApiProblem>> => {
      try {
        const answer = await transport.invoke(name, input);
        return isResult(answer) ? answer : { ok: false, problem: { kind: 'bug' } };
      } catch {
        // Whatever broke the line (socket, IPC channel): for the person it is one thing, the assistant is not there.
        return { ok: false, problem: { kind: 'disconnected' } };
      }
    };
  }
  if (!isApi(call)) throw new Error('the table of calls is incomplete');
  return {
    call,
    subscribe: (listener) =>
      transport.subscribe((event) => {
        if (isEvent(event)) listener(event);
      }),
  };
}

function isApi(table: object): table is AssistantApi {
  return Object.keys(NAMES).every((name) => Object.hasOwn(table, name));
}

/** Events come from our own endpoint, which is typed; here only the shape is looked at. */
function isEvent(value: unknown): value is AssistantEvent {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}
