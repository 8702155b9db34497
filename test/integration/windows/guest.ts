/** What runs under Windows' Node: does what a question file asks and writes the answer beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { openCredentialStore } from '../../../main/host/credential-store.ts';
import { openKeychain } from '../../../main/host/keychain.ts';
import { openWininet } from '../../../main/host/wininet.ts';
import type { CredentialKey } from '../../../src/auth/credential-store.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { Secret } from '../../../src/base/secret.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import type { StoreRef } from '../../../src/change/store.ts';
import { mergeLayers } from '../../../src/presets/policy-layer.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { createSystem } from '../../../src/system/create-system.ts';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';
import type { WininetOptions } from '../../../src/system/native-wininet.ts';
import { readPolicyLayers } from '../../../src/system/policy-places.ts';
import type { SystemTools } from '../../../src/system/system-tools.ts';
import { windowsPolicy } from '../../../src/system/windows/windows-policy.ts';
import { createWindowsSettingsWriter } from '../../../src/system/windows/windows-settings-writer.ts';

export type Question =
  | { readonly verb: 'settings' }
  /** What group policy and its places say about presets. */
  | { readonly verb: 'policies' }
  | { readonly verb: 'plan'; readonly settings: ProxySettings; readonly native: boolean }
  | { readonly verb: 'apply'; readonly settings: ProxySettings; readonly native: boolean; readonly folder: string }
  /** Sets each, reads, plans it again and takes it back. */
  | {
      readonly verb: 'round-trips';
      readonly settings: readonly ProxySettings[];
      readonly native: boolean;
      readonly folder: string;
    }
  | { readonly verb: 'undo'; readonly native: boolean; readonly folder: string; readonly insist: boolean }
  | { readonly verb: 'store'; readonly ref: StoreRef; readonly native: boolean; readonly write?: string | null }
  /** The API alone, without what `reg.exe` adds. */
  | { readonly verb: 'wininet'; readonly options: WininetOptions }
  | {
      readonly verb: 'credentials';
      readonly folder: string;
      readonly key: CredentialKey;
      readonly password: string;
    };

const { signal } = new AbortController();

async function answer(question: Question): Promise<unknown> {
  switch (question.verb) {
    case 'settings': {
      const started = performance.now();
      const snapshot = await createSystem('win32', toolsWith(true)).readSettings({ signal });
      return { snapshot, tookMs: performance.now() - started };
    }
    case 'policies': {
      const tools = toolsWith(false);
      const places = windowsPolicy(tools);
      const layers = await readPolicyLayers(tools, places, signal);
      return { ...mergeLayers(layers), keys: await places.managedKeys(signal) };
    }
    case 'plan':
      return await createWindowsSettingsWriter(toolsWith(question.native)).plan('windows', question.settings, signal);
    case 'apply': {
      const { openStore, plan } = createWindowsSettingsWriter(toolsWith(question.native));
      const steps = await plan('windows', question.settings, signal);
      if (!steps.ok) return steps;
      const reason = { kind: 'settings', source: 'windows' } as const;
      return await changesIn(question.folder, openStore).apply({ reason, steps: steps.value, restart: [] }, { signal });
    }
    case 'round-trips':
      return await roundTrips(question);
    case 'undo': {
      const changes = changesIn(question.folder, createWindowsSettingsWriter(toolsWith(question.native)).openStore);
      const [last] = await changes.list();
      return await changes.undo(last?.id ?? '', { signal, insist: question.insist });
    }
    case 'store': {
      const store = createWindowsSettingsWriter(toolsWith(question.native)).openStore(question.ref);
      const access = await store.access(signal);
      const before = await store.read(signal);
      const written = question.write === undefined ? null : await store.write(question.write, signal);
      return { access, before, written, after: await store.read(signal) };
    }
    case 'wininet':
      return await openWininet({ execPath: process.execPath, env: process.env }).set(question.options);
    case 'credentials':
      return await credentials(question);
  }
}

async function roundTrips({
  settings,
  native,
  folder,
}: Extract<Question, { verb: 'round-trips' }>): Promise<readonly unknown[]> {
  const tools = toolsWith(native);
  const { openStore, plan } = createWindowsSettingsWriter(tools);
  const changes = changesIn(folder, openStore);
  const outcomes: unknown[] = [];
  for (const one of settings) {
    const steps = await plan('windows', one, signal);
    if (!steps.ok || steps.value.length === 0) {
      outcomes.push({ planned: steps });
      continue;
    }
    const reason = { kind: 'settings', source: 'windows' } as const;
    const made = await changes.apply({ reason, steps: steps.value, restart: [] }, { signal });
    const { readings } = await createSystem('win32', tools).readSettings({ only: 'windows', signal });
    const again = await plan('windows', one, signal);
    const undone = made.ok ? await changes.undo(made.value.id, { signal, insist: false }) : made;
    outcomes.push({ made: made.ok, now: readings[0]?.reading, again, undone: undone.ok });
  }
  return outcomes;
}

async function credentials({ folder, key, password }: Extract<Question, { verb: 'credentials' }>): Promise<unknown> {
  const keychain = openKeychain({ execPath: process.execPath, env: process.env, timeoutMs: 20_000 });
  const store = openCredentialStore({ keychain, dataFolder: folder, clock: systemClock });
  const saved = await store.save(key, new Secret(password), { untested: true });
  const found = await store.find({ host: key.host, port: key.port, realm: key.realm });
  const isSame = found.ok && found.value !== null && found.value.password.open() === password;
  const deleted = await store.delete(key);
  const after = await store.find({ host: key.host, port: key.port, realm: key.realm, user: key.user });
  return { saved: saved.ok ? 'saved' : saved, isSame, user: found.ok ? found.value?.key.user : found, deleted, after };
}

function toolsWith(native: boolean): SystemTools {
  const wininet = openWininet({ execPath: process.execPath, env: process.env });
  return createSystemTools({ env: process.env, ...(native ? { wininet } : {}) });
}

function changesIn(
  dataFolder: string,
  openStore: Parameters<typeof createChanges>[0]['openStore'],
): ReturnType<typeof createChanges> {
  return createChanges({ openStore, clock: systemClock, dataFolder });
}

const parse: (text: string) => Question = JSON.parse;

async function main(file: string): Promise<void> {
  writeFileSync(`${file}.answer`, JSON.stringify(await answer(parse(readFileSync(file, 'utf8')))));
  process.exit(0);
}

// Bundled as CommonJS, as the command line is, so without waiting at the top level.
void main(process.argv[2] ?? '');
