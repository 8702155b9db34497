/**
 * The one file that knows the engine: QuickJS as WebAssembly (quickjs-wasi), in a worker thread of its own.
 *
 * Why a thread: the engine's interrupt ends loops, recursion and regular expressions, but not work inside one built-in
 * function (test/integration/pac/hostile-scripts.test.ts has one), and while a script runs the caller's thread stands
 * still. Ending the thread ends everything and gives all memory back, which WebAssembly never does by itself.
 * What that costs is printed by test/bench/pac.ts.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { DEADLINES } from '../../base/deadline.ts';
import { PAC_LIBRARY } from '../builtins/library.ts';
import type { ScriptVm, VmFailure, VmOutcome, VmQuestion, VmTrace } from './script-vm.ts';
import { VM_WORKER } from './vm-worker.ts';

/** Answers a question of a script: addresses, or `null` where there are none. Must end within its own deadline. */
export type AnswerQuestion = (question: VmQuestion, signal: AbortSignal) => Promise<readonly string[] | null>;

const LIMITS = {
  computeMs: DEADLINES.pacRun.ms,
  questionsMs: DEADLINES.pacNames.ms,
  /** Chromium's number (proxy_resolver_v8_tracing.cc). */
  questions: 20,
  /** More than a script of a megabyte needs; `test/unit/pac/pac-limits.test.ts` runs one. */
  memoryBytes: 64 * 1024 * 1024,
  /** The rest of the thread's stack is left to native frames. */
  stackBytes: 512 * 1024,
} as const;

/** A thread that does not stand by then never will; on a computer with much to do it took two seconds. */
const START_MS = 10_000;

/** Above the engine's own deadline: when this passes, the interrupt did not help and the thread is ended. */
const GRACE_MS = 300;

type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'question'; readonly question: VmQuestion }
  | { readonly kind: 'outcome'; readonly outcome: VmOutcome };

const NO_TRACE: VmTrace = { calls: [], callCount: 0, questions: 0, alerts: [], marks: [], tookMs: 0 };

/** Starts a fresh machine; its thread is ended by `dispose`, by a limit that the engine can't hold, or by an abort. */
export type StartVm = (answerQuestion: AnswerQuestion) => Promise<ScriptVm>;

