/** A list of exceptions in the dialect of a tool, as near as it comes. */
import type { BypassList, BypassRule } from '../settings/bypass-list.ts';
import { isIpLiteral } from '../settings/canonical-host.ts';
import { formatBypassList } from '../settings/format-bypass-list.ts';
import { showBypassRule } from '../settings/match-bypass.ts';
import { type BypassDialect, parseBypassEntries, WITHOUT_IMPLICIT_RULES } from '../settings/parse-bypass-list.ts';

export interface FormattedExceptions {
  readonly entries: readonly string[];
  /** Rules that the dialect has no words for, as Chromium writes them. */
  readonly lost: readonly string[];
  /** Rules that also cover names below or beside them in this dialect. */
  readonly wider: readonly string[];
}

/** What browsers never send to a proxy and many tools do unless told: this computer itself. */
const THIS_COMPUTER: readonly BypassRule[] = [
  { kind: 'host-pattern', pattern: 'localhost' },
  { kind: 'host-pattern', pattern: '127.0.0.1' },
  { kind: 'host-pattern', pattern: '::1' },
];

/**
 * Returns the entries of a list. Where the dialect can't say exactly a rule about a host or a domain, an entry that
 * covers more of the same domain is taken: without it the tool would ask the proxy for hosts that only answer inside.
 */
export function formatExceptions(list: BypassList, dialect: BypassDialect): FormattedExceptions {
  const entries: string[] = [];
  const lost: string[] = [];
  const wider: string[] = [];
  // "Only for these" has no words in any tool.
  if (list.reversed === true) return { entries, lost: list.rules.map(showBypassRule), wider };
  for (const rule of completed(list, dialect)) {
    const exact = formatBypassList({ rules: [rule], unparsed: [] }, dialect);
    const near = exact.entries.length > 0 ? null : nearEntry(rule, dialect);
    entries.push(...exact.entries, ...(near === null ? [] : [near]));
    // What was added here nobody asked for, and nobody has to hear of.
    if (!list.rules.includes(rule)) continue;
    if (near !== null) wider.push(showBypassRule(rule));
    else if (exact.lost.length > 0) lost.push(showBypassRule(rule));
  }
  return { entries: [...new Set(entries)], lost, wider };
}

function completed(list: BypassList, dialect: BypassDialect): readonly BypassRule[] {
  const own = list.rules.filter(({ kind }) => kind !== 'subtract-implicit');
  // apt fetches from repositories; each exception is a setting of its own there.
  if (own.length < list.rules.length || dialect === 'apt' || !WITHOUT_IMPLICIT_RULES.includes(dialect)) return own;
  const known = new Set(own.map((rule) => JSON.stringify(rule)));
  return [...THIS_COMPUTER.filter((rule) => !known.has(JSON.stringify(rule))), ...own];
}

function nearEntry(rule: BypassRule, dialect: BypassDialect): string | null {
  if (rule.kind !== 'host-pattern' || rule.port !== undefined || rule.scheme !== undefined) return null;
  const name = rule.pattern.replace(/^\*\.?/u, '');
  if (name === '' || name.includes('*') || isIpLiteral(name)) return null;
  for (const entry of rule.pattern.startsWith('*.') ? [`.${name}`, name] : [name]) {
    const means = parseBypassEntries([entry], dialect).rules.filter(({ kind }) => kind !== 'subtract-implicit');
    const patterns = means.map((one) => (one.kind === 'host-pattern' ? one.pattern : ''));
    const isOfDomain = patterns.every((pattern) => [name, `*.${name}`, `*${name}`].includes(pattern));
    const isCovered = patterns.includes(rule.pattern) || patterns.includes(`*${name}`);
    if (isOfDomain && isCovered) return entry;
  }
  return null;
}
