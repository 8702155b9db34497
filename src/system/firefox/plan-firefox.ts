/** How the preferences of Firefox have to change for other proxy settings, in every profile that it starts with. */
import { ok, refuse, type Result } from '../../base/result.ts';
import type { ChangeStep } from '../../change/change.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { sameSettings } from '../../settings/same-settings.ts';
import type { WritableSource } from '../../settings/writable-source.ts';
import { settingsProblem } from '../check-settings.ts';
import type { PlanProblem } from '../settings-writer.ts';
import type { SystemTools } from '../system-tools.ts';
import { createFirefoxStore } from './firefox-store.ts';
import { inFolder, type Platform } from './firefox-places.ts';
import { type FirefoxPreferences, firefoxSettings, showFirefoxPreferences } from './firefox-settings.ts';
import { preferenceLine, PROXY_PREFERENCES } from './preferences-file.ts';
import { firefoxProfiles } from './profiles.ts';
import { readPreferences } from './read-firefox.ts';
import { sayFirefox, type WantedPreferences } from './say-firefox.ts';

const source = 'firefox';

/** The same for systems with one store beside Firefox; every other source is not theirs. */
export async function planFirefoxIfAsked(
  tools: SystemTools,
  given: { readonly source: WritableSource; readonly settings: ProxySettings; readonly platform: Platform },
  signal: AbortSignal,
): Promise<Result<readonly ChangeStep[], PlanProblem>> {
  if (given.source !== source) return refuse({ kind: 'not-here', source: given.source });
  const problem = settingsProblem(source, given.settings);
  return problem === null ? await planFirefox(tools, given, signal) : refuse(problem);
}

/** Returns a step for each profile that Firefox starts with; none where they say it already. */
export async function planFirefox(
  tools: SystemTools,
  { settings, platform }: { readonly settings: ProxySettings; readonly platform: Platform },
  signal: AbortSignal,
): Promise<Result<readonly ChangeStep[], PlanProblem>> {
  const profiles = (await firefoxProfiles(tools, platform)).filter(({ isDefault }) => isDefault);
  if (profiles.length === 0) return refuse({ kind: 'not-here', source });
  const wanted = sayFirefox(settings);
  if (!wanted.ok) return wanted;
  const steps: ChangeStep[] = [];
  for (const { folder } of profiles) {
    const step = await planProfile(tools, { folder, platform, settings, wanted: wanted.value }, signal);
    if (!step.ok) return step;
    if (step.value !== null) steps.push(step.value);
  }
  return ok(steps);
}

async function planProfile(
  tools: SystemTools,
  given: {
    readonly folder: string;
    readonly platform: Platform;
    readonly settings: ProxySettings;
    readonly wanted: WantedPreferences;
  },
  signal: AbortSignal,
): Promise<Result<ChangeStep | null, PlanProblem>> {
  const { folder, platform, settings, wanted } = given;
  const [preferences, now] = await Promise.all([
    readPreferences(tools, given),
    createFirefoxStore(tools, { profile: folder, platform }).read(signal),
  ]);
  for (const one of [preferences, now])
    if (one.state === 'unreadable') return refuse({ kind: 'unreadable', source, why: one.why });
  if (preferences.state !== 'read') return refuse({ kind: 'not-here', source });
  const { saved, own } = preferences.value;
  const inForce = firefoxSettings(new Map([...saved, ...own]));
  if (inForce.state === 'read' && sameSettings(inForce.value, settings)) return ok(null);
  // At every start the file by hand is put over what we write.
  const isOverruled = [...wanted].some(([name, value]) => own.has(name) && own.get(name) !== value);
  if (isOverruled) return refuse({ kind: 'overruled', source, by: inFolder(folder, 'user.js', platform) });

  const values = changed(saved, wanted);
  const to = PROXY_PREFERENCES.flatMap((name) => {
    const value = values.get(name);
    return value === undefined ? [] : [preferenceLine(name, value)];
  }).join('');
  const shownOf = (some: FirefoxPreferences): string | null => {
    const ours = PROXY_PREFERENCES.flatMap((name) => {
      const value = some.get(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return ours.length === 0 ? null : showFirefoxPreferences(new Map(ours));
  };
  const shown = { what: inFolder(folder, 'prefs.js', platform), from: shownOf(saved), to: shownOf(values) };
  const from = now.state === 'read' ? now.value : null;
  return ok(from === to ? null : { ref: { kind: 'firefox', profile: folder }, from, to, shown });
}

function changed(saved: FirefoxPreferences, wanted: WantedPreferences): FirefoxPreferences {
  const values = new Map(saved);
  for (const [name, value] of wanted) {
    if (value === null) values.delete(name);
    else values.set(name, value);
  }
  return values;
}
