/** Ends one visit early: at its time limit, or with the whole run. Plain callbacks, as there are very many visits. */
export class VisitEnd {
  #isOver = false;
  #timer: NodeJS.Timeout | null = null;
  #onOver: (() => void) | null = null;

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Begins to count, once. */
  limit(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.end();
    }, ms);
  }

  /** Calls back at the end; only the last one is called. */
  whenOver(then: (() => void) | null): void {
    this.#onOver = then;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.dispose();
    this.#onOver?.();
  }

  /** The visit came to its own end. */
  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
