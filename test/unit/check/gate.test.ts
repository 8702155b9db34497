import { expect, test } from 'vitest';
import { Gate, Gates } from '../../../src/check/gate.ts';

/** Lets everything that can go on go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('lets so many in, and the others in their order', async () => {
  const gate = new Gate(2);
  const entered: number[] = [];
  for (const number of [1, 2, 3, 4]) {
    const room = gate.enter();
    if (room === null) entered.push(number);
    else void room.then(() => entered.push(number));
  }
  await settle();
  expect(entered).toEqual([1, 2]);
  gate.leave();
  await settle();
  expect(entered).toEqual([1, 2, 3]);
  gate.setLimit(4);
  await settle();
  expect(entered).toEqual([1, 2, 3, 4]);
  expect(gate.inside).toBe(3);
});

test('lets nobody in before enough have left when the number goes down', async () => {
  const gate = new Gate(3);
  for (let count = 0; count < 3; count += 1) await gate.enter();
  gate.setLimit(1);
  let isIn = false;
  void gate.enter()?.then(() => {
    isIn = true;
  });
  gate.leave();
  gate.leave();
  await settle();
  expect(isIn).toBe(false);
  gate.leave();
  await settle();
  expect(isIn).toBe(true);
});

test('counts each name by itself', async () => {
  const gates = new Gates(1);
  expect(gates.enter('a')).toBeNull();
  expect(gates.enter('b')).toBeNull();
  let isIn = false;
  void gates.enter('a')?.then(() => {
    isIn = true;
  });
  await settle();
  expect(isIn).toBe(false);
  gates.leave('a');
  await settle();
  expect(isIn).toBe(true);
});
