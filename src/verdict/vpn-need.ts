/** Whether the organisation says that a proxy needs a VPN, and whether that one is up. */
import type { ObservationOf } from '../observation/observation.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';

type Connections = ObservationOf<'vpn.connections'>;

/** Returns the VPN that is asked for and not up, by the name that people know it by; `null` where there is none. */
export function missingVpn(
  facts: Connections | undefined,
  proxy: ProxyServer,
): { readonly name: string | undefined } | null {
  const needed = facts?.needed;
  if (facts === undefined || needed === undefined) return null;
  const isMeant =
    needed.proxies === 'all' ||
    needed.proxies.some(({ host, port }) => host === proxy.host && (port === null || port === proxy.port));
  if (!isMeant) return null;
  const isUp = facts.connections.some((one) => one.isUp && (needed.names.length === 0 || isNamed(one, needed.names)));
  return isUp ? null : { name: needed.names[0] };
}

function isNamed(one: Connections['connections'][number], names: readonly string[]): boolean {
  const own = [one.name, one.interface, one.product].map((name) => name?.toLowerCase());
  return names.some((name) => own.includes(name.toLowerCase()));
}
