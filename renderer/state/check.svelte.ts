/** The check: one address, one run, what is known of it so far. */
import type { ApiProblem, AssistantEvent, BrowserAnswer, RunView } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { hopsSoFar } from './hops-so-far.ts';
import type { HopPicture } from './hops-so-far.ts';

/** How often the time of running steps moves on. */
const TICK_MS = 200;

/** One running step. */
export interface Step {
  readonly key: string;
  readonly probe: string;
  readonly about: string;
  readonly limitMs: number;
  readonly begunMs: number;
}

export type Phase = 'idle' | 'running' | 'finished' | 'cancelled' | 'bug';

export class CheckState {
  readonly #client: Client;
  readonly #lang: () => Lang;
  #url = $state('');
  #phase = $state<Phase>('idle');
  #runId = $state<string | null>(null);
  #runBefore: string | null = null;
  #runUrl = $state('');
  #runLang = $state<Lang>('en');
  #scene = $state<string | null>(null);
  #begunMs = $state(0);
  #nowMs = $state(0);
  #steps = $state.raw<readonly Step[]>([]);
  #observations = $state.raw<readonly Observation[]>([]);
  #document = $state.raw<DiagnosisDocument | null>(null);
  #browser = $state.raw<BrowserAnswer | null>(null);
  #strayTools = $state.raw<readonly string[]>([]);
  #problem = $state.raw<ApiProblem | null>(null);
  #timer: ReturnType<typeof setInterval> | null = null;

  readonly phase = $derived(this.#phase);
  readonly isRunning = $derived(this.#phase === 'running');
  readonly steps = $derived(this.#steps);
  readonly nowMs = $derived(this.#nowMs);
  readonly elapsedMs = $derived(Math.max(0, this.#nowMs - this.#begunMs));
  readonly observations = $derived(this.#observations);
  readonly document = $derived(this.#document);
  readonly browser = $derived(this.#browser);
  /** Names of programs that go another way than the one that was found to be fine, and can be told. */
  readonly strayTools = $derived(this.#strayTools);
  readonly problem = $derived(this.#problem);
  readonly runUrl = $derived(this.#runUrl);
  readonly runLang = $derived(this.#runLang);
  readonly scene = $derived(this.#scene);
  readonly hops: readonly HopPicture[] = $derived(
    hopsSoFar({
      phase: this.#phase,
      route: this.#document?.route ?? null,
      observations: this.#observations,
      steps: this.#steps,
    }),
  );

  constructor(client: Client, lang: () => Lang) {
    this.#client = client;
    this.#lang = lang;
  }

  /** The address in the field. */
  get url(): string {
    return this.#url;
  }
  set url(text: string) {
    this.#url = text;
    if (this.#problem?.kind === 'invalid-url') this.#problem = null;
  }

  /** Fills the field where it is empty. */
  fillIn(url: string): void {
    if (this.#url === '') this.#url = url;
  }

  /** Finds the run that was going on, or ended last, in the words of a language: after a reload, or when the language changes. */
  async resume(language: Lang): Promise<void> {
    const answer = await this.#client.call['diagnose.latest']({ language });
    if (!answer.ok || answer.value === null) return;
    // A run that goes on is told by events; while a start is on its way, only its own answer names the run.
    if (this.isRunning && (answer.value.state === 'running' || answer.value.runId !== this.#runId)) return;
    if (!this.isRunning && answer.value.state === 'running' && answer.value.runId === this.#runId) return;
    this.#show(answer.value);
  }

  /** Starts a run of the address in the field. */
  async start(): Promise<void> {
    if (this.isRunning) return;
    this.#reset(this.#url.trim(), null);
    this.#begin();
    const answer = await this.#client.call['diagnose.start']({
      url: this.#runUrl,
      language: this.#runLang,
    });
    if (answer.ok) {
      this.#runId = answer.value.runId;
      this.#scene = answer.value.scene;
      // The run may have ended already, before the line for events stood.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- events change it while the call is under way
      if (this.isRunning) await this.resume(this.#lang());
      return;
    }
    this.#end('idle');
    this.#problem = answer.problem;
  }

  /** Ends the run at once. */
  async cancel(): Promise<void> {
    if (this.#runId === null) return;
    await this.#client.call['diagnose.cancel']({ runId: this.#runId });
  }

  /** Looks whether other programs go the way that was found to be fine; only then is there something to tell them. */
  async findStrayTools(document: DiagnosisDocument): Promise<void> {
    if (document !== this.#document || document.verdict.code !== 'ok' || this.#scene !== null) return;
    const answer = await this.#client.call['tools.read']({ url: this.#runUrl });
    if (document !== this.#document || !answer.ok) return;
    this.#strayTools = answer.value.tools
      .filter(({ isInstalled, isWritable, agreement }) => isInstalled && isWritable && agreement.state === 'differs')
      .map(({ name }) => name);
  }

  /** Takes in one event of the assistant. */
  hear(event: AssistantEvent): void {
    if (!('runId' in event)) return;
    // A run's first events may come before the answer to its start; those of the run before may come late.
    if (this.#runId === null && this.isRunning && event.runId !== this.#runBefore) this.#runId = event.runId;
    if (event.runId !== this.#runId) return;
    switch (event.kind) {
      case 'run.progress':
        if (event.progress.kind === 'observation')
          this.#observations = [...this.#observations, event.progress.observation];
        else this.#step(event.progress);
        break;
      case 'run.document':
        this.#document = event.document;
        break;
      case 'browser.answer':
        this.#browser = event.answer;
        break;
      case 'run.ended':
        this.#end(event.how);
        break;
    }
  }

  #step(step: {
    readonly probe: string;
    readonly about: string;
    readonly limitMs: number;
    readonly state: string;
  }): void {
    const key = `${step.probe} ${step.about}`;
    const others = this.#steps.filter((one) => one.key !== key);
    const { probe, about, limitMs } = step;
    this.#steps =
      step.state === 'begun' ? [...others, { key, probe, about, limitMs, begunMs: performance.now() }] : others;
  }

  #show(run: RunView): void {
    this.#end('idle');
    this.#reset(run.url, run.scene);
    if (this.#url === '') this.#url = run.url;
    this.#runId = run.runId;
    this.#runLang = run.language;
    this.#document = run.document;
    this.#browser = run.browser;
    if (run.state === 'running') this.#begin();
    else this.#phase = run.state;
  }

  #reset(url: string, scene: string | null): void {
    this.#runBefore = this.#runId ?? this.#runBefore;
    this.#runId = null;
    this.#runUrl = url;
    this.#runLang = this.#lang();
    this.#scene = scene;
    this.#steps = [];
    this.#observations = [];
    this.#document = null;
    this.#browser = null;
    this.#strayTools = [];
    this.#problem = null;
  }

  #begin(): void {
    this.#phase = 'running';
    this.#begunMs = performance.now();
    this.#nowMs = this.#begunMs;
    this.#timer ??= setInterval(() => {
      this.#nowMs = performance.now();
    }, TICK_MS);
  }

  #end(how: Phase): void {
    this.#phase = how;
    this.#steps = [];
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
