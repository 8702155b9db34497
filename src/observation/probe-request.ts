import type { Leg, ProxyServer } from '../settings/proxy-server.ts';
import type { Variation, WayPurpose } from './observation.ts';

/**
 * A fact that somebody wants: the first probes of a run, and what a rule asks for. Pure data; equal requests are run once.
 */
export type ProbeRequest =
  | { readonly probe: 'device.network' }
  | { readonly probe: 'device.route-to'; readonly address: string }
  | {
      readonly probe: 'dns.lookup';
      readonly name: string;
      readonly role: 'proxy' | 'target' | 'control' | 'pac' | 'variation';
      /** Asks this resolver (an address) instead of the computer's own. */
      readonly server?: string;
    }
  /** Fetch a URL over one leg, layer by layer; leaves one observation a layer. */
  | {
      readonly probe: 'way';
      readonly purpose: WayPurpose;
      readonly url: string;
      readonly leg: Leg;
      readonly variation?: Variation;
    }
  /** What the settings of this run say for another URL. */
  | { readonly probe: 'route.resolve'; readonly url: string }
  /** Every control site over one leg (their URLs are the run's). */
  | { readonly probe: 'controls'; readonly leg: Leg }
  | { readonly probe: 'proxy.kind'; readonly host: string; readonly port: number }
  /** Common proxy ports of a host, then `proxy.kind` on those that accept, but for the one given. */
  | { readonly probe: 'host.ports'; readonly host: string; readonly except: number }
  /** One echo; bound to an interface where one is given, whatever the routes say. */
  | { readonly probe: 'host.ping'; readonly host: string; readonly interface?: string }
  /** `sample`: a handful of connects at once, to see whether thirty are worth it. */
  | { readonly probe: 'quality.connects'; readonly host: string; readonly port: number; readonly sample?: true }
  /** Automatic detection of a proxy script, and what the script says for this URL. */
  | { readonly probe: 'wpad.look-up'; readonly url: string }
  /** Everything that an administrator asks of a proxy, one after the other: ports by CONNECT, then small requests. */
  | {
      readonly probe: 'proxy.inspect';
      readonly proxy: ProxyServer;
      readonly ports: readonly number[];
      readonly requests: number;
    }
  | { readonly probe: 'vpn.connections' }
  | { readonly probe: 'firewall.rules'; readonly host: string; readonly port: number };

/** Returns the text by which equal requests are recognised. */
export function requestKey(request: ProbeRequest): string {
  return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)));
}
