/** Fixes of the servers that settings name: another port, kind or address, none on this computer, none at all. */
import { ok, refuse, type Result } from '../base/result.ts';
import type { ObservationOf } from '../observation/observation.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import { EMPTY_BYPASS } from '../settings/bypass-list.ts';
import type { Details } from '../verdict/rule.ts';
import { withServer, withoutLocalProxy } from './edit-settings.ts';
import type { FixSituation, FixStep, NoFixHere, Place } from './fix-flow.ts';
import { type Desk, stepsTo, whereToSet } from './where-to-set.ts';

/** The steps of a flow, or why there are none. */
export type Planned = Result<readonly [FixStep, ...FixStep[]], NoFixHere>;

/** Replaces the port, and the kind where another one is spoken there, in exactly the entries that name the wrong one. */
export function planCorrectPort(details: Details, situation: FixSituation): Planned {
  const { suggestedPort, suggestedKind } = details;
  if (suggestedPort === undefined) return refuse({ kind: 'no-replacement' });
  const to = { port: suggestedPort, ...(suggestedKind === undefined ? {} : { kind: suggestedKind }) };
  return replaceServer(to, details, situation);
}

export function planCorrectKind(details: Details, situation: FixSituation): Planned {
  const { suggestedKind } = details;
  if (suggestedKind === undefined) return refuse({ kind: 'no-replacement' });
  return replaceServer({ kind: suggestedKind }, details, situation);
}

function replaceServer(to: Partial<ProxyServer>, details: Details, situation: FixSituation): Planned {
  const desk = whereToSet(situation);
  const wrong = wrongPlace(details, situation);
  if (wrong === null) return refuse({ kind: 'no-settings' });
  const settings = withServer(desk.settings, wrong, { to, source: desk.source });
  return planTo(settings, desk, situation);
}

/** Only the person can know it; what is there is shown. */
export function planCorrectAddress(details: Details, situation: FixSituation): Planned {
  const desk = whereToSet(situation);
  if (desk.how === 'managed') return ok(stepsTo({ mode: 'direct' }, desk, situation));
  const wrong = wrongPlace(details, situation);
  const { platform, variables } = situation;
  const question: FixStep = {
    kind: 'ask-address',
    source: desk.source,
    settings: desk.settings,
    wrong,
    current: wrong === null ? '' : placeText(wrong),
    shell: desk.how === 'write' ? null : { platform, variables },
  };
  const isByHand = desk.how !== 'write';
  return ok([question, { kind: 'verify', as: isByHand ? null : desk.verify, isByHand }]);
}

export function planRemoveLocalProxy(details: Details, situation: FixSituation): Planned {
  const desk = whereToSet(situation);
  return planTo(withoutLocalProxy(desk.settings, details.proxyPort), desk, situation);
}

export function planGoDirect(situation: FixSituation): Planned {
  return ok(stepsTo({ mode: 'direct' }, whereToSet(situation), situation));
}

/** Takes over what another source names, or what automatic detection found. */
export function planUseFoundProxy(details: Details, situation: FixSituation): Planned {
  const found = foundServer(details, situation);
  const desk = whereToSet(situation);
  const isEnvironment = desk.source === 'env' || desk.source === 'etc-environment';
  if (details.source === 'wpad' && !isEnvironment) return planTo({ mode: 'auto-detect' }, desk, situation);
  const named = situation.readings.find(
    (one) => one.source === details.source && one.as === undefined && one.reading.state === 'read',
  );
  const whole = named?.reading.state === 'read' ? named.reading.value : null;
  // A script can't be named in an environment; what it answers for this site can.
  if (whole !== null && whole.mode !== 'direct' && !(isEnvironment && whole.mode !== 'manual'))
    return planTo(withoutSignIns(whole), desk, situation);
  return planTo(
    found === null
      ? null
      : { mode: 'manual', servers: { any: { state: 'valid', server: found } }, bypass: EMPTY_BYPASS },
    desk,
    situation,
  );
}

/** Sign-ins belong into the keychain and are not carried from one source to another. */
function withoutSignIns(settings: ProxySettings): ProxySettings {
  if (settings.mode !== 'manual') return settings;
  const servers = Object.entries(settings.servers).map(
    ([scheme, server]) =>
      [scheme, server.state === 'valid' ? { state: server.state, server: server.server } : server] as const,
  );
  return { ...settings, servers: Object.fromEntries(servers) };
}

function foundServer({ proxyHost, proxyPort, source }: Details, { observations }: FixSituation): ProxyServer | null {
  const legs = observations.flatMap((one) =>
    one.probe === 'wpad.look-up' || one.probe === 'settings.read' ? routeOf(one, source) : [],
  );
  return legs.find(({ host, port }) => proxyHost === undefined || (host === proxyHost && port === proxyPort)) ?? null;
}

function routeOf(
  one: ObservationOf<'wpad.look-up'> | ObservationOf<'settings.read'>,
  source: string | undefined,
): readonly ProxyServer[] {
  const isMeant = one.probe === 'wpad.look-up' ? source === 'wpad' : one.source === source;
  return isMeant ? one.route.flatMap((leg) => (leg.kind === 'direct' ? [] : [leg])) : [];
}

/** The proxy that the verdict speaks of, else the first of the route. */
export function wrongPlace({ proxyHost, proxyPort }: Details, { route }: FixSituation): Place | null {
  if (proxyHost !== undefined && proxyPort !== undefined) return { host: proxyHost, port: proxyPort };
  const [leg] = route.flatMap((one) => (one.kind === 'direct' ? [] : [one]));
  return leg === undefined ? null : { host: leg.host, port: leg.port };
}

/** Returns `host:port` with the brackets that IPv6 needs. */
export function placeText({ host, port }: Place): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/** The steps that bring settings about; `null`: there is nothing in the settings that could be changed so. */
export function planTo(settings: ProxySettings | null, desk: Desk, situation: FixSituation): Planned {
  return settings === null && desk.how !== 'managed'
    ? refuse({ kind: 'no-settings' })
    : ok(stepsTo(settings ?? { mode: 'direct' }, desk, situation));
}
