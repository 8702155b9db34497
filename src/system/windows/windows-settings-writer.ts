/** What would have to be written so that Windows says something else. */
import { ok, refuse, type Result } from '../../base/result.ts';
import type { ChangeStep } from '../../change/change.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { sameSettings } from '../../settings/same-settings.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import { settingsProblem } from '../check-settings.ts';
import { alwaysCarriesRights } from '../file-rights.ts';
import { createFileStore } from '../file-store.ts';
import { createFirefoxStore } from '../firefox/firefox-store.ts';
import { planFirefoxIfAsked } from '../firefox/plan-firefox.ts';
import { noStore } from '../no-store.ts';
import type { PlanProblem, SettingsWriter } from '../settings-writer.ts';
import { createVpnStore } from '../vpn-store.ts';
import type { SystemTools } from '../system-tools.ts';
import { NEW_CONNECTION_SETTINGS, PROXY_TYPE } from './parse-connection-settings.ts';
import { connectionProxySettings } from './parse-internet-settings.ts';
import { readWininetState } from './read-settings.ts';
import { openRegistryStore } from './registry-store.ts';
import { createNetshRuleStore } from './netsh-rule-store.ts';
import { programsToRestart } from './programs-to-restart.ts';
import { sayWininet } from './say-wininet.ts';
import { openWininetStore } from './wininet-store.ts';
import { type ConnectionText, formatWininet, parseWininet, type WininetText } from './wininet-text.ts';

/** Plans changes of the person's own settings; opens files, the registry and WinINET's connections. */
export function createWindowsSettingsWriter(tools: SystemTools): SettingsWriter {
  return {
    openStore: (ref) => {
      switch (ref.kind) {
        case 'file':
          return createFileStore(ref.path, alwaysCarriesRights);
        case 'registry':
          return openRegistryStore(tools, { key: ref.key, name: ref.name });
        case 'wininet':
          return openWininetStore(tools, ref.connection);
        case 'firefox':
          return createFirefoxStore(tools, { profile: ref.profile, platform: 'windows' });
        case 'vpn':
          return createVpnStore(tools, ref);
        case 'firewall-rule':
          return createNetshRuleStore(tools, ref.address, ref.port);
        default:
          return noStore(ref.kind);
      }
    },
    plan: async (source, settings, signal) =>
      source === 'windows'
        ? await plan(tools, settings, signal)
        : await planFirefoxIfAsked(tools, { source, settings, platform: 'windows' }, signal),
    restart: async (source, signal) => (source === 'windows' ? await programsToRestart(tools, signal) : []),
  };
}

async function plan(
  tools: SystemTools,
  settings: ProxySettings,
  signal: AbortSignal,
): Promise<Result<readonly ChangeStep[], PlanProblem>> {
  const source = 'windows';
  const problem = settingsProblem(source, settings);
  if (problem !== null) return refuse(problem);
  // A VPN that is up and has settings of its own: programs go by those.
  const { connected } = await readWininetState(tools, signal);
  const found = await openWininetStore(tools, connected).read(signal);
  const present = found.state === 'read' ? parseWininet(found.value) : null;
  if (found.state !== 'read' || present === null)
    return refuse({ kind: 'unreadable', source, why: found.state === 'unreadable' ? found.why : 'unknown text' });
  const now = connectionProxySettings({ ...NEW_CONNECTION_SETTINGS, ...effective(present) });
  if (sameSettings(now, settings)) return ok([]);
  const outcome = sayWininet(settings, effective(present));
  if ('unsayable' in outcome) {
    const entries = outcome.entries === undefined ? {} : { entries: outcome.entries };
    return refuse({ kind: 'cannot-say', source, what: outcome.unsayable, ...entries });
  }
  const to = formatWininet(withConnection(present, outcome.said));
  const shown = {
    what: connected === null ? 'Internet Settings' : `Internet Settings (${connected})`,
    from: show(effective(present)),
    to: show(outcome.said),
  };
  return ok([{ ref: { kind: 'wininet', connection: connected }, from: found.value, to, shown }]);
}

/** What counts now: the values of the local network go before the binary value, which adds automatic detection. */
function effective({ values, connection }: WininetText): ConnectionText {
  if (values === null) return connection ?? { flags: PROXY_TYPE.direct, servers: '', bypass: '', pacUrl: '' };
  const detects = (connection?.flags ?? 0) & PROXY_TYPE.autoDetect;
  const manual = values.ProxyEnable === 1 ? PROXY_TYPE.proxy : 0;
  const script = (values.AutoConfigURL ?? '') === '' ? 0 : PROXY_TYPE.pac;
  return {
    flags: PROXY_TYPE.direct | detects | manual | script,
    servers: values.ProxyServer ?? '',
    bypass: values.ProxyOverride ?? '',
    pacUrl: values.AutoConfigURL ?? '',
  };
}

/** Returns the state that says it in every place where programs look. */
function withConnection(present: WininetText, said: ConnectionText): WininetText {
  if (present.values === null) return { values: null, connection: said, legacy: null };
  const has = (flag: number): boolean => (said.flags & flag) !== 0;
  return {
    values: {
      ProxyEnable: has(PROXY_TYPE.proxy) ? 1 : 0,
      ProxyServer: said.servers === '' ? present.values.ProxyServer : said.servers,
      ProxyOverride: said.bypass === '' && present.values.ProxyOverride === null ? null : said.bypass,
      AutoConfigURL: has(PROXY_TYPE.pac) ? said.pacUrl : null,
    },
    connection: said,
    legacy: said,
  };
}

function show({ flags, servers, bypass, pacUrl }: ConnectionText): string {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const lines = [
    ...(has(PROXY_TYPE.autoDetect) ? ['AutoDetect=1'] : []),
    ...(has(PROXY_TYPE.pac) ? [`AutoConfigURL=${redactProxyText(pacUrl)}`] : []),
    `ProxyEnable=${has(PROXY_TYPE.proxy) ? '1' : '0'}`,
    ...(has(PROXY_TYPE.proxy)
      ? [`ProxyServer=${servers.split(';').map(redactProxyText).join(';')}`, `ProxyOverride=${bypass}`]
      : []),
  ];
  return lines.join('\n');
}
