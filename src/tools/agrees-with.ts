/** Whether a tool goes the way that this computer goes. */
import type { Reading } from '../base/reading.ts';
import { matchesBypass } from '../settings/match-bypass.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { ConfiguredServer, ProxySettings } from '../settings/proxy-settings.ts';
import type { ToolProxy } from './read-tool.ts';
import type { Tool } from './tool.ts';

/** The effective way to one URL, as far as it is compared. */
export interface EffectiveWay {
  readonly scheme: string;
  /** Canonical. */
  readonly host: string;
  readonly port: number;
  /** In order of preference; empty where no way could be told. */
  readonly legs: readonly Leg[];
  /** A script chose it; for another URL it may choose another. */
  readonly isScript: boolean;
  /** Direct only because the address is an exception from the settings. */
  readonly isException: boolean;
  /** `no_proxy` names the address, in curl's reading. */
  readonly isInNoProxy: boolean;
}

export type AgreementState = 'agrees' | 'differs' | 'follows-environment' | 'cannot';

/** Why; worded in `messages`. */
export type AgreementReason =
  | 'same-proxy'
  | 'both-direct'
  /** The same first choice; the tool knows no second one. */
  | 'first-of-several'
  /** The same here; a script may choose otherwise for another address, and the tool can't run it. */
  | 'same-for-this-address'
  | 'follows-system'
  | 'other-proxy'
  | 'proxy-where-direct'
  | 'direct-where-proxy'
  /** What the tool says is no address. */
  | 'invalid-address'
  /** The way is a script's choice, and a tool without scripts says something else. */
  | 'script-only'
  /** The address is an exception here, and the tool takes none of its own. */
  | 'exception-not-taken'
  | 'kind-not-spoken'
  | 'route-unknown'
  | 'unreadable'
  | 'environment-unknown';

export interface Agreement {
  readonly state: AgreementState;
  readonly reason: AgreementReason;
}

/** Returns how a tool's way compares. For a tool that follows its environment, the reason says how that compares. */
export function agreesWith(
  route: EffectiveWay,
  {
    tool,
    proxy,
    environment,
  }: { readonly tool: Tool; readonly proxy: ToolProxy; readonly environment: Reading<ProxySettings> },
): Agreement {
  if (proxy.state === 'unreadable') return { state: 'cannot', reason: 'unreadable' };
  const [first] = route.legs;
  if (first === undefined) return { state: 'cannot', reason: 'route-unknown' };
  if (proxy.state === 'follows' && proxy.whom === 'system') return { state: 'agrees', reason: 'follows-system' };
  if (proxy.state === 'set') {
    const isSpared = tool.exceptions.kind === 'environment' && route.isInNoProxy;
    return compare(route, { first, own: isSpared ? { kind: 'direct' } : legFor(proxy.settings, route), tool });
  }
  if (proxy.whom === 'nothing') return compare(route, { first, own: { kind: 'direct' }, tool });
  if (environment.state === 'unreadable') return { state: 'follows-environment', reason: 'environment-unknown' };
  const own: OwnLeg = environment.state === 'absent' ? { kind: 'direct' } : legFor(environment.value, route);
  return { state: 'follows-environment', reason: compare(route, { first, own, tool }).reason };
}

type OwnLeg = Leg | { readonly kind: 'invalid' } | { readonly kind: 'script' };

function compare(
  route: EffectiveWay,
  { first, own, tool }: { readonly first: Leg; readonly own: OwnLeg; readonly tool: Tool },
): Agreement {
  if (own.kind === 'invalid') return { state: 'differs', reason: 'invalid-address' };
  if (own.kind === 'script') return { state: 'cannot', reason: 'script-only' };
  if (isSame(first, own)) {
    if (route.isScript) return { state: 'agrees', reason: 'same-for-this-address' };
    if (own.kind === 'direct') return { state: 'agrees', reason: 'both-direct' };
    return { state: 'agrees', reason: route.legs.length > 1 ? 'first-of-several' : 'same-proxy' };
  }
  if (first.kind === 'direct') {
    if (route.isException && tool.exceptions.kind !== 'list') return { state: 'cannot', reason: 'exception-not-taken' };
    return { state: 'differs', reason: 'proxy-where-direct' };
  }
  if (tool.kinds.length > 0 && !tool.kinds.includes(first.kind)) return { state: 'cannot', reason: 'kind-not-spoken' };
  if (route.isScript) return { state: 'cannot', reason: 'script-only' };
  return { state: 'differs', reason: own.kind === 'direct' ? 'direct-where-proxy' : 'other-proxy' };
}

function isSame(a: Leg, b: Leg): boolean {
  if (a.kind === 'direct' || b.kind === 'direct') return a.kind === b.kind;
  return a.kind === b.kind && a.host === b.host && a.port === b.port;
}

/** The one way that settings without a script have for a URL. */
function legFor(settings: ProxySettings, route: EffectiveWay): OwnLeg {
  if (settings.mode === 'direct') return { kind: 'direct' };
  if (settings.mode !== 'manual') return { kind: 'script' };
  if (matchesBypass(settings.bypass, route).bypassed) return { kind: 'direct' };
  const { http, https, any, socks } = settings.servers;
  const server: ConfiguredServer | undefined = (route.scheme === 'https' ? https : http) ?? any ?? socks;
  if (server === undefined || server.state === 'direct') return { kind: 'direct' };
  return server.state === 'valid' ? server.server : { kind: 'invalid' };
}
