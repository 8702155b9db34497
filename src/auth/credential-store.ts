import type { Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';

/** What a stored sign-in is for. Several accounts may be kept for one proxy. */
export interface CredentialKey {
  readonly host: string;
  readonly port: number;
  /** Empty where the challenge names none. */
  readonly realm: string;
  readonly user: string;
}

/** Kept beside, not in, the keychain: no secret. Times are ISO 8601. */
export interface CredentialRecord extends CredentialKey {
  readonly storedAt: string;
  readonly lastAcceptedAt?: string;
  readonly lastRejectedAt?: string;
  /** Stored without having been tried at the proxy. */
  readonly untested?: boolean;
}

/** Why the operating system's keychain could not do it. */
export interface KeychainProblem {
  readonly kind: 'keychain-locked' | 'keychain-absent' | 'keychain-refused' | 'keychain-timed-out';
  /** The store's own answer, for details only. */
  readonly detail: string;
}

/** The operating system's keychain, and nothing else: never plain text on disk. */
export interface CredentialStore {
  list(): Promise<Result<readonly CredentialRecord[], KeychainProblem>>;
  find(where: {
    readonly host: string;
    readonly port: number;
    readonly realm?: string;
    readonly user?: string;
  }): Promise<
    Result<
      { readonly key: CredentialKey; readonly password: Secret; readonly record: CredentialRecord } | null,
      KeychainProblem
    >
  >;
  save(
    key: CredentialKey,
    password: Secret,
    options: { readonly untested: boolean },
  ): Promise<Result<CredentialRecord, KeychainProblem>>;
  delete(key: CredentialKey): Promise<Result<boolean, KeychainProblem>>;
  /** Whether something could be stored now; asks the person to unlock where the system does that. */
  check(): Promise<Result<true, KeychainProblem>>;
  /** Notes that a proxy accepted or refused it; a refused password is remembered as a salted hash only. */
  note(key: CredentialKey, password: Secret, outcome: 'accepted' | 'rejected'): Promise<void>;
  /** Whether exactly this password was refused by this proxy before. */
  wasRejected(key: CredentialKey, password: Secret): Promise<boolean>;
}
