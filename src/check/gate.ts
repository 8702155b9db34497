/** Lets so many in at a time and the others wait in their order; the number may change meanwhile. */

export class Gate {
  #limit: number;
  #inside = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get inside(): number {
    return this.#inside;
  }

  /** Whether nobody is inside or waits. */
  get isEmpty(): boolean {
    return this.#inside === 0 && this.#waiting.length === 0;
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#letIn();
  }

  /** Returns `null` where there was room, else what ends once there is; `leave` has to follow exactly once. */
  enter(): Promise<void> | null {
    if (this.#inside >= this.#limit || this.#waiting.length > 0) {
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    this.#inside += 1;
    return null;
  }

  leave(): void {
    this.#inside -= 1;
    this.#letIn();
  }

  #letIn(): void {
    while (this.#inside < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inside += 1;
      next();
    }
  }
}

/** Gates by name that exist only while somebody uses them. */
export class Gates {
  readonly #limit: number;
  readonly #gates = new Map<string, Gate>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** As `Gate.enter`, for the gate of this name. */
  enter(name: string): Promise<void> | null {
    const gate = this.#gates.get(name) ?? new Gate(this.#limit);
    this.#gates.set(name, gate);
    return gate.enter();
  }

  leave(name: string): void {
    const gate = this.#gates.get(name);
    gate?.leave();
    if (gate?.isEmpty === true) this.#gates.delete(name);
  }
}
