import { ABSENT, type Reading, unreadable } from '../../base/reading.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';
import type { SettingsSnapshot, SourceReading } from '../../settings/settings-snapshot.ts';
import { environmentReadings } from '../environment-source.ts';
import { readPresetSource } from '../preset-source.ts';
import { readFirefox } from '../firefox/read-firefox.ts';
import type { ReadSettingsOptions } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { readBrowserPolicies } from './browser-policies.ts';
import { chooseSource, decidingOrder, onlySource } from './choose-source.ts';
import { desktopStore, type DesktopStore } from './desktop.ts';
import { parseEtcEnvironment } from './etc-environment.ts';
import { GNOME_SCHEMA, parseGnomeSettings, redactGnomeListing } from './gnome-settings.ts';
import { linuxPolicy } from './linux-policy.ts';
import { kdeFiles, readKdeValues } from './kde-files.ts';
import { readKdeSettings, showKioslaverc } from './kioslaverc.ts';
import { isGnomeLocked, isKdeLocked } from './locked-settings.ts';
import { readLoginFiles } from './login-files.ts';
import { readNetworkManager } from './network-manager-settings.ts';

type ReadSource = (tools: SystemTools, signal: AbortSignal) => Promise<readonly SourceReading[]>;

const READERS = {
  policy: readBrowserPolicies,
  env: (tools) => Promise.resolve(environmentReadings(tools.env, { source: 'env', from: 'environment' })),
  'etc-environment': readEtcEnvironment,
  gnome: readGnome,
  kde: readKde,
  'login-files': readLoginFiles,
  'network-manager': readNetworkManager,
  firefox: (tools, signal) => readFirefox(tools, 'linux', signal),
  preset: async (tools, signal) => [await readPresetSource(tools, linuxPolicy(tools), signal)],
} satisfies Partial<Record<SettingsSource, ReadSource>>;

/** Reads every settings source of a Linux computer at the same time, and says which one decides on this desktop. */
export async function readLinuxSettings(tools: SystemTools, options: ReadSettingsOptions): Promise<SettingsSnapshot> {
  const { only, signal, onDecided } = options;
  const readers: Partial<Record<SettingsSource, ReadSource>> = READERS;
  if (only !== undefined) {
    const reader = readers[only];
    const readings = (await reader?.(tools, signal)) ?? [];
    return onlySource(readings.length === 0 ? [notHere(only)] : readings, only);
  }
  const store = desktopStore(tools.env);
  const begun = new Map(Object.entries(READERS).map(([source, reader]) => [source, reader(tools, signal)]));
  if (onDecided !== undefined) void tellWhenDecided(begun, store, onDecided);
  const readings = await Promise.all(begun.values());
  return chooseSource(readings.flat(), store);
}

/** A source decides once those that go before it are known to say nothing. */
async function tellWhenDecided(
  begun: ReadonlyMap<string, Promise<readonly SourceReading[]>>,
  store: DesktopStore,
  tell: (snapshot: SettingsSnapshot) => void,
): Promise<void> {
  const known: SourceReading[] = [];
  for (const source of decidingOrder(store)) {
    // A reader that fails is a bug, which whoever waits for all of them gets to see.
    known.push(...((await begun.get(source)?.catch(() => null)) ?? []));
    const snapshot = chooseSource(known, store);
    if (snapshot.decidedBy === source) {
      tell(snapshot);
      return;
    }
  }
}

function notHere(source: SettingsSource): SourceReading {
  return { source, from: source, reading: ABSENT };
}

async function readEtcEnvironment(tools: SystemTools): Promise<readonly SourceReading[]> {
  const from = '/etc/environment';
  const file = await tools.readFile(from);
  if (file.state !== 'read') return [{ source: 'etc-environment', from, reading: file }];
  // Only one reading: it repeats what a session gets as its environment, curl's is shown there.
  return environmentReadings(parseEtcEnvironment(file.value), { source: 'etc-environment', from }).slice(0, 1);
}

async function readGnome(tools: SystemTools, signal: AbortSignal): Promise<readonly SourceReading[]> {
  const about = { source: 'gnome', from: GNOME_SCHEMA } as const;
  const [outcome, isLocked] = await Promise.all([
    tools.run('gsettings', ['list-recursively', GNOME_SCHEMA], { signal, locale: 'C.UTF-8' }),
    isGnomeLocked(tools),
  ]);
  const reading = ((): Reading<never> | null => {
    if (outcome.state === 'missing') return ABSENT;
    if (outcome.state === 'failed') return unreadable(outcome.why);
    // The schema is not installed: there is no GNOME here.
    if (outcome.exitCode !== 0)
      return /No such schema/u.test(outcome.stderr) ? ABSENT : unreadable(firstLine(outcome.stderr));
    return null;
  })();
  if (reading !== null || outcome.state !== 'done') return [{ ...about, reading: reading ?? ABSENT }];
  const raw = redactGnomeListing(outcome.stdout);
  return [{ ...about, reading: parseGnomeSettings(outcome.stdout), raw, ...managed(isLocked) }];
}

async function readKde(tools: SystemTools): Promise<readonly SourceReading[]> {
  const about = { source: 'kde', from: kdeFiles(tools).own } as const;
  const [values, isLocked] = await Promise.all([readKdeValues(tools), isKdeLocked(tools)]);
  if (values.state !== 'read') return [{ ...about, reading: values }];
  const raw = showKioslaverc(values.value);
  return [{ ...about, reading: readKdeSettings(values.value, tools.env), raw, ...managed(isLocked) }];
}

function managed(isLocked: boolean): { readonly managed?: true } {
  return isLocked ? { managed: true } : {};
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 200) ?? '';
}
