/**
 * Whose the other end of a loopback connection is: the kernel is asked for the very socket where that can be done, else
 * its owner is looked up in the kernel's table (proc(5), /proc/net/tcp).
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import type { AskOwner } from './ask-socket-owner.ts';
import { ipv4Bytes, ipv6Bytes, type SocketEnd } from './socket-end.ts';

export interface SocketOwners {
  /** Returns the user id of the process that holds `client`'s socket towards `server`; `null` where no such socket is held. */
  ownerOf(client: SocketEnd, server: SocketEnd): Promise<number | null>;
}

/** Reads a table: at once, or without holding up anybody else. */
export type ReadTable = (path: string, how: 'at-once' | 'aside') => string | Promise<string>;

/** The kernel hands the table out page by page: up to here that is faster than a detour through another thread for each page. */
const SMALL_BYTES = 64 * 1024;

/**
 * Returns a look-up; all who need a table at the same time share one reading of it.
 * @param ask asks for one socket; `null` where there is nobody to ask
 */
export function createSocketOwners(ask: AskOwner | null, readTable: ReadTable = readProc): SocketOwners {
  const v4 = createSharedTable('/proc/net/tcp', readTable);
  const v6 = createSharedTable('/proc/net/tcp6', readTable);
  return {
    async ownerOf(client, server) {
      const told = ask?.(client, server) ?? null;
      if (told !== null) return told;
      // A table that changes while it is read may miss a line; a second look finds it.
      for (let look = 0; look < 2; look += 1) {
        // Each reading walks through all the kernel's buckets, so the second table is read only where the first has no answer.
        const owner = findOwner(await v4(), client, server, 4) ?? findOwner(await v6(), client, server, 6);
        if (owner !== null) return owner;
      }
      return null;
    },
  };
}

function createSharedTable(path: string, readTable: ReadTable): () => Promise<string> {
  let next: Promise<string> | null = null;
  let running: Promise<unknown> = Promise.resolve();
  let bytes = 0;
  const readOnce = async (): Promise<string> => {
    const table = await readTable(path, bytes > SMALL_BYTES ? 'aside' : 'at-once');
    bytes = table.length;
    return table;
  };
  return () => {
    // Whoever asks while a reading is underway needs the one after it: his connection may be too young for this one.
    next ??= running.then(() => {
      next = null;
      const reading = readOnce();
      running = reading.catch(() => undefined);
      return reading;
    });
    return next;
  };
}

/** A kernel without one of the tables has no such connections. */
function readProc(path: string, how: 'at-once' | 'aside'): string | Promise<string> {
  if (how === 'aside') return readFile(path, 'latin1').catch(() => '');
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function findOwner(table: string, client: SocketEnd, server: SocketEnd, version: 4 | 6): number | null {
  const mine = tableText(client, version);
  const other = tableText(server, version);
  if (mine === null || other === null) return null;
  const at = table.indexOf(` ${mine} ${other} `);
  if (at < 0) return null;
  const end = table.indexOf('\n', at);
  // local, remote, state, queues, timer, retransmits, uid, timeout, inode
  const columns = table
    .slice(at, end < 0 ? undefined : end)
    .trim()
    .split(/\s+/);
  const [uid, inode] = [columns[6], columns[8]];
  // A socket that its process has let go has no inode, and the table calls it root's.
  if (uid === undefined || inode === undefined || inode === '0' || !/^\d+$/.test(uid)) return null;
  return Number(uid);
}

/** An end as the table writes it: words of 32 bits in the order of this machine, hexadecimal. */
function tableText({ address, port }: SocketEnd, version: 4 | 6): string | null {
  const bytes = version === 4 ? ipv4Bytes(address) : ipv6Bytes(address);
  if (bytes === null) return null;
  if (endianness() === 'LE') bytes.swap32();
  return `${bytes.toString('hex')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}
