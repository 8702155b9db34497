import { describe, expect, it } from 'vitest';
import { createRandomStock } from '../../../src/auth/random-stock.ts';

/** Counts up, so that no byte may come twice within 256. */
function counting(): (count: number) => Uint8Array {
  let next = 0;
  return (count) => Uint8Array.from({ length: count }, () => (next = (next + 1) % 256));
}

describe('createRandomStock', () => {
  it('hands no byte out twice, over the end of its stock too', () => {
    const take = createRandomStock(counting());
    let before = 0;
    for (let helping = 0; helping < 400; helping += 1) {
      const bytes = take(8);
      expect(bytes).toHaveLength(8);
      expect(bytes[0]).toBe((before + 1) % 256);
      before = bytes[7] ?? -1;
    }
  });

  it('leaves what it handed out alone, and gives more than its stock at once', () => {
    const take = createRandomStock();
    const first = take(16);
    const copy = Uint8Array.from(first);
    expect(first.every((byte) => byte === 0)).toBe(false);
    expect(take(5_000)).toHaveLength(5_000);
    take(16);
    expect(first).toEqual(copy);
  });
});
