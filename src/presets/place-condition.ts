/** The conditions under which a place of a preset is the one that this computer is in. */
import ipaddr from 'ipaddr.js';
import { canonicalHost, isIpLiteral } from '../settings/canonical-host.ts';
import { parsePort } from '../settings/parse-proxy-uri.ts';

/** A gateway as a preset names it: by its address, by a block of them, or by its hardware address. */
export type GatewayCondition =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'block'; readonly address: string; readonly prefixLength: number }
  | { readonly kind: 'mac'; readonly mac: string };

/** Returns a gateway condition, or `null` where the text is none. */
export function parseGateway(text: string): GatewayCondition | null {
  const mac = canonicalMac(text);
  if (mac !== null) return { kind: 'mac', mac };
  const [, address = '', prefix = ''] = /^([^/]+)\/([0-9]{1,3})$/u.exec(text) ?? [];
  if (address !== '') {
    const host = canonicalHost(address);
    const prefixLength = Number(prefix);
    if (host === null || !isIpLiteral(host) || prefixLength > (host.includes(':') ? 128 : 32)) return null;
    return { kind: 'block', address: host, prefixLength };
  }
  const host = canonicalHost(text);
  return host !== null && isIpLiteral(host) ? { kind: 'address', address: host } : null;
}

/** Returns a hardware address with small letters and colons; `null` where the text is none. */
export function canonicalMac(text: string): string | null {
  // macOS leaves leading zeros out, Windows writes hyphens.
  const parts = text.trim().toLowerCase().split(/[:-]/u);
  if (parts.length !== 6 || parts.some((part) => !/^[0-9a-f]{1,2}$/u.test(part))) return null;
  return parts.map((part) => part.padStart(2, '0')).join(':');
}

/** Whether a gateway with this address fits the condition. */
export function fitsAddress(condition: GatewayCondition, address: string): boolean {
  if (condition.kind === 'mac' || !ipaddr.isValid(address)) return false;
  const given = ipaddr.process(address);
  const wanted = ipaddr.process(condition.address);
  if (given.kind() !== wanted.kind()) return false;
  const whole = given.kind() === 'ipv6' ? 128 : 32;
  return given.match(wanted, condition.kind === 'block' ? condition.prefixLength : whole);
}

/** A name that has to be known in a network, or a service that has to answer there. */
export interface Reachable {
  readonly host: string;
  /** `null`: it is enough that the name can be looked up. */
  readonly port: number | null;
}

/** Returns what `host` or `host:port` names; `null` where that is neither. */
export function parseReachable(text: string): Reachable | null {
  const bare = canonicalHost(text);
  if (bare !== null) return { host: bare, port: null };
  const colon = text.lastIndexOf(':');
  const host = colon < 1 ? null : canonicalHost(text.slice(0, colon));
  const port = parsePort(text.slice(colon + 1));
  return host === null || typeof port !== 'number' ? null : { host, port };
}
