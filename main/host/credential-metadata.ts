/** What is known about stored sign-ins besides the secret: a small file beside the keychain, without anything that signs in. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { access, constants, open, rename } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { CredentialKey, CredentialRecord } from '../../src/auth/credential-store.ts';
import type { Secret } from '../../src/base/secret.ts';
import { createFolder, DataFolderProblem } from './data-folder.ts';
import { systemCodeOf } from '../../src/base/error-code.ts';

const MAX_RECORDS = 200;
const MAX_REJECTIONS = 200;
const MAX_REJECTIONS_OF_ONE = 5;
const MAX_FILE_BYTES = 1_048_576;

const keyShape = {
  host: z.string().max(255),
  port: z.int().min(1).max(65_535),
  realm: z.string().max(1_000),
  user: z.string().max(1_000),
};
const time = z.iso.datetime();

const fileSchema = z.object({
  version: z.literal(1),
  records: z
    .array(
      z.object({
        ...keyShape,
        storedAt: time,
        /** When the password before this one was stored; that one is kept in the keychain as well. */
        formerAt: time.optional(),
        lastAcceptedAt: time.optional(),
        lastRejectedAt: time.optional(),
        untested: z.boolean().optional(),
      }),
    )
    .max(MAX_RECORDS),
  /** Rejected passwords, also of sign-ins that were never stored: salted hashes, oldest first. */
  rejections: z
    .array(z.object({ ...keyShape, salt: z.string().max(64), hash: z.string().max(128) }))
    .max(MAX_REJECTIONS),
});

/** The content of the file. */
export type CredentialMetadata = z.infer<typeof fileSchema>;

export type Rejection = CredentialMetadata['rejections'][number];

const EMPTY: CredentialMetadata = { version: 1, records: [], rejections: [] };

/** The metadata file: read whole, changed in turn, written at once or not at all. */
export interface MetadataFile {
  /** What is known; nothing where the file can't be read, so that a check goes on without it. */
  read(): Promise<CredentialMetadata>;
  /** Throws `DataFolderProblem` where a change could not be kept. */
  checkWritable(): Promise<void>;
  /** Throws `DataFolderProblem` where the change could not be kept. */
  change(make: (before: CredentialMetadata) => CredentialMetadata): Promise<void>;
}

/** The last change of each file that is under way: who opens one twice must not lose what the other has written. */
const queues = new Map<string, Promise<unknown>>();

/** Returns the file at a path; it need not be there yet. */
export function openMetadataFile(file: string): MetadataFile {
  const load = async (): Promise<{ readonly value: CredentialMetadata; readonly isBroken: boolean }> => {
    const text = await readBounded(file);
    if (text === null) return { value: EMPTY, isBroken: false };
    const parsed = fileSchema.safeParse(parseJson(text));
    return parsed.success ? { value: parsed.data, isBroken: false } : { value: EMPTY, isBroken: true };
  };
  return {
    read: async () => {
      try {
        return (await load()).value;
      } catch (thrown) {
        if (systemCodeOf(thrown) !== null) return EMPTY;
        throw thrown;
      }
    },
    checkWritable: () =>
      orProblem(file, async () => {
        const folder = path.dirname(file);
        await createFolder(folder);
        await access(folder, constants.W_OK | constants.X_OK);
        await load();
      }),
    change: (make) => {
      const save = async (): Promise<void> => {
        const { value, isBroken } = await load();
        await createFolder(path.dirname(file));
        // What we can't read may still be wanted by somebody; it makes room, it is not lost.
        if (isBroken) await rename(file, `${file}.unreadable`);
        const next = make(value);
        const bounded = {
          ...next,
          records: next.records.slice(-MAX_RECORDS),
          rejections: next.rejections.slice(-MAX_REJECTIONS),
        };
        await writeFileAtomic(file, `${JSON.stringify(bounded, null, 2)}\n`, { mode: 0o600 });
      };
      const done = (queues.get(file) ?? Promise.resolve()).then(() => orProblem(file, save));
      queues.set(
        file,
        done.catch(() => undefined),
      );
      return done;
    },
  };
}

/** Whether two keys name the same sign-in. */
export function isSameKey(a: CredentialKey, b: CredentialKey): boolean {
  return a.host === b.host && a.port === b.port && a.realm === b.realm && a.user === b.user;
}

/** Whether two keys name the same account: a realm that is not known (stored before the proxy was asked) fits every realm. */
export function isSameAccount(a: CredentialKey, b: CredentialKey): boolean {
  const isSamePlace = a.host === b.host && a.port === b.port && a.user === b.user;
  return isSamePlace && (a.realm === b.realm || a.realm === '' || b.realm === '');
}

/** Returns a record as the interface shows it, without members that are not set. */
export function toRecord(entry: CredentialMetadata['records'][number]): CredentialRecord {
  const { host, port, realm, user, storedAt, lastAcceptedAt, lastRejectedAt, untested } = entry;
  return {
    host,
    port,
    realm,
    user,
    storedAt,
    ...(lastAcceptedAt === undefined ? {} : { lastAcceptedAt }),
    ...(lastRejectedAt === undefined ? {} : { lastRejectedAt }),
    ...(untested === true ? { untested } : {}),
  };
}

/** Returns the salted hash that remembers a rejected password. */
export async function rejectionOf(key: CredentialKey, password: Secret): Promise<Rejection> {
  const salt = randomBytes(16);
  const hash = await slowHash(password, salt);
  const { host, port, realm, user } = key;
  return { host, port, realm, user, salt: salt.toString('base64'), hash: hash.toString('base64') };
}

/** Whether `password` is the one that a rejection remembers. */
export async function isRejected(rejection: Rejection, password: Secret): Promise<boolean> {
  const known = Buffer.from(rejection.hash, 'base64');
  const hash = await slowHash(password, Buffer.from(rejection.salt, 'base64'));
  return known.length === hash.length && timingSafeEqual(known, hash);
}

/** Returns rejections with one more, only the newest few of each sign-in kept. */
export function withRejection(all: readonly Rejection[], added: Rejection): Rejection[] {
  const own = all.filter((entry) => isSameKey(entry, added)).slice(1 - MAX_REJECTIONS_OF_ONE);
  return [...all.filter((entry) => !isSameKey(entry, added)), ...own, added];
}

/** scrypt with 16 MB and about 50 ms, so that the file is no quick way to try passwords (RFC 7914). */
function slowHash(password: Secret, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.open(), salt, 32, { N: 16_384, r: 8, p: 1 }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** Returns the text of a file, `null` where there is none, and something unparsable where it is too long. */
async function readBounded(file: string): Promise<string | null> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    return size > MAX_FILE_BYTES ? '' : await handle.readFile('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Does it, and turns what the file system refuses into a problem that can be told. */
async function orProblem(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const code = systemCodeOf(thrown);
    throw code === null ? thrown : new DataFolderProblem(file, code);
  }
}

/** The code of an error of the file system; `null` for any other. */
