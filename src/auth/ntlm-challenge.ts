/** Reads the NTLM challenge message (type 2, [MS-NLMP] §2.2.1.2): what the proxy tells about itself and its domain. */
import { AV, NTLM_FLAGS, NTLM_SIGNATURE } from './ntlm-flags.ts';

/** One attribute of the target info, kept as bytes so that it can be sent back unchanged. */
export interface AvPair {
  readonly id: number;
  readonly value: Buffer;
}

/** What a type 2 message says. Names are absent where the proxy gives none. */
export interface NtlmChallenge {
  /** The whole message as it came, for the integrity code over all messages. */
  readonly message: Buffer;
  readonly flags: number;
  readonly targetName?: string;
  readonly serverChallenge: Buffer;
  /** In the order sent, without the end mark. */
  readonly targetInfo: readonly AvPair[];
  readonly netbiosDomain?: string;
  readonly netbiosComputer?: string;
  readonly dnsDomain?: string;
  readonly dnsComputer?: string;
  /** FILETIME (100 ns since 1601) of the server's clock, eight bytes; its presence asks for a MIC. */
  readonly timestamp?: Buffer;
}

/** More than any message holds; what is longer is refused before it is decoded. */
const MAX_BASE64_CHARS = 65_536;
const MAX_PAIRS = 32;

/** Returns the facts of a type 2 message as it stands in a challenge (base64), or `null` where it is not one. */
export function readNtlmChallenge(token68: string): NtlmChallenge | null {
  if (token68.length > MAX_BASE64_CHARS) return null;
  const message = Buffer.from(token68, 'base64');
  if (message.length < 32 || !message.subarray(0, 8).equals(NTLM_SIGNATURE) || message.readUInt32LE(8) !== 2)
    return null;
  const flags = message.readUInt32LE(20);
  const isUnicode = (flags & NTLM_FLAGS.unicode) !== 0;
  const target = field(message, 12);
  const info = message.length >= 48 && (flags & NTLM_FLAGS.targetInfo) !== 0 ? field(message, 40) : Buffer.alloc(0);
  if (target === null || info === null) return null;
  const targetInfo = readPairs(info);
  if (targetInfo === null) return null;

  const timestamp = targetInfo.find((pair) => pair.id === AV.timestamp)?.value;
  return {
    message,
    flags,
    serverChallenge: message.subarray(24, 32),
    targetInfo,
    ...(target.length === 0 ? {} : { targetName: target.toString(isUnicode ? 'utf16le' : 'latin1') }),
    ...named(targetInfo),
    ...(timestamp?.length === 8 ? { timestamp } : {}),
  };
}

const NAMES = {
  [AV.netbiosDomain]: 'netbiosDomain',
  [AV.netbiosComputer]: 'netbiosComputer',
  [AV.dnsDomain]: 'dnsDomain',
  [AV.dnsComputer]: 'dnsComputer',
} as const;

type Named = Partial<Record<(typeof NAMES)[keyof typeof NAMES], string>>;

function named(targetInfo: readonly AvPair[]): Named {
  const names: Named = {};
  for (const { id, value } of targetInfo) {
    if (id === AV.netbiosDomain || id === AV.netbiosComputer || id === AV.dnsDomain || id === AV.dnsComputer) {
      names[NAMES[id]] ??= value.toString('utf16le');
    }
  }
  return names;
}

/** Returns the name of the domain (or of the computer, where it is in none) that a proxy checks accounts against. */
export function ntlmDomainOffered(challenge: NtlmChallenge): string | undefined {
  return challenge.netbiosDomain ?? challenge.targetName;
}

/** A length-offset field of the fixed part ([MS-NLMP] §2.2.1); `null` where it points outside. */
function field(message: Buffer, at: number): Buffer | null {
  const length = message.readUInt16LE(at);
  const offset = message.readUInt32LE(at + 4);
  if (length === 0) return Buffer.alloc(0);
  return offset + length > message.length ? null : message.subarray(offset, offset + length);
}

function readPairs(info: Buffer): readonly AvPair[] | null {
  const pairs: AvPair[] = [];
  let at = 0;
  while (at + 4 <= info.length && pairs.length < MAX_PAIRS) {
    const id = info.readUInt16LE(at);
    const length = info.readUInt16LE(at + 2);
    if (id === AV.end) return pairs;
    if (at + 4 + length > info.length) return null;
    pairs.push({ id, value: info.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return info.length === 0 ? pairs : null;
}
