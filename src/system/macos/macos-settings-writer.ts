/** What would have to be written so that macOS says something else. */
import { ok, refuse, type Result } from '../../base/result.ts';
import type { ChangeStep } from '../../change/change.ts';
import { formatBypassList } from '../../settings/format-bypass-list.ts';
import { showBypassRule } from '../../settings/match-bypass.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import { sameSettings } from '../../settings/same-settings.ts';
import { settingsProblem } from '../check-settings.ts';
import { rightsOnMacos } from '../file-rights.ts';
import { createFileStore } from '../file-store.ts';
import { createFirefoxStore } from '../firefox/firefox-store.ts';
import { planFirefoxIfAsked } from '../firefox/plan-firefox.ts';
import { noStore } from '../no-store.ts';
import type { PlanProblem, SettingsWriter, Unsayable } from '../settings-writer.ts';
import type { SystemTools } from '../system-tools.ts';
import { asScutil, readNetworkService, SERVICE_PROXIES, type ServiceSettings } from './network-service.ts';
import { createVpnStore } from '../vpn-store.ts';
import { openNetworkServiceStore } from './network-service-store.ts';
import { formatService } from './network-service-text.ts';
import { scutilSettings } from './parse-scutil.ts';
import { createPfRuleStore } from './pf-rule-store.ts';
import { readMacosState } from './read-settings.ts';
import { sayService } from './say-service.ts';

/** Plans changes of the network service in use; opens files and network services. */
export function createMacosSettingsWriter(tools: SystemTools): SettingsWriter {
  return {
    openStore: (ref) => {
      if (ref.kind === 'file') return createFileStore(ref.path, rightsOnMacos(tools));
      if (ref.kind === 'firefox') return createFirefoxStore(tools, { profile: ref.profile, platform: 'macos' });
      if (ref.kind === 'vpn') return createVpnStore(tools, ref);
      if (ref.kind === 'firewall-rule') return createPfRuleStore(tools, ref.address, ref.port);
      return ref.kind === 'network-service' ? openNetworkServiceStore(tools, ref.service) : noStore(ref.kind);
    },
    plan: async (source, settings, signal) =>
      source === 'macos'
        ? await plan(tools, settings, signal)
        : await planFirefoxIfAsked(tools, { source, settings, platform: 'macos' }, signal),
    // Programs are told by the system's configuration store.
    restart: () => Promise.resolve([]),
  };
}

async function plan(
  tools: SystemTools,
  settings: ProxySettings,
  signal: AbortSignal,
): Promise<Result<readonly ChangeStep[], PlanProblem>> {
  const source = 'macos';
  const problem = settingsProblem(source, settings);
  if (problem !== null) return refuse(problem);
  const { service, proxies } = await readMacosState(tools, signal);
  if (service === null) return refuse({ kind: 'unreadable', source, why: 'no network service is in use' });
  const present = await readNetworkService(tools, service.name, signal);
  if (present.state !== 'read')
    return refuse({ kind: 'unreadable', source, why: present.state === 'unreadable' ? present.why : service.name });

  // networksetup has no word for simple names: they can only stay as they are.
  const options = { excludesSimpleNames: proxies.get('ExcludeSimpleHostnames') === '1' };
  const says = (text: ServiceSettings): boolean => {
    const reading = scutilSettings(asScutil(text, options));
    return reading.state === 'read' && sameSettings(reading.value, settings);
  };
  if (says(present.value)) return ok([]);
  const unsayable = (what: Unsayable, entries?: readonly string[]): Result<never, PlanProblem> =>
    refuse({ kind: 'cannot-say', source, what, ...(entries === undefined ? {} : { entries }) });
  const wanted = sayService(settings, present.value);
  if (!wanted.ok) return unsayable(wanted.problem);
  if (settings.mode === 'manual') {
    const { lost } = formatBypassList(settings.bypass, 'macos');
    const hasLocal = settings.bypass.rules.some(({ kind }) => kind === 'local');
    if (lost.length > 0) return unsayable('bypass', lost.slice(0, 10).map(showBypassRule));
    if (hasLocal !== options.excludesSimpleNames) return unsayable('bypass', ['<local>']);
  }
  if (!says(wanted.value)) return unsayable('proxy-kind');
  const shown = { what: service.name, from: show(present.value), to: show(wanted.value) };
  const [from, to] = [present.value, wanted.value].map(formatService);
  if (from === undefined || to === undefined) throw new Error('two texts were made');
  return ok([{ ref: { kind: 'network-service', service: service.name }, from, to, shown }]);
}

function show(service: ServiceSettings): string {
  const proxies = SERVICE_PROXIES.flatMap((name) => {
    const { enabled, server, port } = service[name];
    return enabled ? [`${name}=${redactProxyText(server)}:${String(port)}`] : [];
  });
  const lines = [
    ...(service.discovery ? ['autodiscovery=on'] : []),
    ...(service.auto.enabled ? [`autoproxyurl=${redactProxyText(service.auto.url)}`] : []),
    ...proxies,
  ];
  const bypass = proxies.length > 0 ? [`bypassdomains=${service.bypass.join(' ')}`] : [];
  return lines.length === 0 ? 'off' : [...lines, ...bypass].join('\n');
}
