/** Credentials of one run: by precedence (option, the proxy's URI, keychain), and every secret that must not be shown. */
import type { Credentials } from '../auth/credentials.ts';
import type { CredentialStore, KeychainProblem } from '../auth/credential-store.ts';
import type { Redactor } from '../base/redact.ts';
import type { UriCredentials } from '../settings/proxy-settings.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';
import type { DiagnoseInput } from './assistant.ts';

/** Where the probes get credentials. */
export interface RunCredentials {
  readonly credentialsFor: (proxy: {
    readonly host: string;
    readonly port: number;
    readonly realm?: string;
  }) => Promise<Credentials | null>;
  readonly keychainProblem: () => KeychainProblem['kind'] | null;
  /** Tells which route's URI holds credentials; they go to that route's proxies alone. */
  useRoute(route: { readonly legs: readonly Leg[]; readonly credentials?: UriCredentials }): void;
}

/** Returns the credentials of a run. Each one found is told to `redactor` before anybody can use it. */
export function createRunCredentials(given: {
  readonly option: DiagnoseInput['credentials'];
  readonly store: CredentialStore | null;
  readonly redactor: Redactor;
}): RunCredentials {
  const { option, store, redactor } = given;
  const fromUri = new Map<string, UriCredentials>();
  let problem: KeychainProblem['kind'] | null = null;
  if (option !== undefined) redactor.add(option.password, option.user);
  return {
    async credentialsFor(proxy) {
      if (option !== undefined) return { from: 'option', ...option };
      const uri = fromUri.get(placeOf(proxy));
      if (uri !== undefined) return { ...uri, from: 'uri' };
      if (store === null) return null;
      const found = await store.find(proxy);
      if (!found.ok) {
        problem = found.problem.kind;
        return null;
      }
      if (found.value === null) return null;
      const { key, password } = found.value;
      redactor.add(password, key.user);
      return { user: key.user, password, from: 'keychain' };
    },
    keychainProblem: () => problem,
    useRoute({ legs, credentials }) {
      if (credentials === undefined) return;
      redactor.add(credentials.password, credentials.user);
      for (const leg of legs) if (leg.kind !== 'direct') fromUri.set(placeOf(leg), credentials);
    },
  };
}

/** Tells the redactor of every password that stands in any settings source, used or not. */
export function hideSettingsSecrets(snapshot: SettingsSnapshot, redactor: Redactor): void {
  for (const { reading } of snapshot.readings) {
    if (reading.state !== 'read' || reading.value.mode !== 'manual') continue;
    for (const server of Object.values(reading.value.servers)) {
      if (server.state === 'valid' && server.credentials !== undefined)
        redactor.add(server.credentials.password, server.credentials.user);
    }
  }
}

function placeOf(proxy: { readonly host: string; readonly port: number }): string {
  return `${proxy.host}:${String(proxy.port)}`;
}
