/** Stored sign-ins: the secret in the operating system's keychain, its history in a file beside it. */
import path from 'node:path';
import type { CredentialKey, CredentialRecord, CredentialStore } from '../../src/auth/credential-store.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Secret } from '../../src/base/secret.ts';
import { ok } from '../../src/base/result.ts';
import {
  isRejected,
  isSameAccount,
  isSameKey,
  openMetadataFile,
  rejectionOf,
  toRecord,
  withRejection,
  type CredentialMetadata,
  type MetadataFile,
} from './credential-metadata.ts';
import { DataFolderProblem } from './data-folder.ts';
import type { Keychain } from './keychain.ts';

export interface CredentialStoreTools {
  readonly keychain: Keychain;
  /** The folder of the application's own data. */
  readonly dataFolder: string;
  readonly clock: Clock;
}

/** Returns the store over a keychain and `credentials.json` in the data folder. */
export function openCredentialStore({ keychain, dataFolder, clock }: CredentialStoreTools): CredentialStore {
  const file = openMetadataFile(path.join(dataFolder, 'credentials.json'));
  const now = (): string => new Date(clock.wallMs()).toISOString();

  return {
    list: async () => ok((await file.read()).records.map(toRecord)),

    find: async (where) => {
      const { records } = await file.read();
      const candidates = records.filter((record) => fits(record, where)).sort(byUse);
      // The file may have been lost while the keychain still knows; with a user name the entry can be named.
      const unlisted =
        where.user === undefined
          ? []
          : [{ host: where.host, port: where.port, realm: where.realm ?? '', user: where.user, storedAt: now() }];
      for (const entry of candidates.length > 0 ? candidates : unlisted) {
        const found = await keychain.get(accountOf(entry));
        if (!found.ok) return found;
        if (found.value !== null) {
          const { host, port, realm, user } = entry;
          return ok({ key: { host, port, realm, user }, password: found.value, record: toRecord(entry) });
        }
      }
      if (candidates.length > 0) {
        const unlocked = await keychain.checkUnlocked();
        if (!unlocked.ok) return unlocked;
      }
      return ok(null);
    },

    save: async (key, password, { untested }) => {
      const saved = await keychain.set(accountOf(key), password);
      if (!saved.ok) return saved;
      const { host, port, realm, user } = key;
      const at = now();
      const record: CredentialRecord = {
        ...{ host, port, realm, user },
        storedAt: at,
        ...(untested ? { untested } : { lastAcceptedAt: at }),
      };
      await file.change((before) => ({
        ...before,
        records: [...before.records.filter((entry) => !isSameKey(entry, key)), record],
      }));
      return ok(record);
    },

    delete: async (key) => {
      const deleted = await keychain.delete(accountOf(key));
      if (!deleted.ok) return deleted;
      const { records } = await file.read();
      const wasListed = records.some((entry) => isSameKey(entry, key));
      if (!deleted.value && wasListed) {
        const unlocked = await keychain.checkUnlocked();
        if (!unlocked.ok) return unlocked;
      }
      const former = records.find((entry) => isSameKey(entry, key))?.formerAt;
      if (former !== undefined) await keychain.delete(formerAccountOf(key, former));
      await file.change((before) => ({
        ...before,
        records: before.records.filter((entry) => !isSameKey(entry, key)),
        rejections: before.rejections.filter((entry) => !isSameKey(entry, key)),
      }));
      return ok(deleted.value || wasListed);
    },

    check: async () => {
      // A sign-in without its history could not be listed, nor a rejected password be recognised.
      await file.checkWritable();
      return keychain.checkUnlocked();
    },

    note: async (key, password, outcome) => {
      try {
        await noteIn(file, { key, password, outcome, at: now() });
      } catch (thrown) {
        // A diagnosis goes on where nothing can be remembered; who stores a sign-in has been told by `check`.
        if (!(thrown instanceof DataFolderProblem)) throw thrown;
      }
    },

    wasRejected: async (key, password) => (await matching((await file.read()).rejections, key, password)).length > 0,
  };
}

async function noteIn(
  file: MetadataFile,
  noted: {
    readonly key: CredentialKey;
    readonly password: Secret;
    readonly outcome: 'accepted' | 'rejected';
    readonly at: string;
  },
): Promise<void> {
  const { key, password, outcome, at } = noted;
  const rejection = outcome === 'rejected' ? await rejectionOf(key, password) : null;
  const { rejections } = await file.read();
  const isKnown = (await matching(rejections, key, password)).length > 0;
  await file.change((before) => ({
    ...before,
    records: before.records.map((entry) => (isSameAccount(entry, key) ? withOutcome(entry, outcome, at) : entry)),
    rejections:
      rejection === null
        ? before.rejections.filter((entry) => !isSameAccount(entry, key))
        : isKnown
          ? before.rejections
          : withRejection(before.rejections, rejection),
  }));
}

async function matching(
  rejections: CredentialMetadata['rejections'],
  key: CredentialKey,
  password: Parameters<CredentialStore['wasRejected']>[1],
): Promise<CredentialMetadata['rejections']> {
  const own = rejections.filter((entry) => isSameAccount(entry, key));
  const same = await Promise.all(own.map((entry) => isRejected(entry, password)));
  return own.filter((_, index) => same[index] === true);
}

function withOutcome(
  { untested, ...entry }: CredentialMetadata['records'][number],
  outcome: 'accepted' | 'rejected',
  at: string,
): CredentialMetadata['records'][number] {
  if (outcome === 'accepted') return { ...entry, lastAcceptedAt: at };
  return { ...entry, lastRejectedAt: at, ...(untested === undefined ? {} : { untested }) };
}

/** A stored realm that is empty fits every realm: the sign-in was stored before the proxy could be asked. */
function fits(
  record: CredentialKey,
  where: { readonly host: string; readonly port: number; readonly realm?: string; readonly user?: string },
): boolean {
  return (
    record.host === where.host &&
    record.port === where.port &&
    (where.user === undefined || record.user === where.user) &&
    (where.realm === undefined || record.realm === '' || record.realm === where.realm)
  );
}

/** The one last accepted comes first, then the one stored last. ISO times sort as text. */
function byUse(a: CredentialRecord | CredentialMetadata['records'][number], b: typeof a): number {
  const key = (entry: typeof a): string => `${entry.lastAcceptedAt ?? ''} ${entry.storedAt}`;
  return key(a) < key(b) ? 1 : key(a) > key(b) ? -1 : 0;
}

/** One keychain account for each proxy, realm and user; each part is encoded, so that none can imitate another. */
export function accountOf({ host, port, realm, user }: CredentialKey): string {
  // Text that is not well-formed Unicode can't be percent-encoded; UTF-8 replaces what is broken.
  const encoded = (text: string): string => encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));
  return [encoded(host), String(port), encoded(realm), encoded(user)].join(':');
}

/** Where a password is kept that was stored at a time: the one before the present one, so that it can be had back. */
export function formerAccountOf(key: CredentialKey, storedAt: string): string {
  return `${accountOf(key)}:${storedAt}`;
}
