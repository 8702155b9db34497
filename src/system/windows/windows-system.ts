import { unreadable } from '../../base/reading.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import { readOneStoreSettings } from '../desktop-source.ts';
import type { System } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { lazyTrustAnchors } from '../trust-anchors.ts';
import { parseRegQuery, wininetSettings } from './parse-internet-settings.ts';
import {
  firewallRulesOnWindows,
  pingOnWindows,
  readWindowsNetwork,
  routeToOnWindows,
  vpnConnectionsOnWindows,
} from './windows-network.ts';

const KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
/** Where group policy puts the same values; the computer's go before the user's. */
const POLICY_KEYS = [
  'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings',
  'HKCU\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings',
] as const;
const SHOWN = ['ProxyEnable', 'ProxyServer', 'ProxyOverride', 'AutoConfigURL'];

/** Returns Windows behind the one interface. */
export function createWindowsSystem(tools: SystemTools): System {
  const presetPath = `${tools.env['ProgramData'] ?? 'C:\\ProgramData'}\\throughway\\preset.throughway.json`;
  return {
    platform: 'windows',
    readSettings: ({ only, signal }) =>
      readOneStoreSettings(tools, { store: () => readStore(tools, signal), presetPath, only }),
    network: (signal) => readWindowsNetwork(tools, signal),
    routeTo: (address, signal) => routeToOnWindows(tools, address, signal),
    ping: (address, signal) => pingOnWindows(tools, address, signal),
    vpnConnections: (signal) => vpnConnectionsOnWindows(tools, signal),
    firewallRules: (to, signal) => firewallRulesOnWindows(tools, to, signal),
    trustAnchors: lazyTrustAnchors(tools, []),
  };
}

async function readStore(tools: SystemTools, signal: AbortSignal): Promise<SourceReading> {
  const about = { source: 'windows', from: KEY } as const;
  const [main, connections, ...policies] = await Promise.all(
    [KEY, `${KEY}\\Connections`, ...POLICY_KEYS].map((key) => tools.run('reg.exe', ['query', key], { signal })),
  );
  if (main?.state !== 'done' || main.exitCode !== 0) return { ...about, reading: unreadable('reg.exe gave no answer') };
  const fixed = policies
    .toReversed()
    .flatMap((one) => [...parseRegQuery(one.state === 'done' ? one.stdout : '')])
    .filter(([name]) => SHOWN.includes(name));
  const values = new Map([...parseRegQuery(main.stdout), ...fixed]);
  const blob = parseRegQuery(connections?.state === 'done' ? connections.stdout : '');
  const raw = [...values]
    .filter(([name]) => SHOWN.includes(name))
    .map(
      ([name, value]) =>
        `${name}=${name === 'ProxyOverride' ? String(value) : String(value).split(';').map(redactProxyText).join(';')}`,
    )
    .join('\n');
  const managed = fixed.length > 0 ? { managed: true } : {};
  return { ...about, reading: wininetSettings(values, blob), raw, ...managed };
}
