import { unreadable } from '../../base/reading.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import { readOneStoreSettings } from '../desktop-source.ts';
import { networkFromRuntime } from '../network-from-runtime.ts';
import { notSupported } from '../not-supported.ts';
import type { System } from '../system.ts';
import type { SystemTools } from '../system-tools.ts';
import { lazyTrustAnchors } from '../trust-anchors.ts';
import { parseRegQuery, wininetSettings } from './parse-internet-settings.ts';

const KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const SHOWN = ['ProxyEnable', 'ProxyServer', 'ProxyOverride', 'AutoConfigURL'];

/** Returns Windows behind the one interface: settings and addresses; the rest says that it can't be read yet. */
export function createWindowsSystem(tools: SystemTools): System {
  const presetPath = `${tools.env['ProgramData'] ?? 'C:\\ProgramData'}\\throughway\\preset.throughway.json`;
  return {
    platform: 'windows',
    readSettings: ({ only, signal }) =>
      readOneStoreSettings(tools, { store: () => readStore(tools, signal), presetPath, only }),
    network: () => Promise.resolve(networkFromRuntime(tools)),
    routeTo: () => Promise.resolve(notSupported('routes')),
    ping: () => Promise.resolve(notSupported('echo replies')),
    vpnConnections: () => Promise.resolve(notSupported('VPN connections')),
    firewallRules: () => Promise.resolve(notSupported('firewall rules')),
    trustAnchors: lazyTrustAnchors(tools, []),
  };
}

async function readStore(tools: SystemTools, signal: AbortSignal): Promise<SourceReading> {
  const about = { source: 'windows', from: KEY } as const;
  const [main, connections] = await Promise.all([
    tools.run('reg.exe', ['query', KEY], { signal }),
    tools.run('reg.exe', ['query', `${KEY}\\Connections`], { signal }),
  ]);
  if (main.state !== 'done' || main.exitCode !== 0) return { ...about, reading: unreadable('reg.exe gave no answer') };
  const values = parseRegQuery(main.stdout);
  const blob = parseRegQuery(connections.state === 'done' ? connections.stdout : '');
  const raw = [...values]
    .filter(([name]) => SHOWN.includes(name))
    .map(
      ([name, value]) =>
        `${name}=${name === 'ProxyOverride' ? String(value) : String(value).split(';').map(redactProxyText).join(';')}`,
    )
    .join('\n');
  return { ...about, reading: wininetSettings(values, blob), raw };
}
