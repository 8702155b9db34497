/** Settings and routes without anything that could hold a secret, for pages. */
import { redactUrl } from '../../src/base/redact.ts';
import type { RouteView, ServerView, SettingsView, SourceView } from '../../src/contract/settings-view.ts';
import type { Route } from '../../src/route/route.ts';
import { formatBypassList } from '../../src/settings/format-bypass-list.ts';
import type { ConfiguredServer, ProxySettings } from '../../src/settings/proxy-settings.ts';
import type { SettingsSnapshot, SourceReading } from '../../src/settings/settings-snapshot.ts';

const SCHEMES = ['http', 'https', 'ftp', 'socks', 'any'] as const;

/** Returns the snapshot for a page. Readings of the same source by another program are left out: they never decide. */
export function settingsView(snapshot: SettingsSnapshot): SettingsView {
  return {
    sources: snapshot.readings.filter((one) => one.as === undefined).map(sourceView),
    decidedBy: snapshot.decidedBy,
    because: snapshot.because,
  };
}

function sourceView(one: SourceReading): SourceView {
  const base = {
    source: one.source,
    from: one.from,
    // A preset is laid down by IT, whatever its reader says.
    managed: one.managed ?? (one.source === 'preset' && one.reading.state === 'read'),
    ...(one.raw === undefined ? {} : { raw: one.raw }),
  };
  if (one.reading.state === 'absent') return { ...base, state: 'absent', servers: [], bypass: [] };
  if (one.reading.state === 'unreadable') {
    return { ...base, state: 'unreadable', why: one.reading.why, servers: [], bypass: [] };
  }
  return { ...base, state: 'read', ...settingsOf(one.reading.value) };
}

/** Returns what settings say, without the credentials that may stand in them. */
export function settingsOf(
  settings: ProxySettings,
): Pick<SourceView, 'pacUrl' | 'servers' | 'bypass' | 'isReversed'> & { readonly mode: ProxySettings['mode'] } {
  return {
    mode: settings.mode,
    ...(settings.mode === 'pac' ? { pacUrl: redactUrl(settings.pacUrl) } : {}),
    servers: settings.mode === 'manual' ? serversOf(settings) : [],
    bypass:
      'bypass' in settings
        ? [...formatBypassList(settings.bypass, 'chromium').entries, ...settings.bypass.unparsed]
        : [],
    ...('bypass' in settings && settings.bypass.reversed === true ? { isReversed: true } : {}),
  };
}

function serversOf(settings: Extract<ProxySettings, { readonly mode: 'manual' }>): readonly ServerView[] {
  return SCHEMES.flatMap((scheme) => {
    const server = settings.servers[scheme];
    return server === undefined ? [] : [serverView(scheme, server)];
  });
}

function serverView(scheme: ServerView['scheme'], server: ConfiguredServer): ServerView {
  switch (server.state) {
    case 'direct':
      return { scheme, leg: { kind: 'direct' }, hasCredentials: false };
    case 'invalid':
      return { scheme, leg: null, invalid: server.problem, hasCredentials: false };
    case 'valid':
      return { scheme, leg: server.server, hasCredentials: server.credentials !== undefined };
  }
}

/** Returns a route for a page, without the credentials that may stand in it. */
export function routeView(route: Route): RouteView {
  const { url, legs, source, because, bypassed, bypassRule, invalid, pacUrl, pacProblem } = route;
  return {
    ...{ url, legs, source, because, bypassed },
    ...(bypassRule === undefined ? {} : { bypassRule }),
    ...(invalid === undefined ? {} : { invalid }),
    ...(pacUrl === undefined ? {} : { pacUrl: redactUrl(pacUrl) }),
    ...(pacProblem === undefined ? {} : { pacProblem }),
  };
}
