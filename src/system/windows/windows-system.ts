import type { SourceReading } from '../../settings/settings-snapshot.ts';
import { readOneStoreSettings } from '../desktop-source.ts';
import type { System } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { lazyTrustAnchors } from '../trust-anchors.ts';
import { readBrowserPolicies } from './browser-policies.ts';
import { windowsPolicy } from './windows-policy.ts';
import { readWinhttp, readWininetState, wininetReadings } from './read-settings.ts';
import { firewallRulesOnWindows } from './windows-firewall.ts';
import { pingOnWindows, readWindowsNetwork, routeToOnWindows, vpnConnectionsOnWindows } from './windows-network.ts';

/** Returns Windows behind the one interface. */
export function createWindowsSystem(tools: SystemTools): System {
  const policy = windowsPolicy(tools);
  return {
    platform: 'windows',
    policy,
    readSettings: ({ only, signal }) =>
      readOneStoreSettings(tools, { platform: 'windows', store: () => readStore(tools, signal), policy, only, signal }),
    network: (signal) => readWindowsNetwork(tools, signal),
    routeTo: (address, signal) => routeToOnWindows(tools, address, signal),
    ping: (address, signal) => pingOnWindows(tools, address, signal),
    vpnConnections: (signal) => vpnConnectionsOnWindows(tools, signal),
    firewallRules: (to, signal) => firewallRulesOnWindows(tools, to, signal),
    trustAnchors: lazyTrustAnchors(tools, []),
  };
}

async function readStore(tools: SystemTools, signal: AbortSignal): Promise<readonly SourceReading[]> {
  const [policies, state, winhttp] = await Promise.all([
    readBrowserPolicies(tools, signal),
    readWininetState(tools, signal),
    readWinhttp(tools, signal),
  ]);
  return [...policies, ...wininetReadings(state), ...winhttp];
}
