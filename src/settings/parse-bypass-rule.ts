import ipaddr from 'ipaddr.js';
import type { BypassRule } from './bypass-list.ts';
import { canonicalHost, isIpLiteral } from './canonical-host.ts';
import { parsePort } from './parse-proxy-uri.ts';

/** Longer entries are no host pattern. */
const MAX_RULE_CHARS = 1024;

/**
 * Returns one entry of a bypass list as Chromium reads it: `[scheme://]pattern[:port]`, `[scheme://]address/prefix`,
 * `<local>`, `<-loopback>`; `null` where it means nothing. A leading dot stands for `*.`.
 * @see https://chromium.googlesource.com/chromium/src/+/HEAD/net/docs/proxy.md
 */
export function parseBypassRule(entry: string): BypassRule | null {
  const text = entry.trim().toLowerCase();
  if (text === '' || text.length > MAX_RULE_CHARS || /\s/u.test(text)) return null;
  if (text === '<local>') return { kind: 'local' };
  if (text === '<-loopback>') return { kind: 'subtract-implicit' };
  const at = text.indexOf('://');
  const scheme = at < 0 ? undefined : text.slice(0, at);
  const rest = at < 0 ? text : text.slice(at + 3);
  if (scheme === '' || rest === '') return null;
  const restriction = scheme === undefined ? {} : { scheme };
  if (rest.includes('/')) {
    const block = parseAddressBlock(rest);
    return block === null ? null : { ...block, ...restriction };
  }
  const whole = canonicalHost(rest);
  if (whole !== null && isIpLiteral(whole)) return { kind: 'host-pattern', pattern: whole, ...restriction };
  return parseHostPattern(rest, restriction);
}

/** Returns an address block `address/prefix`, host bits cleared by comparison, not here; `null` where it is none. */
export function parseAddressBlock(
  text: string,
): { readonly kind: 'address-block'; readonly address: string; readonly prefixLength: number } | null {
  const hit = /^\[?([0-9a-f.:]+)\]?\/([0-9]{1,3})$/iu.exec(text);
  const [, address = '', prefix = ''] = hit ?? [];
  const host = canonicalHost(address.includes(':') ? `[${address}]` : address);
  if (host === null || !isIpLiteral(host)) return null;
  const prefixLength = Number(prefix);
  const bits = ipaddr.parse(host).kind() === 'ipv4' ? 32 : 128;
  return prefixLength <= bits ? { kind: 'address-block', address: host, prefixLength } : null;
}

function parseHostPattern(text: string, restriction: { readonly scheme?: string }): BypassRule | null {
  const colon = text.startsWith('[') ? text.indexOf(']:') + 1 : text.lastIndexOf(':');
  const hasPort = colon > 0 || text.startsWith(':');
  const port = hasPort ? parsePort(text.slice(colon + 1)) : undefined;
  if (port !== undefined && typeof port !== 'number') return null;
  const pattern = patternOf(hasPort ? text.slice(0, colon) : text);
  if (pattern === null) return null;
  return { kind: 'host-pattern', pattern, ...(port === undefined ? {} : { port }), ...restriction };
}

function patternOf(text: string): string | null {
  if (text === '' || text === '.') return null;
  if (text.startsWith('.')) return patternOf(`*${text}`);
  if (!text.includes('*'))
    return canonicalHost(text) ?? (text.includes(':') || text.includes('[') ? null : plain(text));
  return plain(text);
}

/** Patterns are compared with A-labels; each label is turned by itself, so that wildcards stay. */
function plain(text: string): string | null {
  const labels = text
    .split('.')
    .map((label) => (/^[\x21-\x7e]*$/u.test(label) || label.includes('*') ? label : (canonicalHost(label) ?? label)));
  const pattern = labels.join('.');
  return /^[^\s,;[\]:/@<>]+$/u.test(pattern) ? pattern : null;
}
