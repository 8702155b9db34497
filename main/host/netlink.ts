/**
 * A netlink socket to the kernel's socket diagnosis, through koffi. It is used in this very process, unlike other native
 * code: the socket is opened so that no call waits, and every call gets a buffer and its length.
 */
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { DiagnosisSocket } from '../../src/system/linux/ask-socket-owner.ts';

/** The part of koffi that is used here. */
interface Koffi {
  load(path: null): { func(declaration: string): (...values: unknown[]) => unknown };
}

const AF_NETLINK = 16;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SOCK_NONBLOCK = 0o4000;
const NETLINK_SOCK_DIAG = 4;
/** One answer with all attributes that a kernel adds unasked takes less than a quarter of it. */
const ANSWER_BYTES = 1_024;

/** The socket, with what closes it. */
export interface OpenDiagnosisSocket extends DiagnosisSocket {
  close(): void;
}

const number = z.number().int();

/** Opens it; `null` where the system or the installation has none. */
export function openDiagnosisSocket(): OpenDiagnosisSocket | null {
  try {
    const koffi: unknown = createRequire(import.meta.url)('koffi');
    if (!isKoffi(koffi)) return null;
    // The program itself with what it is linked to: the C library, whatever its file is called here.
    const libc = koffi.load(null);
    const open = libc.func('int socket(int, int, int)');
    const send = libc.func('long send(int, _In_ const void *, ulong, int)');
    const receive = libc.func('long recv(int, _Out_ void *, ulong, int)');
    const close = libc.func('int close(int)');
    const descriptor = number.parse(open(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG));
    if (descriptor < 0) return null;
    const answer = Buffer.alloc(ANSWER_BYTES);
    return {
      send: (message) => send(descriptor, message, message.length, 0) === message.length,
      receive: () => {
        const size = number.parse(receive(descriptor, answer, answer.length, 0));
        return size > 0 ? answer.subarray(0, size) : null;
      },
      close: () => void close(descriptor),
    };
  } catch {
    // koffi left out of an installation, or a system that lets nobody ask: the table is read in its place.
    return null;
  }
}

function isKoffi(module: unknown): module is Koffi {
  return typeof module === 'object' && module !== null && 'load' in module && typeof module.load === 'function';
}
