import { expect, test } from 'vitest';
import { Gate, Gates } from '../../../src/check/gate.ts';

/** Lets everything that can go on go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('lets so many in, and the others in their order', async () => {
  const gate = new Gate(2);
  const entered: number[] = [];
  const leaves: (() => void)[] = [];
  for (const number of [1, 2, 3, 4]) {
    void gate.enter().then((leave) => {
      entered.push(number);
      leaves.push(leave);
    });
  }
  await settle();
  expect(entered).toEqual([1, 2]);
  leaves.shift()?.();
  await settle();
  expect(entered).toEqual([1, 2, 3]);
  gate.setLimit(4);
  await settle();
  expect(entered).toEqual([1, 2, 3, 4]);
  expect(gate.inside).toBe(3);
});

test('lets nobody in before enough have left when the number goes down', async () => {
  const gate = new Gate(3);
  const leaves = [await gate.enter(), await gate.enter(), await gate.enter()];
  gate.setLimit(1);
  let isIn = false;
  void gate.enter().then(() => {
    isIn = true;
  });
  leaves[0]?.();
  leaves[1]?.();
  await settle();
  expect(isIn).toBe(false);
  leaves[2]?.();
  await settle();
  expect(isIn).toBe(true);
});

test('counts each name by itself', async () => {
  const gates = new Gates(1);
  const leave = await gates.enter('a');
  await gates.enter('b');
  let isIn = false;
  void gates.enter('a').then(() => {
    isIn = true;
  });
  await settle();
  expect(isIn).toBe(false);
  leave();
  await settle();
  expect(isIn).toBe(true);
});
