import { ABSENT, type Reading, unreadable } from '../../base/reading.ts';
import { LINUX_PRESET_PATH } from '../../presets/preset-settings.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';
import type { SettingsSnapshot, SourceReading } from '../../settings/settings-snapshot.ts';
import { environmentReadings } from '../environment-source.ts';
import { readPresetSource } from '../preset-source.ts';
import type { ReadSettingsOptions } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { chooseSource, decidingOrder, onlySource } from './choose-source.ts';
import { desktopStore, type DesktopStore } from './desktop.ts';
import { parseEtcEnvironment } from './etc-environment.ts';
import { GNOME_SCHEMA, parseGnomeSettings, redactGnomeListing } from './gnome-settings.ts';
import { parseKioslaverc, readKdeSettings, showKioslaverc } from './kioslaverc.ts';

type ReadSource = (tools: SystemTools, signal: AbortSignal) => Promise<readonly SourceReading[]>;

const READERS = {
  env: (tools) => Promise.resolve(environmentReadings(tools.env, { source: 'env', from: 'environment' })),
  'etc-environment': readEtcEnvironment,
  gnome: readGnome,
  kde: readKde,
  preset: async (tools) => [await readPresetSource(tools, LINUX_PRESET_PATH)],
} satisfies Partial<Record<SettingsSource, ReadSource>>;

/** Reads every settings source of a Linux computer at the same time, and says which one decides on this desktop. */
export async function readLinuxSettings(tools: SystemTools, options: ReadSettingsOptions): Promise<SettingsSnapshot> {
  const { only, signal, onDecided } = options;
  const readers: Partial<Record<SettingsSource, ReadSource>> = READERS;
  if (only !== undefined) {
    const reader = readers[only];
    const readings = reader === undefined ? [notHere(only)] : await reader(tools, signal);
    return onlySource(readings, only);
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
  const outcome = await tools.run('gsettings', ['list-recursively', GNOME_SCHEMA], { signal });
  const reading = ((): Reading<never> | null => {
    if (outcome.state === 'missing') return ABSENT;
    if (outcome.state === 'failed') return unreadable(outcome.why);
    // The schema is not installed: there is no GNOME here.
    if (outcome.exitCode !== 0)
      return /No such schema/u.test(outcome.stderr) ? ABSENT : unreadable(firstLine(outcome.stderr));
    return null;
  })();
  if (reading !== null || outcome.state !== 'done') return [{ ...about, reading: reading ?? ABSENT }];
  return [{ ...about, reading: parseGnomeSettings(outcome.stdout), raw: redactGnomeListing(outcome.stdout) }];
}

/** The person's file, over those of the system. */
async function readKde(tools: SystemTools): Promise<readonly SourceReading[]> {
  const { env, home } = tools;
  const own =
    env['KDEHOME'] !== undefined && env['KDEHOME'] !== ''
      ? `${env['KDEHOME']}/share/config/kioslaverc`
      : `${env['XDG_CONFIG_HOME'] ?? `${home}/.config`}/kioslaverc`;
  const system = (env['XDG_CONFIG_DIRS'] ?? '/etc/xdg')
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .slice(0, 10)
    .map((folder) => `${folder}/kioslaverc`);
  const [first, ...others] = await Promise.all([own, ...system].map((path) => tools.readFile(path)));
  const about = { source: 'kde', from: own } as const;
  if (first?.state === 'unreadable') return [{ ...about, reading: first }];
  const values = new Map<string, string>();
  for (const file of [...others.toReversed(), ...(first === undefined ? [] : [first])]) {
    if (file.state !== 'read') continue;
    for (const [key, value] of parseKioslaverc(file.value)) values.set(key, value);
  }
  if (values.size === 0) return [{ ...about, reading: ABSENT }];
  return [{ ...about, reading: readKdeSettings(values, env), raw: showKioslaverc(values) }];
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 200) ?? '';
}
