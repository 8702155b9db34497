import ipaddr from 'ipaddr.js';
import type { ObservationOf } from '../../observation/observation.ts';
import { productOfRule } from '../rule-products.ts';

type Matching = ObservationOf<'firewall.rules'>['matching'];

const MOST_LINES = 20_000;

/**
 * Returns the rule of `pfctl -sr` that decides about an outgoing TCP connection: the last that matches, or the first
 * that matches and says `quick` (pf.conf(5)). A rule with a condition that isn't understood decides nothing, and what
 * stands before it is no longer sure.
 */
export function matchPfRules(
  text: string,
  to: { readonly address: string; readonly port: number; readonly interface?: string },
): Matching {
  let last: Matching[number] | null = null;
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    const rule = parseRule(line.trim());
    if (rule === null) continue;
    const found = compare(rule, to);
    if (found === 'no') continue;
    const product = productOfRule(line);
    last =
      found === 'yes'
        ? {
            rule: line.trim().slice(0, 300),
            verdict: rule.verdict,
            backend: 'pf',
            ...(product === undefined ? {} : { product }),
          }
        : null;
    if (found === 'yes' && rule.isQuick) break;
  }
  return last === null ? [] : [last];
}

interface PfRule {
  readonly verdict: 'drop' | 'reject' | 'accept';
  readonly isQuick: boolean;
  readonly words: readonly string[];
}

function parseRule(line: string): PfRule | null {
  const [, action = '', rest = ''] =
    /^(pass|block(?: (?:drop|return(?:-rst|-icmp6?)?(?:\([^)]*\))?))?) (.*)$/u.exec(line) ?? [];
  if (action === '') return null;
  const verdict = action === 'pass' ? 'accept' : action.startsWith('block return') ? 'reject' : 'drop';
  const words = rest.split(/\s+/u).slice(0, 200);
  return { verdict, isQuick: words.includes('quick'), words };
}

/** Words that neither narrow a rule for the first packet of a TCP connection nor take a value. */
const NEUTRAL = [
  'quick',
  'log',
  'all',
  'from',
  'to',
  'any',
  'inet',
  'inet6',
  'keep',
  'no',
  'state',
  'modulate',
  'synproxy',
  'out',
];

function compare(
  rule: PfRule,
  to: { readonly address: string; readonly port: number; readonly interface?: string },
): 'yes' | 'no' | 'unknown' {
  const { words } = rule;
  const parsed = ipaddr.process(to.address);
  let side: 'from' | 'to' = 'from';
  let isSure = true;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (word === 'in') return 'no';
    if (word === 'inet' && parsed.kind() === 'ipv6') return 'no';
    if (word === 'inet6' && parsed.kind() === 'ipv4') return 'no';
    if (word === 'from' || word === 'to') side = word;
    if (word === 'proto') {
      if (value !== 'tcp') return 'no';
      at += 1;
    } else if (word === 'on') {
      if (to.interface === undefined) isSure = false;
      else if (value !== to.interface) return 'no';
      at += 1;
    } else if (word === 'port') {
      const isRange = value === '=';
      const number = Number(isRange ? (words[at + 2] ?? '') : value);
      if (side === 'from' || !Number.isInteger(number)) isSure = false;
      else if (number !== to.port) return 'no';
      at += isRange ? 2 : 1;
    } else if (word === 'flags') {
      // `S/SA` is the first packet of a connection; `any` is every packet.
      if (value !== 'S/SA' && value !== 'any') isSure = false;
      at += 1;
    } else if (!NEUTRAL.includes(word)) {
      const found = inBlock(parsed, word);
      if (side === 'from' || found === null) isSure = false;
      else if (!found) return 'no';
    }
  }
  return isSure ? 'yes' : 'unknown';
}

function inBlock(address: ipaddr.IPv4 | ipaddr.IPv6, text: string): boolean | null {
  const full = text.includes('/') ? text : `${text}/${text.includes(':') ? '128' : '32'}`;
  if (!ipaddr.isValidCIDR(full)) return null;
  const [network, bits] = ipaddr.parseCIDR(full);
  if (address instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4) return address.match(network, bits);
  return address instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6 && address.match(network, bits);
}
