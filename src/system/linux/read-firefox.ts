import { read, type Reading } from '../../base/reading.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import type { SystemTools } from '../system-tools.ts';
import {
  firefoxPolicyPreferences,
  firefoxSettings,
  parseFirefoxPreferences,
  showFirefoxPreferences,
} from './firefox-settings.ts';

/** Where Firefox keeps its profiles: packages of distributions, Snap, Flatpak, and versions that follow XDG. */
const PROFILE_ROOTS = [
  '.mozilla/firefox',
  'snap/firefox/common/.mozilla/firefox',
  '.var/app/org.mozilla.firefox/.mozilla/firefox',
  '.config/mozilla/firefox',
];

/** The first one that is there counts. */
const POLICY_FILES = [
  '/etc/firefox/policies/policies.json',
  '/usr/lib/firefox/distribution/policies.json',
  '/usr/lib64/firefox/distribution/policies.json',
  '/usr/lib/firefox-esr/distribution/policies.json',
];
const MOST_PROFILES = 10;

/** Returns a reading for each profile that does not follow the system, and for IT's policy; it never decides for others. */
export async function readFirefox(tools: SystemTools): Promise<readonly SourceReading[]> {
  const [policy, ...profiles] = await Promise.all([
    readPolicy(tools),
    ...PROFILE_ROOTS.map((root) => readProfiles(tools, `${tools.home}/${root}`)),
  ]);
  return [...policy, ...profiles.flat()].filter(({ reading }) => reading.state !== 'absent');
}

async function readProfiles(tools: SystemTools, root: string): Promise<readonly SourceReading[]> {
  const list = await tools.readFile(`${root}/profiles.ini`);
  if (list.state !== 'read') return [];
  const paths = profilePaths(list.value).slice(0, MOST_PROFILES);
  return await Promise.all(paths.map((path) => readProfile(tools, path.startsWith('/') ? path : `${root}/${path}`)));
}

/** What `user.js` says is taken over at every start of Firefox. */
async function readProfile(tools: SystemTools, folder: string): Promise<SourceReading> {
  const [saved, own] = await Promise.all([tools.readFile(`${folder}/prefs.js`), tools.readFile(`${folder}/user.js`)]);
  const about = { source: 'firefox', from: folder } as const;
  if (saved.state === 'unreadable') return { ...about, reading: saved };
  const values = new Map([...parseFirefoxPreferences(textOf(saved)), ...parseFirefoxPreferences(textOf(own))]);
  return { ...about, reading: firefoxSettings(values), raw: showFirefoxPreferences(values) };
}

async function readPolicy(tools: SystemTools): Promise<readonly SourceReading[]> {
  const files = await Promise.all(POLICY_FILES.map((path) => tools.readFile(path)));
  const index = files.findIndex(({ state }) => state === 'read');
  const policies = parseJson(textOf(files[index] ?? read('')));
  const values = firefoxPolicyPreferences(policies);
  const from = POLICY_FILES[index] ?? '';
  const raw = showFirefoxPreferences(values);
  return [{ source: 'firefox', from, reading: firefoxSettings(values), raw, managed: true }];
}

/** The `Path` lines of profiles.ini; each stands in a section of its own. */
function profilePaths(text: string): readonly string[] {
  return text.split(/\r?\n/u).flatMap((line) => /^Path=(.+)$/u.exec(line)?.[1] ?? []);
}

function textOf(reading: Reading<string>): string {
  return reading.state === 'read' ? reading.value : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
