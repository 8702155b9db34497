import ipaddr from 'ipaddr.js';
import { assertNever } from '../base/assert-never.ts';
import type { BypassList, BypassRule } from './bypass-list.ts';
import { hostInUrl, isIpLiteral } from './canonical-host.ts';

/** What a bypass list looks at. */
export interface BypassTarget {
  readonly scheme: string;
  /** Canonical: lower case, A-labels, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Whether a target goes DIRECT, and by what. */
export type BypassMatch =
  | { readonly bypassed: false }
  | { readonly bypassed: true; readonly by: 'rule'; readonly rule: BypassRule }
  | { readonly bypassed: true; readonly by: 'implicit' | 'reversed' };

/**
 * Returns whether a bypass list sends a target DIRECT, by Chromium's rules: the last rule that says anything decides,
 * then the implicit rules, then (for a reversed list) everything that no rule named.
 * Names are compared as written; nothing is looked up.
 */
export function matchesBypass(list: BypassList, target: BypassTarget): BypassMatch {
  for (const rule of list.rules.toReversed()) {
    if (rule.kind === 'subtract-implicit') {
      if (!isImplicitlyBypassed(target.host)) continue;
      return list.reversed === true ? { bypassed: true, by: 'reversed' } : { bypassed: false };
    }
    if (!ruleMatches(rule, target)) continue;
    return list.reversed === true ? { bypassed: false } : { bypassed: true, by: 'rule', rule };
  }
  if (isImplicitlyBypassed(target.host)) return { bypassed: true, by: 'implicit' };
  return list.reversed === true ? { bypassed: true, by: 'reversed' } : { bypassed: false };
}

/** Whether Chromium never sends this host to a proxy: this computer's own names and the link-local blocks. */
export function isImplicitlyBypassed(host: string): boolean {
  if (!isIpLiteral(host)) {
    const name = host.replace(/\.$/u, '');
    return name === 'localhost' || name.endsWith('.localhost');
  }
  const address = ipaddr.process(host);
  const range = address.range();
  return range === 'loopback' || range === 'linkLocal';
}

/** Returns a rule as Chromium writes it. */
export function showBypassRule(rule: BypassRule): string {
  switch (rule.kind) {
    case 'local':
      return '<local>';
    case 'subtract-implicit':
      return '<-loopback>';
    case 'address-block':
      return `${rule.scheme === undefined ? '' : `${rule.scheme}://`}${rule.address}/${String(rule.prefixLength)}`;
    case 'host-pattern': {
      const host = isIpLiteral(rule.pattern) ? hostInUrl(rule.pattern) : rule.pattern;
      const port = rule.port === undefined ? '' : `:${String(rule.port)}`;
      return `${rule.scheme === undefined ? '' : `${rule.scheme}://`}${host}${port}`;
    }
    default:
      return assertNever(rule);
  }
}

function ruleMatches(rule: Exclude<BypassRule, { kind: 'subtract-implicit' }>, target: BypassTarget): boolean {
  switch (rule.kind) {
    case 'local':
      return !target.host.includes('.') && !isIpLiteral(target.host);
    case 'host-pattern':
      return allows(rule, target) && globMatches(rule.pattern, target.host);
    case 'address-block':
      return allows(rule, target) && blockContains(rule, target.host);
    default:
      return assertNever(rule);
  }
}

function allows(rule: { readonly port?: number; readonly scheme?: string }, target: BypassTarget): boolean {
  return (
    (rule.port === undefined || rule.port === target.port) &&
    (rule.scheme === undefined || rule.scheme === target.scheme)
  );
}

function blockContains(block: { readonly address: string; readonly prefixLength: number }, host: string): boolean {
  if (!isIpLiteral(host)) return false;
  // An IPv4-mapped IPv6 literal is the IPv4 address it holds.
  const address = ipaddr.process(host);
  const network = ipaddr.parse(block.address);
  if (address instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4)
    return address.match(network, block.prefixLength);
  if (address instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6)
    return address.match(network, block.prefixLength);
  return false;
}

/** `*` for any run of characters. Goes back to the last `*` only, so that no pattern takes more than pattern × text steps. */
function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p;
      resume = t;
      p += 1;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      resume += 1;
      t = resume;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