/** Returns a starter of machines that compiles the engine once, at the first start. */
export function createQuickJsStarter(): StartVm {
  const require = createRequire(import.meta.url);
  let compiled: Promise<WebAssembly.Module> | undefined;
  return async (answerQuestion) => {
    compiled ??= readFile(require.resolve('quickjs-wasi/quickjs.wasm')).then(compileLightly);
    const wasm = await compiled;
    const engineUrl = pathToFileURL(require.resolve('quickjs-wasi')).href;
    const { port1, port2 } = new MessageChannel();
    const bellBuffer = new SharedArrayBuffer(4);
    const worker = new Worker(VM_WORKER, {
      eval: true,
      env: {},
      execArgv: [],
      workerData: { engineUrl, wasm, library: PAC_LIBRARY, answers: port2, bellBuffer, limits: LIMITS },
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    worker.unref();
    port1.unref();
    return new WorkerVm({ worker, port: port1, bell: new Int32Array(bellBuffer), answerQuestion });
  };
}

/**
 * Compiles without V8's optimising compiler. The engine is one huge function, for which that compiler takes 40 MB and a
 * core for seconds, and scripts don't run faster for it. Electron does not let its flags be changed.
 */
function compileLightly(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  if ('electron' in process.versions) return WebAssembly.compile(bytes);
  setFlagsFromString('--liftoff-only');
  const compiling = WebAssembly.compile(bytes);
  return compiling.finally(() => {
    setFlagsFromString('--no-liftoff-only');
  });
}

type Request =
  | { readonly kind: 'load'; readonly text: string; readonly traced: boolean; readonly wallMs: number }
  | { readonly kind: 'call'; readonly url: string; readonly host: string; readonly wallMs: number };

interface VmParts {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly bell: Int32Array<SharedArrayBuffer>;
  readonly answerQuestion: AnswerQuestion;
}

class WorkerVm implements ScriptVm {
  readonly #parts: VmParts;
  #usable = true;
  #ready = false;
  #settle: ((outcome: VmOutcome) => void) | undefined;
  #within: AbortSignal | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: VmParts) {
    this.#parts = parts;
    parts.worker.on('message', (message: FromWorker) => {
      if (message.kind === 'outcome') this.#settle?.(message.outcome);
      else if (message.kind === 'ready') this.#begin();
      else void this.#answer(message.question);
    });
    parts.worker.on('error', (error: Error) => {
      this.#give({ kind: 'out-of-memory', detail: error.message });
    });
    parts.worker.on('exit', () => {
      this.#give({ kind: 'out-of-memory', detail: 'the engine ended' });
    });
  }

  get isUsable(): boolean {
    return this.#usable;
  }

  load(script: Parameters<ScriptVm['load']>[0]): Promise<VmOutcome> {
    const { signal, ...rest } = script;
    return this.#request({ kind: 'load', ...rest }, signal);
  }

  call(query: Parameters<ScriptVm['call']>[0]): Promise<VmOutcome> {
    const { signal, ...rest } = query;
    return this.#request({ kind: 'call', ...rest }, signal);
  }

  async dispose(): Promise<void> {
    this.#usable = false;
    this.#parts.port.close();
    await this.#parts.worker.terminate();
  }

  #request(request: Request, signal: AbortSignal): Promise<VmOutcome> {
    const next = this.#last.then(() => this.#run(request, signal));
    this.#last = next;
    return next;
  }

  async #run(request: Request, signal: AbortSignal): Promise<VmOutcome> {
    if (signal.aborted) return failed({ kind: 'cancelled', detail: 'cancelled' });
    if (!this.#usable) return failed({ kind: 'cancelled', detail: 'the machine was closed' });
    const cancel = (): void => {
      this.#give({ kind: 'cancelled', detail: 'cancelled' });
    };
    this.#watch();
    signal.addEventListener('abort', cancel, { once: true });
    this.#within = signal;
    try {
      const outcome = await new Promise<VmOutcome>((resolve) => {
        this.#settle = resolve;
        this.#parts.worker.postMessage(request);
      });
      // After a limit the engine may hold tens of megabytes, or be in the middle of something.
      if (!outcome.ok && ['too-long', 'out-of-memory', 'cancelled'].includes(outcome.failure.kind))
        await this.dispose();
      return outcome;
    } finally {
      clearTimeout(this.#watchdog);
      signal.removeEventListener('abort', cancel);
      this.#settle = undefined;
    }
  }

  /** The script's own time begins when the engine stands. */
  #begin(): void {
    this.#ready = true;
    if (this.#settle !== undefined) this.#watch();
  }

  /** Not referenced timers would let the process end while a script runs, so this one also keeps it alive. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    const detail = this.#ready ? 'one built-in function ran beyond the limit' : 'the engine did not start';
    this.#watchdog = setTimeout(
      () => {
        this.#give({ kind: 'too-long', detail });
      },
      this.#ready ? LIMITS.computeMs + GRACE_MS : START_MS,
    );
  }

  #give(failure: VmFailure): void {
    this.#usable = false;
    this.#settle?.(failed(failure));
  }

  async #answer(question: VmQuestion): Promise<void> {
    const { port, bell, answerQuestion } = this.#parts;
    const within = this.#within ?? AbortSignal.abort();
    // The thread waits for us now; its own limit for all names is the longer one.
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => undefined, LIMITS.questionsMs);
    const found = await answerQuestion(question, within).catch(() => null);
    if (this.#settle !== undefined) this.#watch();
    port.postMessage(found);
    Atomics.store(bell, 0, 1);
    Atomics.notify(bell, 0);
  }
}

function failed(failure: VmFailure): VmOutcome {
  return { ok: false, failure, trace: NO_TRACE };
}
