import { unreadable } from '../../base/reading.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import { readOneStoreSettings } from '../desktop-source.ts';
import type { System } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { lazyTrustAnchors } from '../trust-anchors.ts';
import {
  firewallRulesOnMacos,
  pingOnMacos,
  readMacosNetwork,
  routeToOnMacos,
  vpnConnectionsOnMacos,
} from './macos-network.ts';
import { parseScutil, scutilSettings } from './parse-scutil.ts';

const PRESET_PATH = '/Library/Application Support/throughway/preset.throughway.json';

/** Returns macOS behind the one interface. */
export function createMacosSystem(tools: SystemTools): System {
  return {
    platform: 'macos',
    readSettings: ({ only, signal }) =>
      readOneStoreSettings(tools, { store: () => readStore(tools, signal), presetPath: PRESET_PATH, only }),
    network: (signal) => readMacosNetwork(tools, signal),
    routeTo: (address, signal) => routeToOnMacos(tools, address, signal),
    ping: (address, signal, options) => pingOnMacos(tools, address, signal, options),
    vpnConnections: (signal) => vpnConnectionsOnMacos(tools, signal),
    firewallRules: (to, signal) => firewallRulesOnMacos(tools, to, signal),
    trustAnchors: lazyTrustAnchors(tools, ['/etc/ssl/cert.pem']),
  };
}

async function readStore(tools: SystemTools, signal: AbortSignal): Promise<SourceReading> {
  const about = { source: 'macos', from: 'scutil --proxy' } as const;
  const outcome = await tools.run('/usr/sbin/scutil', ['--proxy'], { signal });
  if (outcome.state !== 'done') return { ...about, reading: unreadable(outcome.state) };
  const raw = outcome.stdout
    .split('\n')
    .map((line) => (/[@＠]/u.test(line) ? redactProxyText(line) : line))
    .join('\n');
  return { ...about, reading: scutilSettings(parseScutil(outcome.stdout)), raw };
}
