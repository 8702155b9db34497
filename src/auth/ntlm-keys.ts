/** Keys that were derived once: a connection each is signed in, and the derivation is the dearest part of it. */
import type { Secret } from '../base/secret.ts';
import { ntlmKey } from './ntlm-response.ts';

interface Account {
  readonly user: string;
  readonly domain: string;
}

/** They go with the password that they were made of. */
const known = new WeakMap<Secret, { readonly account: Account; readonly key: Buffer }>();

/** Returns the key of an account (NTOWFv2), derived anew only where the account is another one than last time. */
export function keyOf(account: Account, password: Secret): Buffer {
  const last = known.get(password);
  if (last?.account.user === account.user && last.account.domain === account.domain) return last.key;
  const key = ntlmKey(account, password.open());
  known.set(password, { account, key });
  return key;
}
