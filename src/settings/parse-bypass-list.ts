import { assertNever } from '../base/assert-never.ts';
import type { BypassList, BypassRule } from './bypass-list.ts';
import { isIpLiteral } from './canonical-host.ts';
import { parseAddressBlock, parseBypassRule } from './parse-bypass-rule.ts';

/**
 * Who reads the list. `environment` and `kde` are Chromium's reading of `no_proxy` and of kioslaverc (each name also
 * matches what ends in it); `gnome` is Chromium's reading of `ignore-hosts`.
 * From `npm` on, lists of single tools: `java` is nonProxyHosts, `apt` the hosts that are set DIRECT one by one.
 */
export type BypassDialect =
  | 'chromium'
  | 'environment'
  | 'curl'
  | 'go'
  | 'python'
  | 'gnome'
  | 'kde'
  | 'wininet'
  | 'macos'
  | 'firefox'
  | 'npm'
  | 'wget'
  | 'java'
  | 'nuget'
  | 'apt';

/** Dialects without implicit rules: the list is the whole truth there. */
export const WITHOUT_IMPLICIT_RULES: readonly BypassDialect[] = [
  'curl',
  'python',
  'npm',
  'wget',
  'java',
  'nuget',
  'apt',
];

/** A list longer than this is cut; real ones have some hundred entries. */
const MAX_ENTRIES = 5_000;

/** Returns a bypass list in the one model. Entries that mean nothing in the dialect are kept in `unparsed`. Never throws. */
export function parseBypassList(text: string, dialect: BypassDialect): BypassList {
  return parseBypassEntries(text.split(SEPARATORS[dialect]), dialect);
}

/** Returns the list of sources that hold entries apart (GNOME, macOS). */
export function parseBypassEntries(entries: readonly string[], dialect: BypassDialect): BypassList {
  const rules: BypassRule[] = [];
  const unparsed: string[] = [];
  for (const entry of entries.slice(0, MAX_ENTRIES)) {
    const trimmed = entry.trim();
    if (trimmed === '') continue;
    const parsed = parseEntry(trimmed, dialect);
    if (parsed.length === 0) unparsed.push(trimmed);
    rules.push(...parsed);
  }
  const first: readonly BypassRule[] = WITHOUT_IMPLICIT_RULES.includes(dialect) ? [{ kind: 'subtract-implicit' }] : [];
  return { rules: [...first, ...rules], unparsed };
}

const SEPARATORS: Readonly<Record<BypassDialect, RegExp>> = {
  chromium: /[,;]/u,
  environment: /[,;]/u,
  curl: /[,\s]/u,
  go: /,/u,
  python: /,/u,
  gnome: /,/u,
  kde: /[,\s]/u,
  wininet: /[;\s]/u,
  macos: /[,\s]/u,
  firefox: /[,\s]/u,
  npm: /,/u,
  wget: /,/u,
  java: /[|,]/u,
  nuget: /,/u,
  apt: /,/u,
};

function parseEntry(entry: string, dialect: BypassDialect): readonly BypassRule[] {
  switch (dialect) {
    case 'chromium':
    case 'gnome':
      return some(parseBypassRule(entry));
    case 'environment':
    case 'kde':
      return some(parseBypassRule(entry)).map(matchingSuffix);
    case 'wininet':
      // WinINET has no address blocks; `10.0.0.0/8` there is a name that never matches.
      return entry.includes('/') && !entry.includes('://') ? [] : some(parseBypassRule(entry));
    case 'macos':
      return some(parseBypassRule(completeShortBlock(entry)));
    case 'firefox':
      return parseFirefoxEntry(entry);
    case 'curl':
      return parseDomainEntry(entry, { ownName: true, ports: false, blocks: true });
    case 'python':
      return parseDomainEntry(entry, { ownName: true, ports: true, blocks: false });
    case 'go':
      return parseDomainEntry(entry.replace(/^\*(?=\.)/u, ''), {
        ownName: false,
        ports: true,
        blocks: true,
      });
    case 'npm':
      // A `*` is a name like any other there, and matches nothing.
      return entry === '*' ? [] : parseDomainEntry(entry, { ownName: true, ports: false, blocks: false });
    case 'wget':
    case 'nuget':
      // The last signs of the name are compared, dot or not.
      return /[*/]/u.test(entry) ? [] : some(hostOnly(entry)).map(matchingSuffix);
    case 'java':
      // `*` counts at the beginning and at the end; a leading dot is a sign like any other.
      return /^\.|^.+\*.+$/u.test(entry) ? [] : some(hostOnly(entry));
    case 'apt':
      // The parts of a name are joined by `::` there, so that an IPv6 address is none.
      return /[*:]|^\.|\.$/u.test(entry) ? [] : some(hostOnly(entry));
    default:
      return assertNever(dialect);
  }
}

/** A rule about a host alone: no port, no scheme, no address block. */
function hostOnly(entry: string): BypassRule | null {
  const rule = parseBypassRule(entry);
  return rule?.kind === 'host-pattern' && rule.port === undefined && rule.scheme === undefined ? rule : null;
}

/**
 * Lists of curl, Go and Python hold domains, not patterns: `example.com` is the name and everything below it, and
 * a `*` counts only where it stands alone. Go takes `.example.com` for everything below, curl and Python for both.
 */
function parseDomainEntry(
  entry: string,
  has: { readonly ownName: boolean; readonly ports: boolean; readonly blocks: boolean },
): readonly BypassRule[] {
  if (entry === '*') return [{ kind: 'host-pattern', pattern: '*' }];
  if (/[*<>]|:\/\//u.test(entry)) return [];
  if (entry.includes('/')) return has.blocks ? some(parseAddressBlock(entry)) : [];
  const isBelowOnly = entry.startsWith('.') && !has.ownName;
  const rule = parseBypassRule(entry.replace(/^\./u, ''));
  if (rule?.kind !== 'host-pattern') return [];
  if (rule.port !== undefined && !has.ports) return [];
  if (isIpLiteral(rule.pattern)) return [rule];
  const below: BypassRule = { ...rule, pattern: `*.${rule.pattern}` };
  return isBelowOnly ? [below] : [rule, below];
}

/**
 * The end of the name counts, dot or not; a `*` only at the beginning, and addresses of version 6 in brackets.
 * @see netwerk/base/nsProtocolProxyService.cpp of Firefox, LoadHostFilters
 */
function parseFirefoxEntry(entry: string): readonly BypassRule[] {
  if (/.\*|^\*$|:\/\/|<-|^[^[]*:[^[]*[:/]/u.test(entry)) return [];
  return some(parseBypassRule(entry)).map(matchingSuffix);
}

function matchingSuffix(rule: BypassRule): BypassRule {
  if (rule.kind !== 'host-pattern' || rule.pattern.startsWith('*') || isIpLiteral(rule.pattern)) return rule;
  return { ...rule, pattern: `*${rule.pattern}` };
}

/** macOS writes `169.254/16`. */
function completeShortBlock(entry: string): string {
  const hit = /^([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})\/([0-9]{1,2})$/u.exec(entry);
  if (hit === null) return entry;
  const parts = (hit[1] ?? '').split('.');
  return `${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${hit[2] ?? ''}`;
}

function some(rule: BypassRule | null): readonly BypassRule[] {
  return rule === null ? [] : [rule];
}
