/** The operating system's keychain through keytar: the only file that knows keytar. */
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { KeychainProblem } from '../../src/auth/credential-store.ts';
import { DEADLINES } from '../../src/base/deadline.ts';
import { ok, refuse, type Result } from '../../src/base/result.ts';
import { Secret } from '../../src/base/secret.ts';
import { startNativeChild, type NativeChildHost } from './native-child.ts';

/** Secrets by account name, as the keychain sees them. */
export interface Keychain {
  get(account: string): Promise<Result<Secret | null, KeychainProblem>>;
  set(account: string, secret: Secret): Promise<Result<true, KeychainProblem>>;
  delete(account: string): Promise<Result<boolean, KeychainProblem>>;
  /** Whether new entries can be made: a locked keyring answers a question with "nothing there", but not this. */
  checkUnlocked(): Promise<Result<true, KeychainProblem>>;
}

export interface KeychainTools extends NativeChildHost {
  /** Default: `DEADLINES.keychain`. */
  readonly timeoutMs?: number;
}

/** The name under which people find the entries in their password manager. */
const SERVICE = 'Throughway';

const HANDLER = `(keytar) => (question) => {
  const { verb, service, account, secret } = question;
  if (verb === 'get') return keytar.getPassword(service, account);
  if (verb === 'set') return keytar.setPassword(service, account, secret);
  if (verb === 'delete') return keytar.deletePassword(service, account);
  throw new Error('unknown verb');
}`;

/**
 * The libraries give plain errors: their text is the only thing that tells them apart. This is the one place that reads it;
 * what is not in the table counts as refused.
 */
const PROBLEM_BY_MESSAGE: readonly (readonly [text: RegExp, kind: KeychainProblem['kind']])[] = [
  // libsecret with gnome-keyring, kwallet
  [/locked collection|Object does not exist at path|IsLocked|is locked/i, 'keychain-locked'],
  [
    /autolaunch D-Bus|Could not connect|Connection refused|not provided by any \.service|ServiceUnknown/i,
    'keychain-absent',
  ],
  [/Spawn\.|exited with status|message bus|without X11/i, 'keychain-absent'],
  [/Timeout was reached|NoReply/i, 'keychain-timed-out'],
  // The prebuilt library itself: no libsecret, another C library, not installed
  [/keytar native addon|Cannot find (?:module|package)|shared object file/i, 'keychain-absent'],
  // macOS
  [/interaction is not allowed/i, 'keychain-locked'],
  [/keychain (?:could not be found|cannot be found)|No keychain is available/i, 'keychain-absent'],
];

const answerSchema = z.union([
  z.object({ value: z.union([z.string(), z.boolean(), z.null()]) }),
  z.object({ failed: z.string() }),
]);

/** Returns the keychain; nothing of it is loaded before the first call. */
export function openKeychain(tools: KeychainTools): Keychain {
  const ask = async (question: {
    readonly verb: 'get' | 'set' | 'delete';
    readonly account: string;
    readonly secret?: string;
  }): Promise<Result<string | boolean | null, KeychainProblem>> => {
    const modulePath = keytarPath();
    if (modulePath === null) return refuse({ kind: 'keychain-absent', detail: 'keytar is not installed' });
    const child = startNativeChild(tools, { modulePath, handler: HANDLER });
    const asked = await child.ask(
      { service: SERVICE, ...question },
      { timeoutMs: tools.timeoutMs ?? DEADLINES.keychain.ms },
    );
    child.end();
    if (!asked.ok) {
      const kind = asked.problem.kind === 'timed-out' ? 'keychain-timed-out' : 'keychain-refused';
      return refuse({ kind, detail: asked.problem.detail });
    }
    const answer = answerSchema.parse(asked.value);
    if ('value' in answer) return ok(answer.value);
    return refuse(keychainProblem(answer.failed));
  };

  const keychain: Keychain = {
    get: async (account) => {
      const found = await ask({ verb: 'get', account });
      if (!found.ok) return found;
      return ok(typeof found.value === 'string' ? new Secret(found.value) : null);
    },
    set: async (account, secret) => {
      const done = await ask({ verb: 'set', account, secret: secret.open() });
      return done.ok ? ok(true) : done;
    },
    delete: async (account) => {
      const done = await ask({ verb: 'delete', account });
      return done.ok ? ok(done.value === true) : done;
    },
    checkUnlocked: async () => {
      const made = await keychain.set('lock-check', new Secret('-'));
      if (made.ok) await keychain.delete('lock-check');
      return made;
    },
  };
  return keychain;
}

/** Returns the problem that a library's message stands for. */
export function keychainProblem(message: string): KeychainProblem {
  const kind = PROBLEM_BY_MESSAGE.find(([text]) => text.test(message))?.[1] ?? 'keychain-refused';
  return { kind, detail: message.slice(0, 300) };
}

function keytarPath(): string | null {
  try {
    return createRequire(import.meta.url).resolve('keytar');
  } catch {
    // Left out of an installation: there is no keychain, and that is said.
    return null;
  }
}
