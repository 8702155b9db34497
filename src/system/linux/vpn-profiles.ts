import ipaddr from 'ipaddr.js';

/** A profile is a page of text; what is longer is none. */
const MOST_LINES = 2_000;
const MOST_NETWORKS = 64;

/** What a profile says that its VPN carries; `mayCarryMore`: the other side may name more once it is on. */
export interface Carried {
  readonly networks?: readonly string[];
  readonly mayCarryMore?: boolean;
}

/**
 * Returns the networks that a WireGuard configuration sends into the tunnel (`AllowedIPs`). Nothing else of the file is
 * kept: it holds keys.
 * @see wg(8), CONFIGURATION FILE FORMAT
 */
export function wireguardNetworks(text: string): Carried {
  const listed = text
    .split('\n')
    .slice(0, MOST_LINES)
    .flatMap((line) => /^\s*AllowedIPs\s*=([^#]*)/iu.exec(line)?.[1]?.split(',') ?? []);
  const networks = listed.map((one) => one.trim()).flatMap((one) => withLength(one) ?? []);
  return networks.length === 0 ? {} : { networks: networks.slice(0, MOST_NETWORKS) };
}

/**
 * Returns the networks that an OpenVPN profile names itself; most leave them, or more of them, to the server (`pull`,
 * `client`).
 * @see openvpn(8), --route, --redirect-gateway
 */
export function openvpnNetworks(text: string): Carried {
  const lines = text.split('\n').slice(0, MOST_LINES);
  if (lines.some((line) => /^\s*redirect-gateway\b/u.test(line))) return { networks: ['0.0.0.0/0'] };
  const pulls = lines.some((line) => /^\s*(?:client|pull)\s*$/u.test(line));
  const refuses = lines.some((line) => /^\s*route-nopull\b/u.test(line));
  const networks = lines.flatMap((line) => {
    const [, address = '', mask = '255.255.255.255'] = /^\s*route\s+(\S+)(?:\s+(\S+))?/u.exec(line) ?? [];
    if (!ipaddr.IPv4.isValidFourPartDecimal(address) || !ipaddr.IPv4.isValidFourPartDecimal(mask)) return [];
    const length = ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask();
    return length === null ? [] : [`${address}/${String(length)}`];
  });
  if (networks.length === 0) return {};
  return { networks: networks.slice(0, MOST_NETWORKS), ...(pulls && !refuses ? { mayCarryMore: true } : {}) };
}

function withLength(text: string): string | null {
  const full = text.includes('/') ? text : `${text}/${text.includes(':') ? '128' : '32'}`;
  return ipaddr.isValidCIDR(full) ? full : null;
}

/** More search domains than a resolver takes are no list of domains. */
const MOST_DOMAINS = 32;

/**
 * Returns the search domains of a wg-quick configuration: what stands under `DNS` and is no address; `undefined` where
 * there is none.
 * @see wg-quick(8), CONFIGURATION
 */
export function wireguardDomains(text: string): readonly string[] | undefined {
  const lines = text.split('\n').slice(0, MOST_LINES);
  return domainsIn(lines.flatMap((line) => /^\s*DNS\s*=([^#]*)/iu.exec(line)?.[1]?.split(',') ?? []));
}

/**
 * Returns the domains that an OpenVPN profile names itself.
 * @see openvpn(8), --dhcp-option DOMAIN, DOMAIN-SEARCH; --dns search-domains
 */
export function openvpnDomains(text: string): readonly string[] | undefined {
  const option = /^\s*(?:dhcp-option\s+(?:DOMAIN|DOMAIN-SEARCH|ADAPTER_DOMAIN_SUFFIX)|dns\s+search-domains)\s+(.*)$/u;
  const lines = text.split('\n').slice(0, MOST_LINES);
  return domainsIn(lines.flatMap((line) => option.exec(line)?.[1]?.split(/\s+/u) ?? []));
}

/** Returns what can be a domain among words of a profile: `~corp.example`, `.corp.example` and `corp.example` are one. */
export function domainsIn(words: readonly string[]): readonly string[] | undefined {
  const domains = words
    .map((word) =>
      word
        .trim()
        .replace(/^[~.]+|\.+$/gu, '')
        .toLowerCase(),
    )
    .filter((word) => !ipaddr.isValid(word) && /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/u.test(word));
  return domains.length === 0 ? undefined : [...new Set(domains)].slice(0, MOST_DOMAINS);
}
