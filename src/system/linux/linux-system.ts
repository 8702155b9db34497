import type { System } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { lazyTrustAnchors, LINUX_BUNDLES } from '../trust-anchors.ts';
import { autoDetectionOnLinux } from './auto-detection.ts';
import { firewallRulesOnLinux } from './firewall.ts';
import { linuxPolicy } from './linux-policy.ts';
import { readLinuxNetwork } from './network.ts';
import { pingOnLinux } from './ping.ts';
import { readLinuxSettings } from './read-settings.ts';
import { routeToOnLinux } from './route-to.ts';
import { vpnConnectionsOnLinux } from './vpn-connections.ts';

/** Returns Linux behind the one interface. */
export function createLinuxSystem(tools: SystemTools): System {
  const policy = linuxPolicy(tools);
  return {
    platform: 'linux',
    policy,
    readSettings: (options) => readLinuxSettings(tools, options),
    network: (signal) => readLinuxNetwork(tools, signal),
    routeTo: (address, signal) => routeToOnLinux(tools, address, signal),
    ping: (address, signal, options) => pingOnLinux(tools, address, signal, options),
    vpnConnections: (signal) => vpnConnectionsOnLinux(tools, signal),
    firewallRules: (to, signal) => firewallRulesOnLinux(tools, to, signal),
    autoDetection: (signal) => autoDetectionOnLinux(tools, signal),
    trustAnchors: lazyTrustAnchors(tools, LINUX_BUNDLES),
  };
}
