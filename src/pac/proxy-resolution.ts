/** From settings that name a script (or auto-detection) to the legs for a URL, with a fact for each step. */
import { ok, refuse } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Fact } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import { fetchPac } from './fetch-pac.ts';
import { createPacEngine } from './pac-engine.ts';
import type { PacEvaluation, PacFailure, PacScript, PacTools } from './pac-engine.ts';
import type { PacProblem } from './pac-problem.ts';
import { findWpad } from './wpad.ts';
import type { WpadSources } from './wpad.ts';

/** Where the script is. */
export type PacSource = { readonly from: 'url'; readonly url: string } | { readonly from: 'auto-detect' };

export interface PacResolutionTools extends PacTools {
  readonly wpad: Omit<WpadSources, 'resolve'>;
  /** PEM certificates for `https:` scripts: the bundled and the computer's own; absent: Node's. */
  readonly ca?: () => Promise<readonly string[]>;
}

/** The legs, and how the script came to them. */
export interface PacResolution {
  readonly legs: readonly Leg[];
  readonly scriptUrl: string;
  readonly evaluation: PacEvaluation;
}

export interface ResolveOptions {
  readonly signal: AbortSignal;
  /** Gets `pac.fetch` once for a script and `pac.run` for each URL. */
  readonly observe?: (fact: Fact, tookMs: number) => void;
}

/** Keeps fetched scripts warm for one run; dispose it when the run is over. */
export interface ProxyResolution {
  resolve(source: PacSource, url: string, options: ResolveOptions): Promise<Result<PacResolution, PacProblem>>;
  dispose(): Promise<void>;
}

/** Returns a resolution in which each script is found and fetched once. A problem is never a silent DIRECT. */
export function createProxyResolution(tools: PacResolutionTools): ProxyResolution {
  const engine = createPacEngine(tools);
  const scripts = new Map<string, Promise<Result<Loaded, PacProblem>>>();

  const load = async (source: PacSource, options: ResolveOptions): Promise<Result<Loaded, PacProblem>> => {
    const found = source.from === 'url' ? ok({ url: source.url }) : await detect(tools, options.signal);
    if (!found.ok) return found;
    const { url } = found.value;
    const text = await observedFetch(url, tools, options);
    if (!text.ok) return text;
    const script = await engine.load(text.value, { signal: options.signal, trace: true });
    return script.ok ? ok({ url, script: script.value }) : script;
  };

  return {
    async resolve(source, url, options) {
      const key = source.from === 'url' ? source.url : '';
      const loading = scripts.get(key) ?? load(source, options);
      scripts.set(key, loading);
      const loaded = await loading;
      if (!loaded.ok) {
        // A cancelled attempt says nothing about the script.
        if (options.signal.aborted) scripts.delete(key);
        return loaded;
      }
      const result = await loaded.value.script.evaluate(url, { signal: options.signal, trace: true });
      const { tookMs } = result.ok ? result.value : result.problem;
      options.observe?.(runFact(url, result), tookMs);
      if (!result.ok) return refuse(problemOf(result.problem));
      return ok({ legs: result.value.legs, scriptUrl: loaded.value.url, evaluation: result.value });
    },
    async dispose() {
      for (const loading of scripts.values()) {
        const loaded = await loading;
        if (loaded.ok) await loaded.value.script.dispose();
      }
      scripts.clear();
    },
  };
}

interface Loaded {
  readonly url: string;
  readonly script: PacScript;
}

async function detect(
  tools: PacResolutionTools,
  signal: AbortSignal,
): Promise<Result<{ readonly url: string }, PacProblem>> {
  const resolve = (name: string, within: AbortSignal): Promise<readonly string[] | null> =>
    tools.resolve(name, 'any', within);
  const found = await findWpad({ ...tools.wpad, resolve }, signal);
  return found.ok ? found : refuse({ kind: 'nothing-found', detail: found.problem.asked.join(', ') });
}

async function observedFetch(
  url: string,
  tools: PacResolutionTools,
  { signal, observe }: ResolveOptions,
): Promise<Result<string, PacProblem>> {
  const sinceMs = tools.clock.nowMs();
  const ca = await tools.ca?.();
  const { fact, script } = await fetchPac(url, { signal, ...(ca === undefined ? {} : { ca }) });
  observe?.(fact, tools.clock.nowMs() - sinceMs);
  return script;
}

/** The fact of one run, for the record. */
function runFact(url: string, result: Result<PacEvaluation, PacFailure>): Extract<Fact, { readonly probe: 'pac.run' }> {
  const seen = result.ok ? result.value : result.problem;
  // The script's own calls; what a standard function asks in turn is part of its time.
  const slowest = seen.calls
    .filter((call) => call.depth === 0)
    .reduce<(typeof seen.calls)[number] | undefined>(
      (a, b) => (a !== undefined && a.tookMs >= b.tookMs ? a : b),
      undefined,
    );
  return {
    probe: 'pac.run',
    url,
    answer: seen.answer ?? null,
    route: result.ok ? result.value.legs : [],
    badEntries: (seen.badEntries ?? []).map((entry) => entry.text),
    ...(result.ok ? {} : { problem: result.problem.kind }),
    ...(result.ok || result.problem.line === undefined ? {} : { line: result.problem.line }),
    helperCalls: seen.callCount,
    dnsQuestions: seen.dnsQuestions,
    ...(slowest === undefined ? {} : { slowest: { name: slowest.name, args: slowest.args, tookMs: slowest.tookMs } }),
  };
}

function problemOf({ kind, detail, line }: PacFailure): PacProblem {
  return { kind, ...(detail === undefined ? {} : { detail }), ...(line === undefined ? {} : { line }) };
}
