import ipaddr from 'ipaddr.js';
import type { LinkNameServers, ObservationOf } from '../../observation/observation.ts';

const MOST_LINES = 20_000;

/**
 * Returns the resolvers of `scutil --dns`: those that are asked for every name (the first resolver without a domain),
 * and those of each interface ("for scoped queries").
 */
export function parseScutilDns(text: string): {
  readonly nameServers: readonly string[];
  readonly linkNameServers: readonly LinkNameServers[];
} {
  const links = new Map<string, readonly string[]>();
  const unscoped: (readonly string[])[] = [];
  let isScoped = false;
  let current = emptyResolver();
  const take = (): void => {
    if (current.servers.length === 0) return;
    if (isScoped && current.link !== null) links.set(current.link, current.servers);
    else if (!isScoped && !current.hasDomain) unscoped.push(current.servers);
  };
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    if (/^resolver #\d+/u.test(line) || /^DNS configuration/u.test(line)) {
      take();
      current = emptyResolver();
      if (/scoped queries/u.test(line)) isScoped = true;
      continue;
    }
    const server = /^\s+nameserver\[\d+\] : (\S+)/u.exec(line)?.[1];
    if (server !== undefined && ipaddr.isValid(server.replace(/%.*$/u, ''))) current.servers.push(server);
    const link = /^\s+if_index : \d+ \(([^)\s]+)\)/u.exec(line)?.[1];
    if (link !== undefined) current.link = link;
    if (/^\s+domain +: /u.test(line)) current.hasDomain = true;
  }
  take();
  return {
    nameServers: unscoped[0] ?? [],
    linkNameServers: [...links].map(([name, servers]) => ({ interface: name, servers, from: 'scutil --dns' })),
  };
}

function emptyResolver(): { servers: string[]; link: string | null; hasDomain: boolean } {
  return { servers: [], link: null, hasDomain: false };
}

/** Returns the VPN services of `scutil --nc list`: `* (Disconnected)  UUID VPN (com.example) "Office" [VPN:com.example]`. */
export function parseScutilNc(text: string): ObservationOf<'vpn.connections'>['connections'] {
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .flatMap((line) => {
      const [, state = '', name, kind = ''] =
        /^\*?\s*\(([A-Za-z ]+)\)\s[^"]*"([^"]*)"\s*\[([^\]]*)\]/u.exec(line) ?? [];
      if (name === undefined) return [];
      return [{ name, kind: kind.split(':')[0]?.toLowerCase() ?? '', isUp: state === 'Connected', by: 'scutil' }];
    });
}
