import { refuse, type Result } from '../base/result.ts';
import type { BypassList } from '../settings/bypass-list.ts';
import { EMPTY_BYPASS } from '../settings/bypass-list.ts';
import { parseBypassList } from '../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../settings/parse-proxy-uri.ts';
import { DIRECT, type Leg } from '../settings/proxy-server.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';
import type { PacProblem, Route } from './route.ts';
import { type PacScript, settingsAnswer } from './settings-route.ts';
import type { Target } from './target.ts';

/** What was given instead of the settings; at most one of `proxy`, `pac`, `direct`. */
export interface RouteOverrides {
  /** Use this proxy for the target, also where it is on this computer: only `bypass` can take it away. */
  readonly proxy?: string;
  /** URL or absolute path of a PAC script. */
  readonly pac?: string;
  readonly direct?: boolean;
  /** In place of the settings' own bypass list, in Chromium's words. */
  readonly bypass?: string;
}

/** Asks a PAC script for a URL. */
export type EvaluatePac = (script: PacScript, url: string) => Promise<Result<readonly Leg[], PacProblem>>;

/** The answer as long as no PAC engine is there. */
export const pacNotSupported: EvaluatePac = () => Promise.resolve(refuse({ kind: 'not-supported-yet' }));

/** Returns the effective route of a target: from what was given, else from the source that decides in the snapshot. */
export async function resolveRoute(
  input: { readonly target: Target; readonly snapshot: SettingsSnapshot; readonly overrides?: RouteOverrides },
  evaluatePac: EvaluatePac = pacNotSupported,
): Promise<Route> {
  const { target, snapshot, overrides = {} } = input;
  const given = givenSettings(overrides);
  if (given !== null) return await routeOf({ settings: given, source: 'option', target }, evaluatePac);
  const decided = snapshot.readings.find((one) => one.source === snapshot.decidedBy && one.as === undefined);
  if (decided?.reading.state !== 'read') {
    return { url: target.url, legs: [DIRECT], source: 'none', because: 'no-settings', bypassed: false };
  }
  const settings = withBypass(decided.reading.value, overrides.bypass);
  return await routeOf({ settings, source: decided.source, target }, evaluatePac);
}

/** Returns the route that settings give a target, asking their PAC script where they have one. */
export async function routeOf(
  input: { readonly settings: ProxySettings; readonly source: SettingsSource; readonly target: Target },
  evaluatePac: EvaluatePac,
): Promise<Route> {
  const { settings, source, target } = input;
  const answer = settingsAnswer(settings, target);
  if (answer.is === 'route') return { ...answer.route, source };
  const { script } = answer;
  const about = {
    url: target.url,
    source: script.from === 'auto-detect' ? 'wpad' : source,
    bypassed: false,
    ...(script.from === 'url' ? { pacUrl: script.url } : {}),
  } as const;
  const result = await evaluatePac(script, target.url);
  if (result.ok) return { ...about, legs: result.value, because: 'pac-answer' };
  const { kind } = result.problem;
  if (kind === 'nothing-found') return { ...about, legs: [DIRECT], because: 'auto-detect-found-nothing' };
  return {
    ...about,
    legs: [],
    because: kind === 'not-supported-yet' ? 'pac-not-run' : 'pac-failed',
    pacProblem: result.problem,
  };
}

function givenSettings(overrides: RouteOverrides): ProxySettings | null {
  if (overrides.direct === true) return { mode: 'direct' };
  if (overrides.pac !== undefined) {
    const pacUrl = overrides.pac.startsWith('/') ? `file://${overrides.pac}` : overrides.pac;
    return { mode: 'pac', pacUrl, bypass: EMPTY_BYPASS };
  }
  if (overrides.proxy === undefined) return null;
  const named = overrides.bypass === undefined ? EMPTY_BYPASS : parseBypassList(overrides.bypass, 'chromium');
  // Whoever names a proxy wants to see what happens on it: the implicit rules would hide it for a server of one's own.
  const bypass: BypassList = { ...named, rules: [{ kind: 'subtract-implicit' }, ...named.rules] };
  return { mode: 'manual', servers: { any: parseProxyServer(overrides.proxy) }, bypass };
}

function withBypass(settings: ProxySettings, bypass: string | undefined): ProxySettings {
  if (bypass === undefined || settings.mode !== 'manual') return settings;
  return { ...settings, bypass: parseBypassList(bypass, 'chromium') };
}
