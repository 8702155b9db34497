/** The side of the contract that does the work: validates every input, answers with values, lets no exception cross. */
import type { z } from 'zod';
import { ok, refuse } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { ApiOutputs, ApiProblem, AssistantEvent } from './api.ts';
import { INPUTS } from './inputs.ts';
import { isResult } from './is-result.ts';
import type { ApiName, ParsedInput } from './inputs.ts';

/** What the host brings: a handler for each call. */
export type Handlers = {
  readonly [N in ApiName]: (input: ParsedInput<N>) => Promise<Result<ApiOutputs[N], ApiProblem>>;
};

/** The host behind the endpoints: handlers, and a source of events. */
export interface Host {
  readonly handlers: Handlers;
  subscribe(listener: (event: AssistantEvent) => void): () => void;
}

/** What a transport's far end talks to. */
export interface Endpoints {
  invoke(name: unknown, input: unknown): Promise<Result<unknown, ApiProblem>>;
  /** Listeners get plain JSON values. */
  subscribe(listener: (event: unknown) => void): () => void;
}

/**
 * Returns the validated endpoints of a host.
 * @param options.onBug told of an exception inside a handler; its text may hold private things and must not reach a page
 */
export function createEndpoints(host: Host, options: { readonly onBug?: (thrown: unknown) => void } = {}): Endpoints {
  return {
    invoke: async (name, input) => {
      if (!isName(name)) return refuse({ kind: 'unknown-call' });
      const onBug = options.onBug ?? (() => undefined);
      return await invokeOne(INPUTS[name], host.handlers[name], { input, onBug });
    },
    subscribe: (listener) =>
      host.subscribe((event) => {
        listener(toJson(event));
      }),
  };
}

async function invokeOne(
  schema: z.ZodType,
  // Each handler takes what exactly its schema yields; the pair comes from two tables with the same keys.
  handler: (input: never) => Promise<Result<unknown, ApiProblem>>,
  given: { readonly input: unknown; readonly onBug: (thrown: unknown) => void },
): Promise<Result<unknown, ApiProblem>> {
  const parsed = schema.safeParse(given.input);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.map(String).join('.')).slice(0, 20);
    return refuse({ kind: 'invalid-input', fields });
  }
  try {
    const answer: unknown = await Reflect.apply(handler, undefined, [parsed.data]);
    if (!isResult(answer)) return refuse({ kind: 'bug' });
    return answer.ok ? ok(toJson(answer.value)) : refuse(answer.problem);
  } catch (thrown) {
    given.onBug(thrown);
    return refuse({ kind: 'bug' });
  }
}

function isName(name: unknown): name is ApiName {
  return typeof name === 'string' && Object.hasOwn(INPUTS, name);
}

/** A copy by value: what a page gets is JSON on every transport, so that all of them behave alike. */
function toJson(value: unknown): unknown {
  const parsed: unknown = JSON.parse(JSON.stringify(value ?? null));
  return parsed;
}
