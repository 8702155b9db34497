/** A stored sign-in for another network stack of this program, which has to be handed plain text. */
import type { CredentialStore } from '../../src/auth/credential-store.ts';

/** Returns the sign-in for exactly that proxy and realm, unless the proxy has refused it before. */
export async function storedLogin(
  store: CredentialStore,
  proxy: { readonly host: string; readonly port: number; readonly realm: string },
): Promise<{ readonly user: string; readonly password: string } | null> {
  const found = await store.find({ host: proxy.host, port: proxy.port, realm: proxy.realm });
  if (!found.ok || found.value === null) return null;
  const { key, password } = found.value;
  if (await store.wasRejected(key, password)) return null;
  return { user: key.user, password: password.open() };
}
