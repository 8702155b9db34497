/** Which place of a preset this computer is in: the first one whose conditions all hold. */
import type { Reading } from '../base/reading.ts';
import { fitsAddress, parseGateway } from './place-condition.ts';
import type { Preset, PresetPlace } from './preset.ts';

/** What is known about the network that this computer is in. Unreadable facts make no condition hold. */
export interface PlaceFacts {
  /** Addresses of the default gateways. */
  readonly gateways: Reading<readonly string[]>;
  /** Their hardware addresses, in small letters with colons. */
  readonly gatewayMacs: Reading<readonly string[]>;
  readonly dnsSuffixes: Reading<readonly string[]>;
  readonly ssids: Reading<readonly string[]>;
  /** Names of the VPNs that are up: of the connection, the interface, the product. */
  readonly vpns: Reading<readonly string[]>;
  /** Those of the asked names and services that are known or answer here. */
  readonly reachable: Reading<readonly string[]>;
}

export type ConditionName = 'gateway' | 'dnsSuffix' | 'ssid' | 'vpn' | 'reachable';

/** How one condition of one place went. */
export interface ConditionOutcome {
  readonly condition: ConditionName;
  readonly outcome: 'holds' | 'fails' | 'unknown';
  /** What made it hold. */
  readonly by?: string;
}

/** The choice, and how it came about. */
export interface PlaceChoice {
  /** `null`: none of the places; the file's own settings count. */
  readonly place: PresetPlace | null;
  /** Each place up to the chosen one, in the order of the file. */
  readonly considered: readonly { readonly name: string; readonly conditions: readonly ConditionOutcome[] }[];
}

/** Chooses the place. A place without conditions always fits. */
export function choosePlace(preset: Pick<Preset, 'places'>, facts: PlaceFacts): PlaceChoice {
  const considered: { name: string; conditions: readonly ConditionOutcome[] }[] = [];
  for (const place of preset.places ?? []) {
    const conditions = conditionsOf(place, facts);
    considered.push({ name: place.name, conditions });
    if (conditions.every(({ outcome }) => outcome === 'holds')) return { place, considered };
  }
  return { place: null, considered };
}

/** What has to be known for a choice; the rest isn't looked up. */
export interface PlaceNeeds {
  readonly conditions: ReadonlySet<ConditionName>;
  /** Whether a gateway is named by its hardware address. */
  readonly macs: boolean;
  readonly reachable: readonly string[];
}

/** Returns what a preset's places ask about. */
export function neededFacts(preset: Pick<Preset, 'places'>): PlaceNeeds {
  const all = (preset.places ?? []).flatMap(({ when }) => (when === undefined ? [] : [when]));
  const names = ['gateway', 'dnsSuffix', 'ssid', 'vpn', 'reachable'] as const;
  return {
    conditions: new Set(names.filter((name) => all.some((when) => when[name] !== undefined))),
    macs: all.some(({ gateway }) => gateway?.some((text) => parseGateway(text)?.kind === 'mac') === true),
    reachable: [...new Set(all.flatMap(({ reachable }) => reachable ?? []))].slice(0, MOST_REACHABLE),
  };
}

/** Each is a look-up or a connection. */
const MOST_REACHABLE = 20;

function conditionsOf({ when }: PresetPlace, facts: PlaceFacts): readonly ConditionOutcome[] {
  if (when === undefined) return [];
  const outcomes: ConditionOutcome[] = [];
  if (when.gateway !== undefined) outcomes.push(gatewayOutcome(when.gateway, facts));
  if (when.dnsSuffix !== undefined) {
    outcomes.push(oneOf('dnsSuffix', facts.dnsSuffixes, when.dnsSuffix.map(plainSuffix), isSuffix));
  }
  if (when.ssid !== undefined) outcomes.push(oneOf('ssid', facts.ssids, when.ssid, (a, b) => a === b));
  if (when.vpn !== undefined) outcomes.push(vpnOutcome(when.vpn, facts));
  if (when.reachable !== undefined) {
    outcomes.push(oneOf('reachable', facts.reachable, when.reachable, (a, b) => a === b));
  }
  return outcomes;
}

function gatewayOutcome(wanted: readonly string[], facts: PlaceFacts): ConditionOutcome {
  const conditions = wanted.map(parseGateway).filter((one) => one !== null);
  const gateways = facts.gateways.state === 'read' ? facts.gateways.value : [];
  const macs = facts.gatewayMacs.state === 'read' ? facts.gatewayMacs.value : [];
  const by =
    gateways.find((address) => conditions.some((one) => fitsAddress(one, address))) ??
    macs.find((mac) => conditions.some((one) => one.kind === 'mac' && one.mac === mac));
  if (by !== undefined) return { condition: 'gateway', outcome: 'holds', by };
  const asksMac = conditions.some(({ kind }) => kind === 'mac');
  const isUnknown = facts.gateways.state === 'unreadable' || (asksMac && facts.gatewayMacs.state === 'unreadable');
  return { condition: 'gateway', outcome: isUnknown ? 'unknown' : 'fails' };
}

function vpnOutcome(wanted: boolean | readonly string[], { vpns }: PlaceFacts): ConditionOutcome {
  if (vpns.state === 'unreadable') return { condition: 'vpn', outcome: 'unknown' };
  const up = vpns.state === 'read' ? vpns.value : [];
  if (typeof wanted !== 'boolean') return oneOf('vpn', vpns, wanted, (a, b) => a.toLowerCase() === b.toLowerCase());
  const [first] = up;
  return {
    condition: 'vpn',
    outcome: up.length > 0 === wanted ? 'holds' : 'fails',
    ...(first === undefined ? {} : { by: first }),
  };
}

function oneOf(
  condition: ConditionName,
  facts: Reading<readonly string[]>,
  wanted: readonly string[],
  fits: (fact: string, wanted: string) => boolean,
): ConditionOutcome {
  if (facts.state === 'unreadable') return { condition, outcome: 'unknown' };
  const there = facts.state === 'read' ? facts.value : [];
  const by = there.find((fact) => wanted.some((one) => fits(fact, one)));
  return by === undefined ? { condition, outcome: 'fails' } : { condition, outcome: 'holds', by };
}

function plainSuffix(text: string): string {
  return text.replace(/^\./u, '').replace(/\.$/u, '').toLowerCase();
}

/** `corp.example` also stands for the branches below it. */
function isSuffix(fact: string, wanted: string): boolean {
  const own = plainSuffix(fact);
  return own === wanted || own.endsWith(`.${wanted}`);
}
