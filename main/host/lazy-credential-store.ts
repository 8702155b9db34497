/** The stored sign-ins, loaded at first need: a healthy check on a computer without any never pays for the keychain. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { CredentialStore } from '../../src/auth/credential-store.ts';
import type { Clock } from '../../src/base/clock.ts';
import { ok } from '../../src/base/result.ts';
import type { Environment } from './environment.ts';

/** What opening the store takes. */
export interface LazyStoreTools {
  readonly clock: Clock;
  readonly env: Environment;
  readonly dataFolder: string;
  /** Path of Node, or of Electron, which then runs as Node. */
  readonly execPath: string;
}

/** Returns the store; its parts are imported, and the keychain is asked, only when there is something to ask about. */
export function openLazyCredentialStore(tools: LazyStoreTools): CredentialStore {
  let opened: Promise<CredentialStore> | null = null;
  const open = (): Promise<CredentialStore> => (opened ??= openStore(tools));
  const hasRecords = async (): Promise<boolean> => {
    try {
      await access(path.join(tools.dataFolder, 'credentials.json'));
      return true;
    } catch {
      // Absent or unreadable: the store itself tells the two apart when somebody writes to it.
      return false;
    }
  };
  return {
    list: async () => ((await hasRecords()) ? (await open()).list() : ok([])),
    find: async (where) =>
      where.user !== undefined || (await hasRecords()) ? (await open()).find(where) : reach(tools),
    save: async (key, password, options) => (await open()).save(key, password, options),
    delete: async (key) => (await open()).delete(key),
    check: async () => (await open()).check(),
    note: async (key, password, outcome) => {
      // Nothing is known of this sign-in, and an accepted one leaves nothing to remember.
      if (outcome === 'accepted' && !(await hasRecords())) return;
      await (await open()).note(key, password, outcome);
    },
    wasRejected: async (key, password) => (await hasRecords()) && (await open()).wasRejected(key, password),
  };
}

/** Nothing is stored; whether something could be is worth knowing once a proxy asks. Nobody is asked to unlock for that. */
async function reach({ env, execPath }: LazyStoreTools): ReturnType<CredentialStore['find']> {
  const { openKeychain } = await import('./keychain.ts');
  const answer = await openKeychain({ env, execPath }).get('no such entry');
  return answer.ok ? ok(null) : answer;
}

async function openStore({ clock, env, dataFolder, execPath }: LazyStoreTools): Promise<CredentialStore> {
  const [{ openCredentialStore }, { openKeychain }] = await Promise.all([
    import('./credential-store.ts'),
    import('./keychain.ts'),
  ]);
  return openCredentialStore({ keychain: openKeychain({ env, execPath }), dataFolder, clock });
}
