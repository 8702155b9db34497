import { ABSENT, unreadable } from '../../base/reading.ts';
import { CHROMIUM_PROXY_POLICIES, chromiumPolicySettings } from '../../settings/chromium-policy.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import type { SystemTools } from '../system-tools.ts';
import { readPlist } from './read-plist.ts';

const FOLDER = '/Library/Managed Preferences';
const BROWSERS = ['com.google.Chrome', 'com.microsoft.Edge'] as const;

/** Reads what Chrome and Edge are told by profiles: the computer's go before the person's. One reading where nothing is. */
export async function readBrowserPolicies(tools: SystemTools, signal: AbortSignal): Promise<readonly SourceReading[]> {
  const readings = await Promise.all(BROWSERS.map((browser) => readBrowser(tools, browser, signal)));
  const told = readings.filter(({ reading }) => reading.state !== 'absent');
  return told.length > 0 ? told : [{ source: 'policy', from: FOLDER, reading: ABSENT }];
}

async function readBrowser(tools: SystemTools, browser: string, signal: AbortSignal): Promise<SourceReading> {
  const user = tools.env['USER'] ?? '';
  const paths = [
    ...(/^[\w.-]+$/u.test(user) ? [`${FOLDER}/${user}/${browser}.plist`] : []),
    `${FOLDER}/${browser}.plist`,
  ];
  const about = { source: 'policy', from: `${FOLDER}/${browser}.plist` } as const;
  const found = await Promise.all(paths.map((path) => readPlist(tools, path, signal)));
  if (found.includes('unreadable')) return { ...about, reading: unreadable('plutil gave no answer'), managed: true };
  const known: readonly string[] = CHROMIUM_PROXY_POLICIES;
  const policies = new Map(
    found.flatMap((one) => (one === 'unreadable' ? [] : Object.entries(one).filter(([name]) => known.includes(name)))),
  );
  if (policies.size === 0) return { ...about, reading: ABSENT };
  const raw = [...policies].map(([name, value]) => `${name}=${redactProxyText(JSON.stringify(value))}`).join('\n');
  return { ...about, reading: chromiumPolicySettings(policies), raw, managed: true };
}
