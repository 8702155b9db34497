/** Counts what was found, cause by cause. */
import type { CauseCode } from '../verdict/cause-code.ts';
import { isAnswer } from './way-causes.ts';

export class Summary {
  readonly #counts = new Map<CauseCode, number>();

  add(code: CauseCode): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Codes with how often each was found, the most frequent first. */
  get byCause(): readonly (readonly [code: CauseCode, count: number])[] {
    return [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  }

  /** How many count as answered. */
  answered(how: { readonly isAnyReply: boolean }): number {
    return this.byCause.reduce((sum, [code, count]) => sum + (isAnswer(code, how) ? count : 0), 0);
  }
}
