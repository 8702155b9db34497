import type { InterfaceFact } from '../../observation/observation.ts';

const MOST_LINES = 20_000;

/** One interface of `ifconfig`, before it is said what it is for. */
export interface IfconfigInterface {
  readonly name: string;
  readonly isUp: boolean;
  /** With prefix length. */
  readonly addresses: readonly string[];
  /** `status: active` of a card; `undefined` where none is told (tunnels, loopback). */
  readonly isActive?: boolean;
}

/** Returns the interfaces of macOS's `ifconfig`. */
export function parseIfconfig(text: string): readonly IfconfigInterface[] {
  const found: { name: string; isUp: boolean; addresses: string[]; isActive?: boolean }[] = [];
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    const [, name, flags = ''] = /^([A-Za-z][\w.-]*): flags=[0-9a-f]+<([A-Z0-9_,]*)>/u.exec(line) ?? [];
    if (name !== undefined) {
      found.push({ name, isUp: flags.split(',').includes('UP'), addresses: [] });
      continue;
    }
    const current = found.at(-1);
    if (current === undefined) continue;
    const [, v4, mask = ''] = /^\s+inet ([\d.]+)(?: --> [\d.]+)? netmask 0x([0-9a-f]{8})\b/u.exec(line) ?? [];
    if (v4 !== undefined) current.addresses.push(`${v4}/${String(onesOf(mask))}`);
    const [, v6, length = ''] = /^\s+inet6 ([0-9a-f:]+)(?:%\S+)? (?:--> \S+ )?prefixlen (\d{1,3})\b/u.exec(line) ?? [];
    if (v6 !== undefined) current.addresses.push(`${v6}/${length}`);
    const status = /^\s+status: (\w+)/u.exec(line)?.[1];
    if (status !== undefined) current.isActive = status === 'active';
  }
  return found;
}

/**
 * Returns what an interface is. macOS keeps some `utun` devices for itself (iCloud, Continuity); those have a link-local
 * address only and carry nothing of ours.
 */
export function macosInterface(one: IfconfigInterface, wifi: readonly string[]): InterfaceFact {
  const { name, addresses } = one;
  const isUp = one.isUp && one.isActive !== false;
  const kind = kindOf(name, wifi);
  const isTunnel = kind === 'tun' || kind === 'ppp';
  const isUsed = addresses.some((cidr) => !/^fe[89ab]/iu.test(cidr));
  return { name, kind, isUp, addresses, ...(isTunnel && isUsed ? { vpn: kind } : {}) };
}

function kindOf(name: string, wifi: readonly string[]): InterfaceFact['kind'] {
  if (/^lo\d+$/u.test(name)) return 'loopback';
  if (/^(?:utun|ipsec|tun)\d+$/u.test(name)) return 'tun';
  if (/^tap\d+$/u.test(name)) return 'tap';
  if (/^ppp\d+$/u.test(name)) return 'ppp';
  if (wifi.includes(name)) return 'wifi';
  if (/^en\d+$/u.test(name)) return 'ethernet';
  return /^(?:bridge|vmenet|vmnet|awdl|llw|anpi|ap|gif|stf)\d+$/u.test(name) ? 'virtual' : 'unknown';
}

function onesOf(hex: string): number {
  return Number.parseInt(hex, 16).toString(2).replaceAll('0', '').length;
}
