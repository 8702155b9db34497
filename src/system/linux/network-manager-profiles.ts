import ipaddr from 'ipaddr.js';
import type { SystemTools } from '../system-tools.ts';
import { domainsIn, type Carried } from './vpn-profiles.ts';

/** Connection types of NetworkManager that are VPNs. */
export const VPN_TYPES: readonly string[] = ['vpn', 'wireguard', 'tun', 'ip-tunnel'];

/** Where NetworkManager keeps its profiles; only administrators may read them. */
const FOLDER = '/etc/NetworkManager/system-connections';
const MOST_PROFILES = 100;
const MOST_LINES = 2_000;
const MOST_NETWORKS = 64;

/** One VPN as its profile tells of it. */
export interface Profile extends Carried {
  readonly name: string;
  readonly kind: string;
  readonly interface?: string;
  readonly domains?: readonly string[];
}

/** Returns the VPNs among NetworkManager's profiles, for a computer where it does not run; empty where they are closed to us. */
export async function networkManagerProfiles(tools: SystemTools): Promise<readonly Profile[]> {
  const names = await tools.listFolder(FOLDER);
  const files = names.state === 'read' ? names.value.slice(0, MOST_PROFILES) : [];
  const texts = await Promise.all(files.map((file) => tools.readFile(`${FOLDER}/${file}`)));
  return texts.flatMap((text) => (text.state === 'read' ? (parseKeyfile(text.value) ?? []) : []));
}

/**
 * Returns the VPN that a profile describes; `null` where it is about something else. Nothing more of it is kept: it holds keys.
 * @see nm-settings-keyfile(5)
 */
export function parseKeyfile(text: string): Profile | null {
  const values = valuesOf(text);
  const one = (key: string): string | undefined => values.find(([known]) => known === key)?.[1];
  const kind = one('connection.type') ?? '';
  if (!VPN_TYPES.includes(kind)) return null;
  const words = values
    .filter(([key]) => /^ipv[46]\.routes?\d*$|^wireguard-peer\.[^.]*\.allowed-ips$/u.test(key))
    .map(([, value]) => value);
  const searched = values
    .filter(([key]) => /^ipv[46]\.dns-search$/u.test(key))
    .flatMap(([, value]) => value.split(';'));
  const domains = domainsIn(searched);
  const link = one('connection.interface-name');
  return {
    name: one('connection.id') ?? 'vpn',
    kind,
    ...carriedBy(kind, networksIn(words.join(' '))),
    ...(link === undefined || kind === 'vpn' ? {} : { interface: link }),
    ...(domains === undefined ? {} : { domains }),
  };
}

/** What a connection of one kind carries: a plugin's other side may name more networks than its profile. */
export function carriedBy(kind: string, networks: readonly string[]): Carried {
  if (networks.length === 0) return {};
  return { networks, ...(kind === 'vpn' ? { mayCarryMore: true } : {}) };
}

/** Returns all networks (CIDR) in a list of routes, whatever stands between them. */
export function networksIn(text: string): readonly string[] {
  const blocks = text.match(/[0-9a-f:.]+\/\d{1,3}/giu) ?? [];
  return [...new Set(blocks.filter((block) => ipaddr.isValidCIDR(block)))].slice(0, MOST_NETWORKS);
}

function valuesOf(text: string): readonly (readonly [key: string, value: string])[] {
  let section = '';
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .flatMap((line): readonly (readonly [string, string])[] => {
      const begins = /^\s*\[([^\]]+)\]/u.exec(line)?.[1];
      if (begins !== undefined) section = begins;
      const [, key, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/u.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[`${section}.${key}`, value]];
    });
}
