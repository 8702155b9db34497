/** Keeps what names stand for during one run, so that each is looked up once. */
import type { Failure } from '../observation/failure.ts';
import type { Fact } from '../observation/observation.ts';

export type NameRole = Extract<Fact, { readonly probe: 'dns.lookup' }>['role'];

/** What one name stands for; `failure` is null exactly where there are addresses. */
export interface LookedUp {
  readonly addresses: readonly string[];
  readonly failure: Failure | null;
  readonly byFamily?: { readonly a: Failure | null; readonly aaaa: Failure | null };
}

/** More names than this are not remembered; a run that follows twenty redirects knows far fewer. */
const MOST_NAMES = 100;

/** The names of one run, each looked up once. */
export class NameCache {
  readonly #lookedUp = new Map<string, Promise<LookedUp>>();
  readonly #told = new Set<string>();

  once(name: string, lookUp: () => Promise<LookedUp>): Promise<LookedUp> {
    const known = this.#lookedUp.get(name);
    if (known !== undefined) return known;
    const begun = lookUp();
    if (this.#lookedUp.size < MOST_NAMES) this.#lookedUp.set(name, begun);
    return begun;
  }

  /** Whether this is the first time that somebody tells of this name in this role. */
  tellOnce(name: string, role: NameRole): boolean {
    const key = `${role} ${name}`;
    if (this.#told.has(key) || this.#told.size >= MOST_NAMES) return false;
    this.#told.add(key);
    return true;
  }

  /** Forgets a name whose look-up was cut short by somebody else's signal. */
  forget(name: string): void {
    this.#lookedUp.delete(name);
  }
}
