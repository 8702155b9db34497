/**
 * A stored sign-in as a place that a fix changes and undo puts back. The journal never holds a password: what it keeps is
 * when the one was stored, and the password that was there before stays in the keychain under that name.
 */
import path from 'node:path';
import type { CredentialKey, KeychainProblem } from '../../src/auth/credential-store.ts';
import { ABSENT, read } from '../../src/base/reading.ts';
import type { Clock } from '../../src/base/clock.ts';
import { ok, refuse, type Result } from '../../src/base/result.ts';
import type { Secret } from '../../src/base/secret.ts';
import type { ChangeStep } from '../../src/change/change.ts';
import type { Store, StoreProblem } from '../../src/change/store.ts';
import { isSameAccount, isSameKey, openMetadataFile } from './credential-metadata.ts';
import { accountOf, formerAccountOf } from './credential-store.ts';
import { DataFolderProblem } from './data-folder.ts';
import type { Keychain } from './keychain.ts';

/** A sign-in that is ready to be stored: as the step of a change, and how to leave nothing of it behind. */
interface PreparedSignIn {
  readonly step: ChangeStep;
  readonly forget: () => Promise<void>;
}

export interface SignInPlaces {
  /** Keeps aside what is there and what is to come. Nothing is replaced before the step is applied. */
  prepare(key: CredentialKey, password: Secret): Promise<Result<PreparedSignIn, KeychainProblem>>;
  open(key: CredentialKey): Store;
}

/** Returns the places of the sign-ins in a keychain, with the file beside it. */
export function openSignInPlaces(given: {
  readonly keychain: Keychain;
  readonly dataFolder: string;
  readonly clock: Clock;
}): SignInPlaces {
  const { keychain, clock } = given;
  const file = openMetadataFile(path.join(given.dataFolder, 'credentials.json'));
  const recordOf = async (key: CredentialKey) => (await file.read()).records.find((one) => isSameKey(one, key));
  return {
    prepare: async (named, password) => {
      const { records } = await file.read();
      // One that was stored before the proxy could be asked for its realm is the same account.
      const before = records.find((one) => isSameKey(one, named)) ?? records.find((one) => isSameAccount(one, named));
      const key = before ?? named;
      const at = new Date(clock.wallMs()).toISOString();
      const present = await keychain.get(accountOf(key));
      if (!present.ok) return present;
      const isThere = before !== undefined && present.value !== null;
      if (isThere) {
        const kept = await keychain.set(formerAccountOf(key, before.storedAt), present.value);
        if (!kept.ok) return kept;
      }
      const ready = await keychain.set(formerAccountOf(key, at), password);
      if (!ready.ok) return ready;
      const what = `${key.host}:${String(key.port)}`;
      const shown = { what, from: isThere ? `${key.user} (${before.storedAt})` : null, to: `${key.user} (${at})` };
      const { host, port, realm, user } = key;
      const ref = { kind: 'sign-in', host, port, realm, user } as const;
      return ok({
        step: { ref, from: before?.storedAt ?? null, to: at, shown },
        forget: async () => {
          await keychain.delete(formerAccountOf(key, at));
        },
      });
    },
    open: (key) => ({
      read: async () => {
        const record = await recordOf(key);
        return record === undefined ? ABSENT : read(record.storedAt);
      },
      access: async () => {
        const unlocked = await keychain.checkUnlocked();
        return unlocked.ok ? { state: 'allowed' } : { state: 'impossible', why: unlocked.problem.kind };
      },
      write: async (text): Promise<Result<void, StoreProblem>> => {
        try {
          const problem = text === null ? await remove(key) : await bring(key, text);
          return problem === null ? ok(undefined) : refuse({ kind: 'refused', detail: problem });
        } catch (thrown) {
          if (!(thrown instanceof DataFolderProblem)) throw thrown;
          return refuse({ kind: 'refused', detail: thrown.message });
        }
      },
    }),
  };

  /** Makes the password that was kept under this time the one that is used. */
  async function bring(key: CredentialKey, storedAt: string): Promise<string | null> {
    const before = await recordOf(key);
    if (before?.storedAt === storedAt) return null;
    const kept = await keychain.get(formerAccountOf(key, storedAt));
    if (!kept.ok) return kept.problem.kind;
    if (kept.value === null) return 'it is no longer in the keychain';
    const set = await keychain.set(accountOf(key), kept.value);
    if (!set.ok) return set.problem.kind;
    const { host, port, realm, user } = key;
    // One from before was not accepted just now.
    const isNew = before === undefined || before.storedAt < storedAt;
    const record = {
      ...{ host, port, realm, user, storedAt },
      ...(isNew ? { lastAcceptedAt: new Date(clock.wallMs()).toISOString() } : {}),
      ...(before === undefined ? {} : { formerAt: before.storedAt }),
    };
    await file.change((all) => ({
      ...all,
      records: [...all.records.filter((one) => !isSameKey(one, key)), record],
    }));
    await keychain.delete(formerAccountOf(key, storedAt));
    // Only the last one before can be had back.
    if (before?.formerAt !== undefined && before.formerAt !== storedAt)
      await keychain.delete(formerAccountOf(key, before.formerAt));
    return null;
  }

  async function remove(key: CredentialKey): Promise<string | null> {
    const deleted = await keychain.delete(accountOf(key));
    if (!deleted.ok) return deleted.problem.kind;
    await file.change((all) => ({ ...all, records: all.records.filter((one) => !isSameKey(one, key)) }));
    return null;
  }
}
