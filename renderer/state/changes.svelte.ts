/** Everything that was changed on this computer, and taking it back. */
import type { ApiProblem } from '../../src/contract/api.ts';
import type { Client } from '../../src/contract/client.ts';
import type { ChangeRecord } from '../../src/contract/change-view.ts';
import type { UndoProblem } from '../../src/change/change.ts';
import { loaded, LOADING } from './loaded.ts';
import type { Loaded } from './loaded.ts';

/** How taking one change back went last. */
export type UndoOutcome =
  | { readonly id: string; readonly state: 'undone' }
  | { readonly id: string; readonly state: 'refused'; readonly problem: UndoProblem }
  | { readonly id: string; readonly state: 'failed'; readonly problem: ApiProblem };

export class ChangesState {
  readonly #client: Client;
  #records = $state.raw<Loaded<readonly ChangeRecord[]>>(LOADING);
  #busy = $state<string | null>(null);
  #outcome = $state.raw<UndoOutcome | null>(null);

  /** What was cut short comes first, then the newest. */
  readonly records = $derived(
    this.#records.state === 'here' ? loaded({ ok: true, value: ordered(this.#records.value) }) : this.#records,
  );
  /** The one that was cut short; `null` where there is none, or it is not known yet. */
  readonly cutShort = $derived(this.#records.state === 'here' ? (this.#records.value.find(isCut) ?? null) : null);
  /** The change that is being taken back. */
  readonly busy = $derived(this.#busy);
  readonly outcome = $derived(this.#outcome);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Reads the list anew; what is shown stays until then. */
  async load(): Promise<void> {
    this.#records = loaded(await this.#client.call['changes.list']({}));
  }

  /** Something was changed, by whoever. */
  hear(): void {
    if (this.#records.state === 'here') void this.load();
  }

  /** Takes a change back; `insist` also where somebody changed it since. */
  async undo(id: string, insist = false): Promise<void> {
    if (this.#busy !== null) return;
    this.#busy = id;
    this.#outcome = null;
    const answer = await this.#client.call['changes.undo']({ id, insist });
    this.#busy = null;
    if (!answer.ok) this.#outcome = { id, state: 'failed', problem: answer.problem };
    else if (answer.value.state === 'refused') this.#outcome = { id, state: 'refused', problem: answer.value.problem };
    else this.#outcome = { id, state: 'undone' };
    await this.load();
  }

  /** Puts away how the last one went. */
  forget(): void {
    this.#outcome = null;
  }
}

function ordered(records: readonly ChangeRecord[]): readonly ChangeRecord[] {
  return [...records.filter(isCut), ...records.filter((one) => !isCut(one))];
}

function isCut({ state }: ChangeRecord): boolean {
  return state === 'interrupted';
}
