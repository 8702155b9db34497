/** Situations for tests: a desktop with a proxy, and what was observed there. */
import type { FixSituation } from '../../../src/fix/fix-flow.ts';
import type { Fact, Observation } from '../../../src/observation/observation.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings, SettingsScheme } from '../../../src/settings/proxy-settings.ts';
import type { SourceReading } from '../../../src/settings/settings-snapshot.ts';
import type { SettingsSource } from '../../../src/settings/settings-source.ts';

/** Manual settings, a server a scheme. */
export function manual(servers: Readonly<Partial<Record<SettingsScheme, string>>>, bypass = ''): ProxySettings {
  const parsed = Object.entries(servers).map(([scheme, uri]) => [scheme, parseProxyServer(uri)] as const);
  return { mode: 'manual', servers: Object.fromEntries(parsed), bypass: parseBypassList(bypass, 'gnome') };
}

export function readingOf(source: SettingsSource, value: ProxySettings, from: string = source): SourceReading {
  return { source, from, reading: { state: 'read', value } };
}

export function observed(...facts: readonly Fact[]): readonly Observation[] {
  return facts.map((fact, index) => ({ ...fact, id: `o${index + 1}` as const, atMs: 0, tookMs: 0 }));
}

/** GNOME with one proxy for the web, unless told otherwise. */
export function situationOf(given: Partial<FixSituation> = {}): FixSituation {
  const settings =
    given.settings === undefined ? manual({ http: 'proxy.example:8081', https: 'proxy.example:8081' }) : given.settings;
  return {
    url: 'https://www.site.example/page',
    platform: 'linux',
    source: 'gnome',
    route: [{ kind: 'http', host: 'proxy.example', port: 8081 }],
    isManaged: false,
    own: 'gnome',
    readings: [],
    observations: [],
    scripts: [],
    variables: [],
    trust: null,
    tools: null,
    browsers: [],
    ...given,
    settings,
  };
}
