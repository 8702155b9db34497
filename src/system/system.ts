import type { Reading } from '../base/reading.ts';
import type { InterfaceFact, ObservationOf, RouteFact } from '../observation/observation.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { SettingsSnapshot } from '../settings/settings-snapshot.ts';

/**
 * The operating system behind one small interface; `linux/`, `macos/` and `windows/` are siblings with the same verbs.
 * Everything here only reads. Every call has its own deadline inside `signal`.
 */
export interface System {
  readonly platform: 'linux' | 'macos' | 'windows';
  /** Every settings source at once, and which one decides on this desktop. `only` looks at one source. */
  readSettings(options: { readonly only?: SettingsSource; readonly signal: AbortSignal }): Promise<SettingsSnapshot>;
  network(signal: AbortSignal): Promise<NetworkReading>;
  /** Which interface and gateway carry an address, without sending a packet. */
  routeTo(address: string, signal: AbortSignal): Promise<Reading<RouteToReading>>;
  ping(address: string, signal: AbortSignal): Promise<Reading<{ readonly rttMs: number | null }>>;
  vpnConnections(signal: AbortSignal): Promise<Reading<ObservationOf<'vpn.connections'>['connections']>>;
  firewallRules(
    to: { readonly address: string; readonly port: number },
    signal: AbortSignal,
  ): Promise<Reading<ObservationOf<'firewall.rules'>['matching']>>;
  /** PEM certificates that this computer trusts beside Node's own list: system store, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS. */
  trustAnchors(): Promise<readonly string[]>;
}

export interface NetworkReading {
  readonly interfaces: readonly InterfaceFact[];
  readonly routes: readonly RouteFact[];
  readonly nameServers: readonly string[];
  readonly unreadable?: string;
}

export type RouteToReading =
  | { readonly covered: true; readonly interface: string; readonly gateway?: string; readonly sourceAddress?: string }
  | { readonly covered: false; readonly why: 'network-unreachable' | 'host-unreachable' | 'prohibited' };
