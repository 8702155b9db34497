import { DIRECT } from '../settings/proxy-server.ts';
import type { ConfiguredServer, ProxySettings } from '../settings/proxy-settings.ts';
import { matchesBypass, isImplicitlyBypassed, showBypassRule } from '../settings/match-bypass.ts';
import type { Route, RouteRule } from './route.ts';
import type { Target } from './target.ts';

/** What settings say for one target: a route, or that a PAC script has to be asked. */
export type SettingsAnswer =
  | { readonly is: 'route'; readonly route: Omit<Route, 'source'> }
  | { readonly is: 'ask-script'; readonly script: PacScript };

/** The script that decides: at a URL, or to be found by auto-detection (WPAD). */
export type PacScript = { readonly from: 'url'; readonly url: string } | { readonly from: 'auto-detect' };

/**
 * Returns what settings say for a target, by Chromium's rules: the implicit bypass rules hold for scripts and servers
 * alike; a bypass list for servers only; a scheme without a server of its own takes the one for all, then SOCKS, and
 * else goes direct.
 */
export function settingsAnswer(settings: ProxySettings, target: Target): SettingsAnswer {
  switch (settings.mode) {
    case 'direct':
      return direct(target, 'direct-setting', false);
    case 'auto-detect':
    case 'pac':
      if (isImplicitlyBypassed(target.host)) return direct(target, 'implicit-bypass', true);
      return settings.mode === 'pac'
        ? { is: 'ask-script', script: { from: 'url', url: settings.pacUrl } }
        : { is: 'ask-script', script: { from: 'auto-detect' } };
    case 'manual':
      return manualAnswer(settings, target);
  }
}

function manualAnswer(settings: Extract<ProxySettings, { mode: 'manual' }>, target: Target): SettingsAnswer {
  const match = matchesBypass(settings.bypass, target);
  if (match.bypassed) {
    if (match.by !== 'rule')
      return direct(target, match.by === 'implicit' ? 'implicit-bypass' : 'reversed-bypass', true);
    const { route } = direct(target, 'bypass-rule', true);
    return { is: 'route', route: { ...route, bypassRule: showBypassRule(match.rule) } };
  }
  const { servers } = settings;
  const own = servers[target.scheme];
  if (own !== undefined) return serverAnswer(own, target, 'server-for-scheme');
  if (servers.any !== undefined) return serverAnswer(servers.any, target, 'server-for-all');
  if (servers.socks !== undefined) return serverAnswer(servers.socks, target, 'socks-fallback');
  return direct(target, 'no-server-for-scheme', false);
}

function serverAnswer(server: ConfiguredServer, target: Target, because: RouteRule): SettingsAnswer {
  switch (server.state) {
    case 'direct':
      return direct(target, 'direct-setting', false);
    case 'invalid': {
      const { problem: invalid } = server;
      return {
        is: 'route',
        route: { url: target.url, legs: [], because: 'address-invalid', bypassed: false, invalid },
      };
    }
    case 'valid': {
      const route = { url: target.url, legs: [server.server], because, bypassed: false };
      return {
        is: 'route',
        route: server.credentials === undefined ? route : { ...route, credentials: server.credentials },
      };
    }
  }
}

function direct(
  target: Target,
  because: RouteRule,
  bypassed: boolean,
): { readonly is: 'route'; readonly route: Omit<Route, 'source'> } {
  return { is: 'route', route: { url: target.url, legs: [DIRECT], because, bypassed } };
}
