/** What settings and networks look like from outside, small enough to keep and to compare. */
import type { Observation } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { NetworkReading } from '../system/system.ts';
import type { ChangeFacts } from './history-entry.ts';

/** What one source of settings said, in a form that a person can compare. */
export interface SettingsMark {
  readonly source: SettingsSource;
  readonly from: string;
  /** `null`: nothing is set there. */
  readonly text: string | null;
}

/** Interfaces that carry traffic. Addresses that change while the way stays the same are no news. */
export interface NetworkMark {
  readonly ways: readonly string[];
  readonly vpns: readonly string[];
}

const LONGEST_TEXT = 300;

/** Returns the marks of the sources that a run has read. */
export function settingsMarks(observations: readonly Observation[]): readonly SettingsMark[] {
  return observations.flatMap((one): readonly SettingsMark[] => {
    if (one.probe !== 'settings.read' || one.source === 'option') return [];
    const { source, from } = one;
    if (one.state !== 'read') return [{ source, from, text: null }];
    const parts = [...(one.pacUrl === undefined ? [] : [one.pacUrl]), ...one.route.map(legText)];
    const said = (one.raw ?? parts.join(', ')).trim();
    return [{ source, from, text: said.slice(0, LONGEST_TEXT) }];
  });
}

/** Returns one change for each source that says something else than before. */
export function settingsChanges(
  before: readonly SettingsMark[],
  after: readonly SettingsMark[],
): readonly { readonly source: SettingsSource; readonly shown: ChangeFacts['shown'] }[] {
  return after.flatMap((now) => {
    const then = before.find((one) => one.source === now.source && one.from === now.from);
    if (then === undefined || then.text === now.text) return [];
    return [{ source: now.source, shown: [{ what: now.from, from: then.text, to: now.text }] }];
  });
}

/** Returns the mark of a network. */
export function networkMark({ interfaces, routes }: NetworkReading): NetworkMark {
  const isVpn = new Set(
    interfaces
      .filter(({ kind, vpn }) => vpn !== undefined || kind === 'tun' || kind === 'wireguard' || kind === 'ppp')
      .map(({ name }) => name),
  );
  const ways = routes
    .filter(({ destination, interface: name }) => /\/0$/.test(destination) && !isVpn.has(name))
    .map(({ interface: name, gateway }) => (gateway === undefined ? name : `${name} (${gateway})`));
  const vpns = interfaces
    .filter(({ name, isUp }) => isUp && isVpn.has(name))
    .map(({ name, vpn }) => (vpn === undefined ? name : `${vpn} (${name})`));
  return { ways: sorted(ways), vpns: sorted(vpns) };
}

/** Returns what changed between two networks. */
export function networkChanges(before: NetworkMark, after: NetworkMark): readonly ChangeFacts[] {
  const change = (what: 'network' | 'vpn', from: readonly string[], to: readonly string[]): readonly ChangeFacts[] =>
    from.join() === to.join()
      ? []
      : [{ kind: 'change', what, by: 'system', shown: [{ what, from: listed(from), to: listed(to) }] }];
  return [...change('network', before.ways, after.ways), ...change('vpn', before.vpns, after.vpns)];
}

/** Returns the VPNs that were switched on or off between two networks, in words; `null` where none was. */
export function switchedVpns(before: NetworkMark, after: NetworkMark): string | null {
  const one = (these: NetworkMark, those: NetworkMark): readonly string[] =>
    these.vpns.filter((name) => !those.vpns.includes(name));
  return listed([...one(before, after), ...one(after, before)]);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort().slice(0, 32);
}

function listed(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join(', ');
}

function legText(leg: Leg): string {
  return leg.kind === 'direct' ? 'DIRECT' : `${leg.kind}://${leg.host}:${String(leg.port)}`;
}
