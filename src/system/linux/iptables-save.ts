import ipaddr from 'ipaddr.js';
import type { FirewallChain, FirewallRule, Matches, Packet, RuleAction } from './evaluate-firewall.ts';

const FINAL: Readonly<Record<string, RuleAction['kind']>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'reject',
  RETURN: 'return',
};

/** Targets of the table `nat` that send a connection somewhere else (iptables-extensions(8)). */
const TURNS = ['REDIRECT', 'DNAT'];

/** Targets after which the next rule follows. */
const NEUTRAL = ['LOG', 'NFLOG', 'MARK', 'CONNMARK', 'TRACE', 'CT', 'AUDIT'];

/** `nat` comes before `filter` where a packet leaves (NF_IP_PRI_NAT_DST); on its way in it is of no interest here. */
const PRIORITY: Readonly<Record<string, number>> = { nat: -100, filter: 0 };

/**
 * Returns the chains of `iptables-save` (or `ip6tables-save`) that begin at OUTPUT or, for an answer, at INPUT, each rule
 * already compared with the packet. An option that isn't known makes its rule unknown.
 */
export function parseIptablesSave(text: string, packet: Packet): readonly FirewallChain[] {
  const begin = packet.hook === 'output' ? 'OUTPUT' : 'INPUT';
  const chains = new Map<string, { base?: FirewallChain['base']; rules: FirewallRule[] }>();
  let table = '';
  for (const line of text.split('\n').slice(0, 200_000)) {
    const begins = /^\*(\S+)/u.exec(line)?.[1];
    if (begins !== undefined) table = begins;
    const priority = PRIORITY[table];
    if (priority === undefined || (table === 'nat' && packet.hook === 'input')) continue;
    const named = (chain: string): string => `${table} ${chain}`;
    const [, declared, policy] = /^:(\S+) (\S+)/u.exec(line) ?? [];
    if (declared !== undefined) {
      const base = { priority, policy: policy === 'DROP' ? 'drop' : 'accept' } as const;
      chains.set(named(declared), { rules: [], ...(declared === begin ? { base } : {}) });
    }
    const [, chain = '', rest = ''] = /^-A (\S+) ?(.*)$/u.exec(line) ?? [];
    const chainName = (name: string): string | null => (chains.has(named(name)) ? named(name) : null);
    chains.get(named(chain))?.rules.push(readRule(line, rest, packet, chainName));
  }
  return [...chains].map(([name, { base, rules }]) => ({ name, rules, ...(base === undefined ? {} : { base }) }));
}

function readRule(
  line: string,
  text: string,
  packet: Packet,
  chainName: (name: string) => string | null,
): FirewallRule {
  const words = (text.match(/"(?:[^"\\]|\\.)*"|\S+/gu) ?? []).map((word) => word.replace(/^"|"$/gu, ''));
  let matches: Matches = 'yes';
  let action: RuleAction = { kind: 'nothing' };
  let isNegated = false;
  for (let at = 0; at < words.length; at += 1) {
    const option = words[at] ?? '';
    if (option === '!') {
      isNegated = true;
      continue;
    }
    const value = words[at + 1] ?? '';
    if (option === '-j' || option === '-g') {
      action = actionOf(option, value, chainName);
      // Whatever follows belongs to the target.
      break;
    }
    const found = compare(option, value, packet);
    if (found !== null) {
      const result = isNegated && found !== 'unknown' ? (found === 'yes' ? 'no' : 'yes') : found;
      matches =
        matches === 'no' || result === 'no' ? 'no' : matches === 'unknown' || result === 'unknown' ? 'unknown' : 'yes';
    }
    isNegated = false;
    // Some options (`--rcheck`, `--syn`) have no value; taking one from what follows would lose the target.
    if (!value.startsWith('-') && value !== '!') at += 1;
  }
  return { text: line.slice(0, 300), matches, action };
}

function actionOf(option: string, target: string, chainName: (name: string) => string | null): RuleAction {
  const kind = FINAL[target];
  if (kind === 'accept' || kind === 'drop' || kind === 'reject' || kind === 'return') return { kind };
  const chain = chainName(target);
  if (chain !== null) return { kind: option === '-g' ? 'goto' : 'jump', chain };
  if (TURNS.includes(target)) return { kind: 'redirect' };
  return { kind: NEUTRAL.includes(target) ? 'nothing' : 'unknown' };
}

/** Compares one option with the packet; `null` where it is no condition. */
function compare(option: string, value: string, packet: Packet): Matches | null {
  switch (option) {
    case '-d':
      return packet.destination === undefined ? 'unknown' : inBlock(packet.destination, value);
    case '-s':
      return packet.source === undefined ? 'unknown' : inBlock(packet.source, value);
    case '-p':
      return yesNo(['tcp', '6', 'all'].includes(value));
    case '--dport':
    case '--dports':
      return inAnyPort(packet.destinationPort, value);
    case '--sport':
    case '--sports':
      return inAnyPort(packet.sourcePort, value);
    case '-o':
      return isLink(packet.outInterface, value);
    case '-i':
      return isLink(packet.inInterface, value);
    case '--uid-owner':
      return packet.uid === undefined || !/^[0-9]+$/u.test(value) ? 'unknown' : yesNo(Number(value) === packet.uid);
    case '--gid-owner':
      return packet.gid === undefined || !/^[0-9]+$/u.test(value) ? 'unknown' : yesNo(Number(value) === packet.gid);
    case '--ctstate':
    case '--state':
      return yesNo(value.split(',').includes(packet.state.toUpperCase()));
    case '-m':
      // A module says nothing by itself; its options do. One that has none counts as unknown by them.
      return ['tcp', 'udp', 'multiport', 'conntrack', 'state', 'comment', 'owner'].includes(value) ? null : 'unknown';
    case '--comment':
      return null;
    default:
      return 'unknown';
  }
}

function inAnyPort(port: number | undefined, value: string): Matches {
  return port === undefined ? 'unknown' : yesNo(value.split(',').some((ports) => inPorts(port, ports)));
}

function isLink(name: string | undefined, pattern: string): Matches {
  return name === undefined ? 'unknown' : interfaceIs(name, pattern);
}

function inBlock(address: string, block: string): Matches {
  const own = ipaddr.process(address);
  const full = block.includes('/') ? block : `${block}/${own.kind() === 'ipv4' ? '32' : '128'}`;
  if (!ipaddr.isValidCIDR(full)) return 'unknown';
  const [network, length] = ipaddr.parseCIDR(full);
  if (own instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4) return yesNo(own.match(network, length));
  if (own instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6) return yesNo(own.match(network, length));
  return 'no';
}

function inPorts(port: number, ports: string): boolean {
  const [from = '', to = from] = ports.split(':');
  return Number(from) <= port && port <= Number(to === '' ? '65535' : to);
}

function interfaceIs(name: string, pattern: string): Matches {
  return yesNo(pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
}

function yesNo(is: boolean): Matches {
  return is ? 'yes' : 'no';
}
