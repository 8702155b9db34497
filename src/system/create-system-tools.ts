import { readFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { homedir, networkInterfaces, userInfo } from 'node:os';
import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import { createRunCommand } from './run-command.ts';
import type { InterfaceAddress, SystemTools } from './system-tools.ts';
import { codeOf } from '../base/error-code.ts';

/** The largest file that is read: a system's bundle of certificates is about 220 KB. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** Returns the tools of this computer. */
export function createSystemTools(given: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly systemCertificates?: () => readonly string[];
  readonly ownPresetPath?: string;
  readonly wallMs?: () => number;
  readonly canReach?: NonNullable<SystemTools['canReach']>;
  readonly wininet?: NonNullable<SystemTools['wininet']>;
}): SystemTools {
  return {
    env: given.env,
    home: given.env['HOME'] ?? homedir(),
    uid: ownUserId(),
    ...(process.getegid === undefined ? {} : { gid: process.getegid() }),
    run: createRunCommand(given.env),
    readFile: readBounded,
    listFolder: async (path) => {
      try {
        return read((await readdir(path)).sort());
      } catch (error) {
        return readingOfError(error);
      }
    },
    interfaceAddresses,
    ...(given.systemCertificates === undefined ? {} : { systemCertificates: given.systemCertificates }),
    ...(given.ownPresetPath === undefined ? {} : { ownPresetPath: given.ownPresetPath }),
    ...(given.wallMs === undefined ? {} : { wallMs: given.wallMs }),
    ...(given.canReach === undefined ? {} : { canReach: given.canReach }),
    ...(given.wininet === undefined ? {} : { wininet: given.wininet }),
  };
}

/** The kernel's own files are there at once; a thread for each of dozens of them costs more than reading them. */
const KERNEL_FOLDERS = /^\/(?:proc|sys)\//u;

async function readBounded(path: string): Promise<Reading<string>> {
  try {
    if (KERNEL_FOLDERS.test(path)) return readKernelFile(path);
    const file = await open(path, 'r');
    try {
      // Files under /proc and /sys have no size beforehand, so it is read until the end or the bound.
      const chunks: Buffer[] = [];
      let total = 0;
      while (total <= MAX_FILE_BYTES) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, null);
        if (bytesRead === 0) return read(Buffer.concat(chunks).toString('utf8'));
        chunks.push(buffer.subarray(0, bytesRead));
        total += bytesRead;
      }
      return unreadable('larger than 4 MB');
    } finally {
      await file.close();
    }
  } catch (error) {
    return readingOfError(error);
  }
}

function readKernelFile(path: string): Reading<string> {
  const text = readFileSync(path);
  return text.length > MAX_FILE_BYTES ? unreadable('larger than 4 MB') : read(text.toString('utf8'));
}

function readingOfError(error: unknown): Reading<never> {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return ABSENT;
  if (code !== null) return unreadable(code);
  throw error;
}

function interfaceAddresses(): readonly InterfaceAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap(({ cidr }) => (cidr === null ? [] : [{ interface: name, cidr }])),
  );
}

function ownUserId(): number | null {
  const { uid } = userInfo();
  return uid < 0 ? null : uid;
}
