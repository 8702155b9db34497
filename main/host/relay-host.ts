/** Starts the relay with what this computer has: its settings, scripts, keychain, tickets and words. */
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { SettingsOverrides } from '../../src/assistant/assistant.ts';
import { readSettings } from '../../src/assistant/find-settings-route.ts';
import type { Credentials } from '../../src/auth/credentials.ts';
import type { CredentialStore } from '../../src/auth/credential-store.ts';
import type { SignInChooser } from '../../src/auth/sign-in.ts';
import { Secret } from '../../src/base/secret.ts';
import { loadMessages } from '../../src/messages/load-messages.ts';
import { createRunState } from '../../src/probe/run-state.ts';
import { createRouteFollower } from '../../src/relay/follow-route.ts';
import { createRelayCredentials } from '../../src/relay/relay-credentials.ts';
import type { RelayPageWords } from '../../src/relay/relay-page.ts';
import { startRelay, type Relay } from '../../src/relay/start-relay.ts';
import { createOwnerQuestions } from '../../src/system/linux/ask-socket-owner.ts';
import { createSocketOwners } from '../../src/system/linux/socket-owner.ts';
import { createFolder, removeIfEmpty } from './data-folder.ts';
import { openDiagnosisSocket } from './netlink.ts';
import { openLazyPac, type PacHostTools } from './lazy-pac.ts';

/** What a face may choose. */
export interface RelayOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly overrides: SettingsOverrides;
  readonly credentials: Pick<Credentials, 'user' | 'password'> | null;
  readonly lang: 'en' | 'ja';
  /** Every client must show a key that is made for this start. Systems that can't tell whose a socket is always ask for it. */
  readonly withSecret: boolean;
}

/** What the relay takes of the host. */
export interface RelayHostTools extends PacHostTools {
  readonly store: CredentialStore;
  readonly signIns: SignInChooser;
  readonly dataFolder: string;
}

export interface RunningRelay {
  readonly relay: Relay;
  /** Holds `user:password` for clients; `null` where none is asked for. */
  readonly secretFile: string | null;
  stop(): Promise<void>;
}

/**
 * The engine begins with half a megabyte for new objects and doubles it now and then: at 200 requests a second it would
 * stop every sixth of a second to clear up, and one request in fifty would wait for that. So it grows to its usual limit
 * (16 MB) in two steps.
 */
const FASTER_GROWTH = '--semi-space-growth-factor=16';

/** Starts it; throws what the system says where it can't listen. */
export async function openRelay(tools: RelayHostTools, options: RelayOptions): Promise<RunningRelay> {
  setFlagsFromString(FASTER_GROWTH);
  const { clock, system, store, signIns, trustAnchors } = tools;
  const isLinux = process.platform === 'linux';
  const secret =
    options.withSecret || !isLinux
      ? { user: 'relay', password: new Secret(randomBytes(24).toString('base64url')) }
      : null;
  const trust = createRunState();
  const diagnosis = isLinux ? openDiagnosisSocket() : null;
  const owners = isLinux ? createSocketOwners(diagnosis === null ? null : createOwnerQuestions(diagnosis)) : null;
  const relay = await startRelay(
    {
      clock,
      signIns,
      credentials: createRelayCredentials({ option: options.credentials, store }),
      secureContext: async () => (await trust.trust({ trustAnchors })).secureContext,
      openRoutes: (isOurselves) =>
        createRouteFollower({
          clock,
          isOurselves,
          readSettings: (signal) => readSettings(system, options.overrides, signal),
          openScripts: (signal) => openLazyPac(tools, { signal, observe: () => undefined }),
          overrides: options.overrides,
        }),
      admission: { owners, uid: process.getuid?.() ?? -1, secret },
      words: relayWords,
      lang: options.lang,
    },
    options.listen,
  ).catch((thrown: unknown) => {
    diagnosis?.close();
    throw thrown;
  });
  const secretFile = secret === null ? null : path.join(tools.dataFolder, `relay-${String(relay.place.port)}.secret`);
  if (secretFile !== null && secret !== null) {
    await createFolder(tools.dataFolder);
    await rm(secretFile, { force: true });
    await writeFile(secretFile, `${secret.user}:${secret.password.open()}\n`, { mode: 0o600, flag: 'wx' });
  }
  return {
    relay,
    secretFile,
    stop: async () => {
      await relay.stop();
      diagnosis?.close();
      if (secretFile === null) return;
      await rm(secretFile, { force: true });
      await removeIfEmpty(tools.dataFolder);
    },
  };
}

async function relayWords(lang: 'en' | 'ja'): Promise<RelayPageWords> {
  const { causes, relay } = await loadMessages(lang);
  return {
    cause: (code, args) => {
      const words = causes[code];
      return { title: words.title(args), explanation: words.explanation(args), nextStep: words.nextStep(args) };
    },
    notices: relay.notices,
    page: relay.page,
  };
}
