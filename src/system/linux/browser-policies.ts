/** What Chrome, Chromium and Edge are told by the files in which IT lays down policies for them. */
import { unreadable } from '../../base/reading.ts';
import { CHROMIUM_PROXY_POLICIES, chromiumPolicySettings } from '../../settings/chromium-policy.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import type { SystemTools } from '../system-tools.ts';

/**
 * Folders of policies that a person can't change; recommended ones stand elsewhere and decide nothing.
 * @see https://www.chromium.org/administrators/linux-quick-start/
 */
const FOLDERS = [
  '/etc/chromium/policies/managed',
  '/etc/opt/chrome/policies/managed',
  '/etc/opt/edge/policies/managed',
];
const MOST_FILES = 50;

/** Returns a reading for each browser that is told something about proxies; none for the others. */
export async function readBrowserPolicies(tools: SystemTools): Promise<readonly SourceReading[]> {
  const readings = await Promise.all(FOLDERS.map((folder) => readFolder(tools, folder)));
  return readings.filter((one) => one !== null && one.reading.state !== 'absent').flatMap((one) => one ?? []);
}

async function readFolder(tools: SystemTools, folder: string): Promise<SourceReading | null> {
  const about = { source: 'policy', from: folder, managed: true } as const;
  const names = await tools.listFolder(folder);
  if (names.state === 'absent') return null;
  if (names.state === 'unreadable') return { ...about, reading: names };
  const files = names.value.filter((name) => name.endsWith('.json')).slice(0, MOST_FILES);
  const texts = await Promise.all(files.map((name) => tools.readFile(`${folder}/${name}`)));
  if (texts.length === 0) return null;
  const policies = new Map<string, unknown>();
  for (const text of texts) {
    if (text.state === 'unreadable') return { ...about, reading: text };
    const parsed = text.state === 'read' ? await parsePolicies(text.value) : {};
    if (parsed === null) return { ...about, reading: unreadable('not JSON') };
    // Chromium takes the files by name; what a later one says counts.
    for (const [name, value] of Object.entries(parsed)) if (isProxyPolicy(name)) policies.set(name, value);
  }
  if (policies.size === 0) return null;
  const raw = [...policies].map(([name, value]) => `${name}=${shown(value)}`).join('\n');
  return { ...about, reading: chromiumPolicySettings(policies), raw };
}

function isProxyPolicy(name: string): boolean {
  return CHROMIUM_PROXY_POLICIES.some((known) => known === name);
}

/** Chromium allows comments and a comma too many. */
async function parsePolicies(text: string): Promise<object | null> {
  const { parse } = await import('jsonc-parser');
  const errors: { error: number; offset: number; length: number }[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  return errors.length > 0 || typeof value !== 'object' || value === null || Array.isArray(value) ? null : value;
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' && /[@＠]|:\/\//u.test(part) ? part.split(';').map(redactProxyText).join(';') : part,
  );
}
