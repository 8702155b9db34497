/** What IT has laid down for Firefox: in a file, in the registry or in a profile of macOS. */
import type { SystemTools } from '../system-tools.ts';
import { readPlist } from '../macos/read-plist.ts';
import { plainValues, queryKey } from '../windows/registry.ts';
import { type Platform, policyFiles } from './firefox-places.ts';
import { isOn } from './firefox-settings.ts';

const REGISTRY_KEY = 'SOFTWARE\\Policies\\Mozilla\\Firefox\\Proxy';
const PLIST = '/Library/Managed Preferences/org.mozilla.firefox.plist';

export interface FirefoxPolicy {
  readonly from: string;
  /** The policy `Proxy`, by the names of its parts. */
  readonly proxy: Readonly<Record<string, unknown>>;
}

/** Returns the policy about proxies; `null` where there is none. The system's own place goes before the file. */
export async function readFirefoxPolicy(
  tools: SystemTools,
  platform: Platform,
  signal: AbortSignal,
): Promise<FirefoxPolicy | null> {
  const [ofSystem, ofFile] = await Promise.all([readOfSystem(tools, platform, signal), readFiles(tools, platform)]);
  return ofSystem ?? ofFile;
}

/** Whether a person's own preferences do not count; a policy that is not locked only says what counts without them. */
export async function isPolicyLocked(tools: SystemTools, platform: Platform, signal: AbortSignal): Promise<boolean> {
  return isOn((await readFirefoxPolicy(tools, platform, signal))?.proxy['Locked']);
}

async function readOfSystem(
  tools: SystemTools,
  platform: Platform,
  signal: AbortSignal,
): Promise<FirefoxPolicy | null> {
  if (platform === 'windows') {
    const keys = await Promise.all(['HKCU', 'HKLM'].map((root) => queryKey(tools, `${root}\\${REGISTRY_KEY}`, signal)));
    const values = new Map(keys.flatMap((key) => (key.state === 'read' ? [...plainValues(key.value)] : [])));
    return values.size === 0 ? null : { from: REGISTRY_KEY, proxy: Object.fromEntries(values) };
  }
  if (platform !== 'macos') return null;
  const plist = await readPlist(tools, PLIST, signal);
  if (plist === 'unreadable') return null;
  // Either one dictionary, or its parts by names of two halves.
  const flat = Object.entries(plist).flatMap(([name, value]) =>
    name.startsWith('Proxy__') ? [[name.slice('Proxy__'.length), value] as const] : [],
  );
  const proxy = { ...recordOf(plist, 'Proxy'), ...Object.fromEntries(flat) };
  return Object.keys(proxy).length === 0 ? null : { from: PLIST, proxy };
}

async function readFiles(tools: SystemTools, platform: Platform): Promise<FirefoxPolicy | null> {
  const files = policyFiles(tools, platform);
  const texts = await Promise.all(files.map((file) => tools.readFile(file)));
  const index = texts.findIndex(({ state }) => state === 'read');
  const [from, text] = [files[index], texts[index]];
  if (from === undefined || text?.state !== 'read') return null;
  const proxy = recordOf(recordOf(parseJson(text.value), 'policies'), 'Proxy');
  return Object.keys(proxy).length === 0 ? null : { from, proxy };
}

function recordOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return {};
  const member: unknown = Reflect.get(value, name);
  return typeof member === 'object' && member !== null ? Object.fromEntries(Object.entries(member)) : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
