/** A call of a standard function by the script. */
export interface HelperCall {
  readonly name: string;
  /** Arguments as JSON texts, shortened. */
  readonly args: readonly string[];
  /** The answer as JSON text, shortened; `undefined` where it threw or gave nothing. */
  readonly answer: string | undefined;
  /** Milliseconds, DNS included. */
  readonly tookMs: number;
  /** 0 for a call by the script, 1 for one by a standard function (`isInNet` asks `dnsResolve`). */
  readonly depth: number;
}

/** A question that only the world outside can answer. Names are A-labels. */
export type VmQuestion =
  | { readonly ask: 'addresses'; readonly name: string; readonly families: 'ipv4' | 'any' }
  | { readonly ask: 'own-addresses' };

/** How a run ended. `thrown`: by the script itself. */
export type VmFailure = {
  readonly kind: 'syntax' | 'thrown' | 'no-function' | 'not-a-string' | 'too-long' | 'out-of-memory' | 'cancelled';
  readonly detail: string;
  readonly line?: number;
};

/** One run of `FindProxyForURL`. */
export interface VmRun {
  readonly answer: string;
}

/** What was seen during a run, however it ended. */
export interface VmTrace {
  readonly calls: readonly HelperCall[];
  /** More were made than are kept. */
  readonly callCount: number;
  readonly questions: number;
  readonly alerts: readonly string[];
  /** Numbers of the marks that were passed, the latest last (see mark-returns.ts). */
  readonly marks: readonly number[];
  readonly tookMs: number;
}

export type VmOutcome =
  | { readonly ok: true; readonly run: VmRun; readonly trace: VmTrace }
  | { readonly ok: false; readonly failure: VmFailure; readonly trace: VmTrace };

/** A machine that runs one script and nothing else. Requests are served one after the other. */
export interface ScriptVm {
  /** Loads the script; an outcome with `ok` carries an empty answer. */
  load(script: {
    readonly text: string;
    readonly traced: boolean;
    readonly wallMs: number;
    readonly signal: AbortSignal;
  }): Promise<VmOutcome>;
  /** Calls its function. */
  call(query: {
    readonly url: string;
    readonly host: string;
    readonly wallMs: number;
    readonly signal: AbortSignal;
  }): Promise<VmOutcome>;
  /** Whether it can be used again; false after a limit was passed. */
  readonly isUsable: boolean;
  dispose(): Promise<void>;
}
