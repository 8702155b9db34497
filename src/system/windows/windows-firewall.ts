/** Windows Firewall, read from the registry: everybody may read it, and it is the same in every language. */
import { read, type Reading, unreadable } from '../../base/reading.ts';
import type { ObservationOf } from '../../observation/observation.ts';
import { isIP } from '../linux/is-ip.ts';
import type { SystemTools } from '../system-tools.ts';
import { matchFirewallRules, mayAllow } from './parse-firewall-rules.ts';
import { parseSecurityProducts, SECURITY_SCRIPT, type SecurityProduct } from './parse-security-products.ts';
import { plainValues, queryKey, type RegistryValues } from './registry.ts';
import { powershell } from './windows-network.ts';

type Matching = ObservationOf<'firewall.rules'>['matching'];

const LOCAL = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
const POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';

/** The three profiles, as the local keys and those of group policy name them. */
const PROFILES = [
  { name: 'Domain', local: 'DomainProfile', policy: 'DomainProfile' },
  { name: 'Private', local: 'StandardProfile', policy: 'StandardProfile' },
  { name: 'Public', local: 'PublicProfile', policy: 'PublicProfile' },
] as const;

/** Returns the block rules that match, or the default that blocks what no rule allows. */
export async function firewallRulesOnWindows(
  tools: SystemTools,
  to: { readonly address: string; readonly port: number },
  signal: AbortSignal,
): Promise<Reading<Matching>> {
  if (!isIP(to.address)) return unreadable('not an address');
  const [local, policy, defaults, products] = await Promise.all([
    queryKey(tools, `${LOCAL}\\FirewallRules`, signal),
    queryKey(tools, `${POLICY}\\FirewallRules`, signal),
    readDefaults(tools, signal),
    readSecurityProducts(tools, signal),
  ]);
  if (local.state !== 'read') return unreadable('reg.exe gave no answer');
  const rules = [local, policy].flatMap((one) => (one.state === 'read' ? [plainValues(one.value)] : []));
  const blocking = rules.flatMap((values) => matchFirewallRules(values, to));
  const others = products.filter(({ kind, isOn }) => kind === 'firewall' && isOn).map(({ name }) => name);
  // A firewall of another maker takes the place of Windows' own rules, and nobody but itself can read its rules.
  if (others.length > 0) return unreadable(`${others.join(', ')} filters in place of Windows Firewall`);
  if (blocking.length > 0) return read(blocking);
  const isBlockedByDefault = defaults && !rules.some((values) => mayAllow(values, to));
  const rule = { rule: 'DefaultOutboundAction=Block', verdict: 'drop', backend: 'Windows Firewall' } as const;
  return read(isBlockedByDefault ? [rule] : []);
}

/** Whether every profile that is on blocks what no rule allows: then it does not matter which one is in use. */
async function readDefaults(tools: SystemTools, signal: AbortSignal): Promise<boolean> {
  const profiles = await Promise.all(
    PROFILES.map(async ({ local, policy }) => {
      const [own, fixed] = await Promise.all(
        [`${LOCAL}\\${local}`, `${POLICY}\\${policy}`].map((key) => queryKey(tools, key, signal)),
      );
      return new Map([...numbersOf(own), ...numbersOf(fixed)]);
    }),
  );
  const on = profiles.filter((values) => values.get('EnableFirewall') === 1);
  return on.length > 0 && on.every((values) => values.get('DefaultOutboundAction') === 1);
}

function numbersOf(reading: Reading<RegistryValues> | undefined): ReadonlyMap<string, string | number> {
  return reading?.state === 'read' ? plainValues(reading.value) : new Map<string, number>();
}

async function readSecurityProducts(tools: SystemTools, signal: AbortSignal): Promise<readonly SecurityProduct[]> {
  const outcome = await powershell(tools, SECURITY_SCRIPT, signal);
  return (outcome.state === 'done' ? parseSecurityProducts(outcome.stdout) : null) ?? [];
}
