/** Reads what macOS says: the settings that are in force, and beside them those of the network that a VPN overrides. */
import { unreadable } from '../../base/reading.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import { sameSettings } from '../../settings/same-settings.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import type { SystemTools } from '../system-tools.ts';
import { isProxyManaged } from './managed-proxy.ts';
import { asScutil, readNetworkService } from './network-service.ts';
import { parseServiceOrder, type NetworkService } from './parse-networksetup.ts';
import { isTunnel, parseNwi } from './parse-nwi.ts';
import { parseScutil, scopedSettings, type ScutilDictionary, scutilSettings } from './parse-scutil.ts';

/** What the settings in force are made of. */
export interface MacosState {
  readonly proxies: ScutilDictionary;
  /** As `scutil --proxy` printed it; `null` where it gave no answer. */
  readonly text: string | null;
  /** The interface that carries what nothing else says. */
  readonly primary: string | null;
  /** The service whose settings a person can change: the preferred one that is in use and no VPN's. */
  readonly service: NetworkService | null;
}

/** Reads them, three commands at the same time. */
export async function readMacosState(tools: SystemTools, signal: AbortSignal): Promise<MacosState> {
  const [proxy, nwi, order] = await Promise.all([
    tools.run('/usr/sbin/scutil', ['--proxy'], { signal }),
    tools.run('/usr/sbin/scutil', ['--nwi'], { signal }),
    tools.run('/usr/sbin/networksetup', ['-listnetworkserviceorder'], { signal }),
  ]);
  const links = nwi.state === 'done' ? parseNwi(nwi.stdout) : [];
  const services = order.state === 'done' ? parseServiceOrder(order.stdout).filter((one) => one.isEnabled) : [];
  const inUse = links.filter((link) => !isTunnel(link));
  const own = inUse.flatMap((link) => services.filter(({ device }) => device === link));
  const text = proxy.state === 'done' && proxy.exitCode === 0 ? proxy.stdout : null;
  return {
    proxies: parseScutil(text ?? ''),
    text,
    primary: links[0] ?? null,
    service: own[0] ?? null,
  };
}

/** Reads the readings of macOS: first what is in force, then the network's own where a VPN says something else. */
export async function readMacosSource(tools: SystemTools, signal: AbortSignal): Promise<readonly SourceReading[]> {
  const [state, isManaged] = await Promise.all([readMacosState(tools, signal), isProxyManaged(tools, signal)]);
  const { proxies, text, primary, service } = state;
  const overrides = primary !== null && isTunnel(primary);
  const about = { source: 'macos', from: overrides ? `scutil --proxy (${primary})` : 'scutil --proxy' } as const;
  if (text === null) return [{ ...about, reading: unreadable('scutil gave no answer') }];
  const managed = isManaged ? { managed: true } : {};
  const reading = scutilSettings(proxies);
  const main: SourceReading = { ...about, reading, raw: redactLines(text), ...managed };
  if (!overrides || service === null) return [main];
  const scoped = scopedSettings(proxies, service.device) ?? (await scopeOfService(tools, service, signal));
  const lan = scoped === null ? null : scutilSettings(scoped);
  const isSame =
    lan?.state === reading.state && lan.state === 'read' && reading.state === 'read'
      ? sameSettings(lan.value, reading.value)
      : lan?.state === reading.state;
  if (lan === null || isSame) return [main];
  return [main, { source: 'macos', from: service.name, reading: lan, as: 'LAN', ...managed }];
}

/** Newer versions of macOS leave the interfaces' own settings out of what `scutil --proxy` prints. */
async function scopeOfService(
  tools: SystemTools,
  service: NetworkService,
  signal: AbortSignal,
): Promise<ScutilDictionary | null> {
  const own = await readNetworkService(tools, service.name, signal);
  return own.state === 'read' ? asScutil(own.value, { excludesSimpleNames: false }) : null;
}

function redactLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (/[@＠]/u.test(line) ? redactProxyText(line) : line))
    .join('\n');
}
