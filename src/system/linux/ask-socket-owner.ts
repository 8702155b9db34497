/** Asks the kernel whose one TCP socket is (sock_diag(7)): an exact question, while its table has to be walked through. */
import { endianness } from 'node:os';
import { ipv4Bytes, ipv6Bytes, type SocketEnd } from './socket-end.ts';

/** Returns the user id of the process that holds `client`'s socket towards `server`; `null` where that isn't told. */
export type AskOwner = (client: SocketEnd, server: SocketEnd) => number | null;

/** A netlink socket of the family NETLINK_SOCK_DIAG. Neither call waits. */
export interface DiagnosisSocket {
  send(message: Buffer): boolean;
  /** Returns the next message that waits, `null` where none does. */
  receive(): Buffer | null;
}

const FAMILY = { v4: 2, v6: 10 };
const TCP = 6;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const HEADER_BYTES = 16;
/** nlmsghdr and inet_diag_req_v2 (linux/netlink.h, linux/inet_diag.h). */
const QUESTION_BYTES = HEADER_BYTES + 56;
/** nlmsghdr and inet_diag_msg; attributes may follow. */
const ANSWER_BYTES = HEADER_BYTES + 72;
const LISTENING = 10;
/** Answers to earlier questions that nobody read; there are none unless a call was cut short. */
const MOST_STALE = 8;

const isLittle = endianness() === 'LE';

/** Returns the asker over one socket. */
export function createOwnerQuestions(socket: DiagnosisSocket): AskOwner {
  let count = 0;
  return (client, server) => {
    count = (count % 0x7fff_ffff) + 1;
    const question = formatQuestion(client, server, count);
    if (question === null || !socket.send(question)) return null;
    for (let stale = 0; stale <= MOST_STALE; stale += 1) {
      const answer = socket.receive();
      if (answer === null) return null;
      if (answer.length >= HEADER_BYTES && u32(answer, 8) === count) return ownerIn(answer, client, server);
    }
    return null;
  };
}

/** The question for exactly this socket; `null` for addresses that are none. */
function formatQuestion(client: SocketEnd, server: SocketEnd, sequence: number): Buffer | null {
  const source = bytesOf(client.address);
  const destination = bytesOf(server.address);
  if (source === null || destination === null) return null;
  const isV4 = source.v4 !== null && destination.v4 !== null;
  const question = Buffer.alloc(QUESTION_BYTES);
  putU32(question, QUESTION_BYTES, 0);
  putU16(question, SOCK_DIAG_BY_FAMILY, 4);
  putU16(question, NLM_F_REQUEST, 6);
  putU32(question, sequence, 8);
  question[16] = isV4 ? FAMILY.v4 : FAMILY.v6;
  question[17] = TCP;
  putU32(question, 0xffff_ffff, 20);
  // inet_diag_sockid: ports and addresses as on the wire, any interface, INET_DIAG_NOCOOKIE.
  question.writeUInt16BE(client.port, 24);
  question.writeUInt16BE(server.port, 26);
  (source.v4 !== null && isV4 ? source.v4 : source.v6).copy(question, 28);
  (destination.v4 !== null && isV4 ? destination.v4 : destination.v6).copy(question, 44);
  question.fill(0xff, 64, 72);
  return question;
}

/** The owner that an answer tells; `null` for errors, and where it speaks of another socket than the one asked for. */
export function ownerIn(answer: Buffer, client: SocketEnd, server: SocketEnd): number | null {
  if (answer.length < ANSWER_BYTES || u16(answer, 4) !== SOCK_DIAG_BY_FAMILY) return null;
  const isV4 = answer[16] === FAMILY.v4;
  const isSame = (end: SocketEnd, portAt: number, addressAt: number): boolean => {
    if (answer.readUInt16BE(portAt) !== end.port) return false;
    const known = bytesOf(end.address);
    const bytes = isV4 ? known?.v4 : known?.v6;
    return bytes?.compare(answer, addressAt, addressAt + bytes.length) === 0;
  };
  // Where no connection has these ends, the kernel answers with whoever listens at the first one.
  if (answer[17] === LISTENING || !isSame(client, 20, 24) || !isSame(server, 22, 40)) return null;
  const [uid, inode] = [u32(answer, 80), u32(answer, 84)];
  // A socket that its process has let go has no inode.
  return inode === 0 ? null : uid;
}

/** An address in both forms; `v4` is `null` where it has none. */
interface AddressBytes {
  readonly v4: Buffer | null;
  readonly v6: Buffer;
}

/** Nearly every client comes from the same address. */
const knownAddresses = new Map<string, AddressBytes | null>();
const MOST_KNOWN = 64;

function bytesOf(address: string): AddressBytes | null {
  const known = knownAddresses.get(address);
  if (known !== undefined) return known;
  const v6 = ipv6Bytes(address);
  const bytes = v6 === null ? null : { v4: ipv4Bytes(address), v6 };
  if (knownAddresses.size >= MOST_KNOWN) knownAddresses.clear();
  knownAddresses.set(address, bytes);
  return bytes;
}

function u16(bytes: Buffer, at: number): number {
  return isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

function u32(bytes: Buffer, at: number): number {
  return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

function putU16(bytes: Buffer, value: number, at: number): void {
  if (isLittle) bytes.writeUInt16LE(value, at);
  else bytes.writeUInt16BE(value, at);
}

function putU32(bytes: Buffer, value: number, at: number): void {
  if (isLittle) bytes.writeUInt32LE(value, at);
  else bytes.writeUInt32BE(value, at);
}
