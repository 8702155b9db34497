import ipaddr from 'ipaddr.js';
import type { RouteFact } from '../../observation/observation.ts';
import type { RouteToReading } from '../system.ts';

const MOST_LINES = 20_000;

/**
 * Returns the routes of `netstat -rn`. Destinations are cut short there: `10` is 10.0.0.0/8, `172.16/12` and
 * `192.0.2` leave out the octets that are zero. Routes of one interface alone (flag `I`) don't decide for others.
 */
export function parseNetstatRoutes(text: string): readonly RouteFact[] {
  let isV6 = false;
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .flatMap((line) => {
      if (/^Internet6:/u.test(line)) isV6 = true;
      else if (/^Internet:/u.test(line)) isV6 = false;
      const [destination = '', gateway = '', flags = '', ...rest] = line.trim().split(/\s+/u);
      const name = rest.find((word) => /^[a-z]+\d+$/u.test(word));
      if (name === undefined || !/^[A-Za-z0-9]*U[A-Za-z0-9]*$/u.test(flags) || flags.includes('I')) return [];
      if (flags.includes('R') || flags.includes('B')) return [];
      const block = isV6 ? v6Block(destination) : v4Block(destination);
      if (block === null) return [];
      const via = gateway.replace(/%.*$/u, '');
      return [
        {
          destination: block,
          interface: name,
          ...(ipaddr.isValid(via) && flags.includes('G') ? { gateway: via } : {}),
        },
      ];
    });
}

function v4Block(text: string): string | null {
  if (text === 'default') return '0.0.0.0/0';
  const [, octets = '', length] = /^(\d{1,3}(?:\.\d{1,3}){0,3})(?:\/(\d{1,2}))?$/u.exec(text) ?? [];
  if (octets === '') return null;
  const parts = octets.split('.');
  const bits = length ?? String(parts.length * 8);
  const full = `${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${bits}`;
  return ipaddr.isValidCIDR(full) ? full : null;
}

function v6Block(text: string): string | null {
  if (text === 'default') return '::/0';
  const plain = text.replace(/%[^/]*/u, '');
  const full = plain.includes('/') ? plain : `${plain}/128`;
  return full.includes(':') && ipaddr.isValidCIDR(full) ? full : null;
}

/** Returns the answer of `route -n get ADDRESS`; `null` where it is not one. */
export function parseRouteGet(stdout: string, stderr: string): RouteToReading | null {
  if (/not in table|Network is unreachable/u.test(stdout + stderr))
    return { covered: false, why: 'network-unreachable' };
  const value = (key: string): string | undefined => new RegExp(`^\\s*${key}: (\\S+)`, 'mu').exec(stdout)?.[1];
  const flags = /^\s*flags: <([^>]*)>/mu.exec(stdout)?.[1]?.split(',') ?? [];
  if (flags.includes('REJECT') || flags.includes('BLACKHOLE')) return { covered: false, why: 'host-unreachable' };
  const name = value('interface');
  if (name === undefined) return null;
  const gateway = value('gateway')?.replace(/%.*$/u, '');
  return {
    covered: true,
    interface: name,
    ...(gateway !== undefined && ipaddr.isValid(gateway) ? { gateway } : {}),
  };
}
