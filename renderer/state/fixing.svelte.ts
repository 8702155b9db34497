/** The guided fix: planned, running or ended in the program; the page only shows it and answers. */
import type { ApiProblem } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { FixPlanAnswer, FixView } from '../../src/contract/fix-view.ts';
import type { Lang } from '../../src/messages/format.ts';
import { FIX_IDS } from '../../src/messages/messages.ts';
import { wallMs } from './wall-clock.ts';

type Answer = Parameters<Client['call']['fixes.answer']>[0]['answer'];
type Refusal = Extract<FixPlanAnswer, { readonly state: 'refused' }>['problem'];

/** How often the time that is watched moves on. */
const TICK_MS = 500;

export class FixingState {
  readonly #client: Client;
  readonly #lang: () => Lang;
  #view = $state.raw<FixView | null>(null);
  #refusal = $state.raw<Refusal | null>(null);
  #problem = $state.raw<ApiProblem | null>(null);
  #isPlanning = $state(false);
  #isStale = false;
  #isReading = false;
  #nowMs = $state(wallMs());

  readonly view = $derived(this.#view);
  /** Why there is no plan. */
  readonly refusal = $derived(this.#refusal);
  readonly problem = $derived(this.#problem);
  readonly isPlanning = $derived(this.#isPlanning);
  readonly nowMs = $derived(this.#nowMs);

  constructor(client: Client, lang: () => Lang) {
    this.#client = client;
    this.#lang = lang;
  }

  /** Reads how the fix stands; asked again while it is being read, it is read once more. */
  async load(language = this.#lang()): Promise<void> {
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#isStale) {
      this.#isStale = false;
      const answer = await this.#client.call['fixes.current']({ language });
      if (answer.ok) this.#view = answer.value;
      else this.#problem = answer.problem;
    }
    this.#isReading = false;
  }

  /** Plans a remedy of the last check, unless a fix is running. */
  async plan(name: string, language = this.#lang()): Promise<void> {
    const fix = FIX_IDS.find((one) => one === name);
    await this.load(language);
    if (this.#view?.state === 'running') return;
    this.#refusal = null;
    this.#problem = null;
    if (fix === undefined) {
      this.#refusal = { kind: 'not-proposed' };
      return;
    }
    this.#isPlanning = true;
    const answer = await this.#client.call['fixes.plan']({ fix, language });
    this.#isPlanning = false;
    if (!answer.ok) this.#problem = answer.problem;
    else if (answer.value.state === 'refused') this.#refusal = answer.value.problem;
    else this.#view = answer.value.value;
  }

  /** Begins what is shown. */
  async start(): Promise<boolean> {
    const view = this.#view;
    if (view === null) return false;
    const isAgreed = view.preview !== null;
    const answer = await this.#client.call['fixes.start']({ id: view.id, isAgreed, language: this.#lang() });
    this.#problem = answer.ok ? null : answer.problem;
    await this.load();
    return answer.ok;
  }

  /** Answers the question that is put. */
  async answer(answer: Answer): Promise<void> {
    const question = this.#view?.question?.id;
    if (question === undefined) return;
    const taken = await this.#client.call['fixes.answer']({ question, answer });
    this.#problem = taken.ok ? null : taken.problem;
    await this.load();
  }

  /** Ends the fix that runs, puts away one that does not. */
  async cancel(): Promise<void> {
    this.#refusal = null;
    this.#problem = null;
    await this.#client.call['fixes.cancel']({});
    await this.load();
  }

  /** Lets the clock run while somebody looks; the returned function stops it. */
  tick(): () => void {
    const timer = setInterval(() => {
      this.#nowMs = wallMs();
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }
}
