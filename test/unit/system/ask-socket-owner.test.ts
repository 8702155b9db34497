import { endianness } from 'node:os';
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { createOwnerQuestions, ownerIn } from '../../../src/system/linux/ask-socket-owner.ts';

const client = { address: '127.0.0.1', port: 55_255 };
const server = { address: '127.0.0.1', port: 39_890 };

/** An answer as the kernel gives it (Linux 6.18, x86-64), with the uid and the inode in place. */
function answerOf(uid: number, inode: number, state = 1): Buffer {
  const answer = Buffer.alloc(124);
  answer.writeUInt32LE(124, 0);
  answer.writeUInt16LE(20, 4);
  answer.writeUInt32LE(1, 8);
  answer[16] = 2;
  answer[17] = state;
  answer.writeUInt16BE(client.port, 20);
  answer.writeUInt16BE(server.port, 22);
  Buffer.from([127, 0, 0, 1]).copy(answer, 24);
  Buffer.from([127, 0, 0, 1]).copy(answer, 40);
  answer.writeUInt32LE(uid, 80);
  answer.writeUInt32LE(inode, 84);
  return answer;
}

const isLittle = endianness() === 'LE';

test.skipIf(!isLittle)('the owner is read, and nobody for listeners, sockets let go, and other ends', () => {
  expect(ownerIn(answerOf(1000, 77), client, server)).toBe(1000);
  expect(ownerIn(answerOf(1000, 77, 10), client, server)).toBeNull();
  expect(ownerIn(answerOf(1000, 0), client, server)).toBeNull();
  expect(ownerIn(answerOf(1000, 77), { ...client, port: 1 }, server)).toBeNull();
  expect(ownerIn(answerOf(1000, 77), client, { ...server, address: '127.0.0.2' })).toBeNull();
});

test.skipIf(!isLittle)('an answer to an earlier question is passed over', () => {
  const stale = answerOf(1, 1);
  stale.writeUInt32LE(999, 8);
  const waiting = [stale, answerOf(1000, 77)];
  const ask = createOwnerQuestions({ send: () => true, receive: () => waiting.shift() ?? null });
  expect(ask(client, server)).toBe(1000);
});

test('any bytes in place of an answer name nobody, or are a well-formed one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const owner = ownerIn(Buffer.from(bytes), client, server);
      expect(owner === null || owner >= 0).toBe(true);
    }),
  );
});
