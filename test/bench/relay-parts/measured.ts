/** The figures of several rounds, and how the ways compare in them. */
import { WAY_NAMES, type WayName } from './start-ways.ts';

/** What one load gave on one way. */
export type Figures = Readonly<Record<string, number>>;

export class Measured {
  readonly #rounds = new Map<string, Map<WayName, number[]>>();

  note(way: WayName, figures: Figures): void {
    for (const [name, value] of Object.entries(figures)) {
      const byWay = this.#rounds.get(name) ?? new Map<WayName, number[]>();
      this.#rounds.set(name, byWay);
      byWay.set(way, [...(byWay.get(way) ?? []), value]);
    }
  }

  /** The median over the rounds; `NaN` where it was not measured. */
  of(way: WayName, name: string): number {
    return median(this.#rounds.get(name)?.get(way) ?? []);
  }

  /** Compares round by round what was measured next to each other, since a busy machine changes from minute to minute. */
  compared(name: string, other: WayName, how: (relay: number, other: number) => number): number {
    const byWay = this.#rounds.get(name);
    const others = byWay?.get(other) ?? [];
    return median((byWay?.get('relay') ?? []).map((value, round) => how(value, others[round] ?? Number.NaN)));
  }

  /** All that failed in all parts and rounds. */
  failedOf(way: WayName): number {
    const counts = [...this.#rounds].filter(([name]) => name.endsWith(': failed'));
    return counts.flatMap(([, byWay]) => byWay.get(way) ?? []).reduce((sum, count) => sum + count, 0);
  }

  table(): readonly string[] {
    const cell = (value: number): string =>
      (Number.isNaN(value) ? '–' : value.toFixed(value >= 100 ? 0 : 2)).padStart(10);
    return [
      `${''.padEnd(44)}${WAY_NAMES.map((name) => name.padStart(10)).join('')}`,
      ...[...this.#rounds.keys()].map(
        (name) => `${name.padEnd(44)}${WAY_NAMES.map((way) => cell(this.of(way, name))).join('')}`,
      ),
    ];
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[half]];
  return (low + high) / 2;
}
