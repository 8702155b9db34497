/** Random bytes in small helpings out of one large one: asking the generator takes longer than what is done with eight bytes. */
import { randomBytes } from 'node:crypto';

const STOCK_BYTES = 1_024;

/** Returns a source of random bytes; what it has handed out is kept nowhere. */
export function createRandomStock(fill: (count: number) => Uint8Array = randomBytes): (count: number) => Uint8Array {
  let stock = new Uint8Array(0);
  let at = 0;
  return (count) => {
    if (count > STOCK_BYTES) return fill(count);
    if (at + count > stock.length) {
      stock = Uint8Array.from(fill(STOCK_BYTES));
      at = 0;
    }
    const bytes = stock.slice(at, at + count);
    stock.fill(0, at, at + count);
    at += count;
    return bytes;
  };
}
