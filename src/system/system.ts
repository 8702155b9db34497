import type { Reading } from '../base/reading.ts';
import type {
  EchoRefusal,
  InterfaceFact,
  LinkNameServers,
  ObservationOf,
  RouteFact,
  VpnNeed,
} from '../observation/observation.ts';
import type { PolicyPlaces } from './policy-places.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';

/**
 * The operating system behind one small interface; `linux/`, `macos/` and `windows/` are siblings with the same verbs.
 * Everything here only reads. Every call has its own deadline inside `signal`.
 */
export interface System {
  readonly platform: 'linux' | 'macos' | 'windows';
  /** Where IT lays down settings for this program; absent in a system that stands for another computer. */
  readonly policy?: PolicyPlaces;
  /** Every settings source at once, and which one decides on this desktop. `only` looks at one source. */
  readSettings(options: ReadSettingsOptions): Promise<SettingsSnapshot>;
  network(signal: AbortSignal): Promise<NetworkReading>;
  /** Which interface and gateway carry an address, without sending a packet. */
  routeTo(address: string, signal: AbortSignal): Promise<Reading<RouteToReading>>;
  /** One echo, bound to an interface where one is given. */
  ping(address: string, signal: AbortSignal, options?: { readonly interface?: string }): Promise<Reading<EchoReading>>;
  vpnConnections(signal: AbortSignal): Promise<Reading<ObservationOf<'vpn.connections'>['connections']>>;
  /** What the organisation says about VPNs and proxies; absent in a system that stands for another computer. */
  vpnNeed?(): Promise<VpnNeed | null>;
  firewallRules(
    to: { readonly address: string; readonly port: number },
    signal: AbortSignal,
  ): Promise<Reading<ObservationOf<'firewall.rules'>['matching']>>;
  /** What automatic detection of a proxy script starts from; absent on systems where nobody reads it yet. */
  autoDetection?(signal: AbortSignal): Promise<AutoDetectionInputs>;
  /** PEM certificates that this computer trusts beside Node's own list: system store, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS. */
  trustAnchors(): Promise<readonly string[]>;
}

export interface ReadSettingsOptions {
  readonly only?: SettingsSource;
  readonly signal: AbortSignal;
  /** Gets what decides as soon as that is certain, while slower sources that can't change it are still being read. */
  readonly onDecided?: (snapshot: SettingsSnapshot) => void;
}

/** Where WPAD looks. */
export interface AutoDetectionInputs {
  /** Domains of this computer and of its search list, as they stand there. */
  readonly domains: readonly string[];
  /** Texts in which option 252 of a DHCP lease may stand, in the words of several DHCP clients. */
  readonly dhcpTexts: readonly string[];
}

/** One echo: its time, or `null` and what came back instead, if anything did. */
export interface EchoReading {
  readonly rttMs: number | null;
  readonly refusal?: EchoRefusal;
}

export interface NetworkReading {
  readonly interfaces: readonly InterfaceFact[];
  readonly routes: readonly RouteFact[];
  readonly nameServers: readonly string[];
  /** Asked for only while a VPN is up: that is when the link's own resolvers are not the ones in use. */
  readonly linkNameServers?: readonly LinkNameServers[];
  readonly unreadable?: string;
}

export type RouteToReading =
  | { readonly covered: true; readonly interface: string; readonly gateway?: string; readonly sourceAddress?: string }
  | { readonly covered: false; readonly why: 'network-unreachable' | 'host-unreachable' | 'prohibited' };
