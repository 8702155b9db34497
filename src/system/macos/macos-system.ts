import type { SourceReading } from '../../settings/settings-snapshot.ts';
import { readOneStoreSettings } from '../desktop-source.ts';
import type { System } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { lazyTrustAnchors } from '../trust-anchors.ts';
import { readBrowserPolicies } from './browser-policies.ts';
import {
  firewallRulesOnMacos,
  pingOnMacos,
  readMacosNetwork,
  routeToOnMacos,
  vpnConnectionsOnMacos,
} from './macos-network.ts';
import { macosPolicy } from './macos-policy.ts';
import { readMacosSource } from './read-settings.ts';

/** Returns macOS behind the one interface. */
export function createMacosSystem(tools: SystemTools): System {
  const policy = macosPolicy(tools);
  return {
    platform: 'macos',
    policy,
    readSettings: ({ only, signal }) =>
      readOneStoreSettings(tools, { platform: 'macos', store: () => readStores(tools, signal), policy, only, signal }),
    network: (signal) => readMacosNetwork(tools, signal),
    routeTo: (address, signal) => routeToOnMacos(tools, address, signal),
    ping: (address, signal, options) => pingOnMacos(tools, address, signal, options),
    vpnConnections: (signal) => vpnConnectionsOnMacos(tools, signal),
    firewallRules: (to, signal) => firewallRulesOnMacos(tools, to, signal),
    trustAnchors: lazyTrustAnchors(tools, ['/etc/ssl/cert.pem']),
  };
}

async function readStores(tools: SystemTools, signal: AbortSignal): Promise<readonly SourceReading[]> {
  return (await Promise.all([readBrowserPolicies(tools, signal), readMacosSource(tools, signal)])).flat();
}
