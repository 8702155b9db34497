import { ABSENT, type Reading } from '../../base/reading.ts';
import { CHROMIUM_PROXY_POLICIES, chromiumPolicySettings } from '../../settings/chromium-policy.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import type { SystemTools } from '../system-tools.ts';
import { plainValues, queryKey, type RegistryValues } from './registry.ts';
import { BROWSER_POLICY_KEYS } from './settings-keys.ts';

/**
 * Reads what Chrome and Edge are told by policy: each policy of the computer goes before the person's. Recommended ones
 * stand in a key of their own and decide nothing. One reading where no browser is told anything.
 */
export async function readBrowserPolicies(tools: SystemTools, signal: AbortSignal): Promise<readonly SourceReading[]> {
  const readings = await Promise.all(BROWSER_POLICY_KEYS.map((browser) => readBrowser(tools, browser, signal)));
  const told = readings.filter(({ reading }) => reading.state !== 'absent');
  const from = BROWSER_POLICY_KEYS.map((browser) => `Software\\Policies\\${browser}`).join(', ');
  return told.length > 0 ? told : [{ source: 'policy', from, reading: ABSENT }];
}

async function readBrowser(tools: SystemTools, browser: string, signal: AbortSignal): Promise<SourceReading> {
  const [machine, user] = await Promise.all(
    ['HKLM', 'HKCU'].map((root) => queryKey(tools, `${root}\\SOFTWARE\\Policies\\${browser}`, signal)),
  );
  const policies = new Map([...policiesOf(user), ...policiesOf(machine)]);
  const about = { source: 'policy', from: `Software\\Policies\\${browser}` } as const;
  if (policies.size === 0) return { ...about, reading: ABSENT };
  const raw = [...policies].map(([name, value]) => `${name}=${redactPolicy(String(value))}`).join('\n');
  return { ...about, reading: chromiumPolicySettings(policies), raw, managed: true };
}

function policiesOf(reading: Reading<RegistryValues> | undefined): readonly (readonly [string, string | number])[] {
  if (reading?.state !== 'read') return [];
  const known: readonly string[] = CHROMIUM_PROXY_POLICIES;
  return [...plainValues(reading.value)].filter(([name]) => known.includes(name));
}

/** A server's userinfo, also where it stands inside of JSON. */
function redactPolicy(value: string): string {
  return value
    .split(/([;",])/u)
    .map((part) => (/[@＠]|:\/\//u.test(part) ? redactProxyText(part) : part))
    .join('');
}
