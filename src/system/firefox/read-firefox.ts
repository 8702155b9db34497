import { read, type Reading } from '../../base/reading.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import type { SystemTools } from '../system-tools.ts';
import { inFolder, type Platform } from './firefox-places.ts';
import { readFirefoxPolicy } from './firefox-policy.ts';
import {
  type FirefoxPreferences,
  firefoxPolicyPreferences,
  firefoxSettings,
  isOn,
  parseFirefoxPreferences,
  showFirefoxPreferences,
} from './firefox-settings.ts';
import { firefoxProfiles } from './profiles.ts';

/** Returns a reading for each profile that does not follow the system, and for IT's policy; it never decides for others. */
export async function readFirefox(
  tools: SystemTools,
  platform: Platform,
  signal: AbortSignal,
): Promise<readonly SourceReading[]> {
  const profiles = await firefoxProfiles(tools, platform);
  // Without a profile nobody has started Firefox here: no program of the system needs to be asked.
  if (profiles.length === 0 && platform !== 'linux') return [];
  const [policy, ...readings] = await Promise.all([
    readPolicy(tools, platform, signal),
    ...profiles.map(({ folder }) => readProfile(tools, { folder, platform })),
  ]);
  return [...policy, ...readings].filter(({ reading }) => reading.state !== 'absent');
}

/** Returns the preferences of a profile. What `user.js` says is taken over at every start of Firefox. */
export async function readPreferences(
  tools: SystemTools,
  { folder, platform }: { readonly folder: string; readonly platform: Platform },
): Promise<Reading<{ readonly saved: FirefoxPreferences; readonly own: FirefoxPreferences }>> {
  const [saved, own] = await Promise.all(
    ['prefs.js', 'user.js'].map((name) => tools.readFile(inFolder(folder, name, platform))),
  );
  if (saved?.state === 'unreadable') return saved;
  if (own?.state === 'unreadable') return own;
  return read({ saved: parseFirefoxPreferences(textOf(saved)), own: parseFirefoxPreferences(textOf(own)) });
}

async function readProfile(
  tools: SystemTools,
  profile: { readonly folder: string; readonly platform: Platform },
): Promise<SourceReading> {
  const about = { source: 'firefox', from: profile.folder } as const;
  const preferences = await readPreferences(tools, profile);
  if (preferences.state !== 'read') return { ...about, reading: preferences };
  const values = new Map([...preferences.value.saved, ...preferences.value.own]);
  return { ...about, reading: firefoxSettings(values), raw: showFirefoxPreferences(values) };
}

async function readPolicy(
  tools: SystemTools,
  platform: Platform,
  signal: AbortSignal,
): Promise<readonly SourceReading[]> {
  const policy = await readFirefoxPolicy(tools, platform, signal);
  if (policy === null) return [];
  const values = firefoxPolicyPreferences(policy.proxy);
  const raw = showFirefoxPreferences(values);
  const managed = isOn(policy.proxy['Locked']) ? { managed: true } : {};
  return [{ source: 'firefox', from: policy.from, reading: firefoxSettings(values), raw, ...managed }];
}

function textOf(reading: Reading<string> | undefined): string {
  return reading?.state === 'read' ? reading.value : '';
}
