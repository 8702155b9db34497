import { endianness } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createSocketOwners } from '../../../src/system/linux/socket-owner.ts';

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     ';
/** Lines as the kernel writes them (Linux 6.1, x86-64), addresses and numbers changed. */
const TCP = [
  HEADER,
  '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 20001 1 0000000000000000 100 0 0 10 0                     ',
  '   1: 0100007F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 20002 1 0000000000000000 20 4 30 10 -1                    ',
  '   2: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 20003 1 0000000000000000 20 4 30 10 -1                    ',
  '   3: 0100007F:D432 0100007F:1F90 05 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000 20 4 30 10 -1                        ',
].join('\n');
const TCP6 = [
  HEADER,
  '   0: 0000000000000000FFFF00000100007F:D433 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1002        0 20004 1 0000000000000000 20 4 30 10 -1',
  '   1: 00000000000000000000000001000000:D434 00000000000000000000000001000000:1F90 01 00000000:00000000 00:00000000 00000000  1003        0 20005 1 0000000000000000 20 4 30 10 -1',
].join('\n');

const server = { address: '127.0.0.1', port: 0x1f90 };

describe.skipIf(endianness() !== 'LE')('the owner of a loopback socket', () => {
  const owners = createSocketOwners(null, (path) => (path.endsWith('6') ? TCP6 : TCP));

  test.each([
    ['the client’s own line counts, not the server’s', '127.0.0.1', 0xd431, 1001],
    ['a socket that its process has let go belongs to nobody', '127.0.0.1', 0xd432, null],
    ['an IPv6 socket with an IPv4 address is in the other table', '127.0.0.1', 0xd433, 1002],
    ['a stranger’s port is not there', '127.0.0.1', 0xd439, null],
  ])('%s', async (_name, address, port, owner) => {
    expect(await owners.ownerOf({ address, port }, server)).toBe(owner);
  });

  test('an IPv6 address is found', async () => {
    const from = { address: '::1', port: 0xd434 };
    expect(await owners.ownerOf(from, { address: '::1', port: 0x1f90 })).toBe(1003);
  });

  test('all who ask while a reading is underway share the next one', async () => {
    let readings = 0;
    const counting = createSocketOwners(null, (path) => {
      readings += 1;
      return path.endsWith('6') ? '' : TCP;
    });
    await Promise.all(
      Array.from({ length: 50 }, () => counting.ownerOf({ address: '127.0.0.1', port: 0xd431 }, server)),
    );
    expect(readings).toBeLessThanOrEqual(6);
  });
});
