/** The settings of one profile of Firefox as a place: the lines of its `prefs.js` that are about proxies. */
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import { refuse } from '../../base/result.ts';
import type { Store, StoreAccess } from '../../change/store.ts';
import { alwaysCarriesRights, type CarriesRights, rightsOnLinux, rightsOnMacos } from '../file-rights.ts';
import { createFileStore } from '../file-store.ts';
import type { SystemTools } from '../system-tools.ts';
import { inFolder, type Platform } from './firefox-places.ts';
import { isPolicyLocked } from './firefox-policy.ts';
import { isEmptyFile, parsePreferenceTraits, proxyLines, withProxyLines } from './preferences-file.ts';
import { isProfileInUse } from './profile-lock.ts';

const UNCLEAR = 'a line about proxies that is no plain statement';
const FIREFOX = 'Firefox';

const RIGHTS: Readonly<Record<Platform, (tools: SystemTools) => CarriesRights>> = {
  linux: rightsOnLinux,
  macos: rightsOnMacos,
  windows: () => alwaysCarriesRights,
};

/**
 * Returns the place that a profile is. Absent: none of the preferences is set. Where nobody has written the file since,
 * putting back makes it the same byte by byte; where Firefox has, our lines alone go back.
 */
export function createFirefoxStore(
  tools: SystemTools,
  { profile, platform }: { readonly profile: string; readonly platform: Platform },
): Store {
  const about = { folder: profile, platform };
  const file = createFileStore(inFolder(profile, 'prefs.js', platform), RIGHTS[platform](tools));
  const readLines = async (signal: AbortSignal): Promise<Reading<string>> => {
    const whole = await file.read(signal);
    if (whole.state !== 'read') return whole;
    const ours = proxyLines(whole.value);
    if (ours === null) return unreadable(UNCLEAR);
    return ours.text === '' ? ABSENT : read(ours.text);
  };
  const accessOf = async (signal: AbortSignal): Promise<StoreAccess> => {
    if (await isPolicyLocked(tools, platform, signal)) return { state: 'managed' };
    if (await isProfileInUse(tools, about, signal)) return { state: 'in-use', program: FIREFOX };
    return await file.access(signal);
  };
  return {
    read: readLines,
    access: accessOf,
    traits: async (signal) => {
      const whole = await file.read(signal);
      if (whole.state !== 'read') return JSON.stringify({ isNew: true });
      const ours = proxyLines(whole.value);
      return ours === null ? null : JSON.stringify(ours.traits);
    },
    write: async (text, signal, kept) => {
      // It may have been started since the change was begun.
      if (await isProfileInUse(tools, about, signal)) return refuse({ kind: 'in-use', program: FIREFOX });
      const whole = await file.read(signal);
      if (whole.state === 'unreadable') return refuse({ kind: 'refused', detail: whole.why });
      const from = whole.state === 'read' ? whole.value : '';
      if (proxyLines(from) === null) return refuse({ kind: 'refused', detail: UNCLEAR });
      const traits = parsePreferenceTraits(kept ?? null);
      const to = withProxyLines(from, text ?? '', traits);
      const isMadeByUs = traits !== null && 'isNew' in traits;
      if (text === null && isEmptyFile(to) && (isMadeByUs || whole.state === 'absent'))
        return await file.write(null, signal);
      // Also where it is the same: a process that was killed may have left something beside it.
      return await file.write(to, signal);
    },
  };
}
