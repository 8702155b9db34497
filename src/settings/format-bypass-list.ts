import type { BypassList, BypassRule } from './bypass-list.ts';
import { hostInUrl, isIpLiteral } from './canonical-host.ts';
import { type BypassDialect, parseBypassEntries, WITHOUT_IMPLICIT_RULES } from './parse-bypass-list.ts';

export interface FormattedBypass {
  readonly entries: readonly string[];
  /** The entries joined as the dialect joins them. */
  readonly text: string;
  /** Rules that the dialect has no words for. */
  readonly lost: readonly BypassRule[];
}

const JOINTS: Readonly<Record<BypassDialect, string>> = {
  chromium: ';',
  environment: ',',
  curl: ',',
  go: ',',
  python: ',',
  gnome: ',',
  kde: ',',
  wininet: ';',
  macos: ',',
  firefox: ', ',
  npm: ',',
  wget: ',',
  java: '|',
  nuget: ',',
  apt: ',',
};

/** Dialects in which every name also matches what ends in it. */
const ENDS_COUNT: readonly BypassDialect[] = ['environment', 'kde', 'firefox'];

/** Dialects that compare IPv6 addresses without brackets, e.g. CURLOPT_NOPROXY(3). */
const BARE_IPV6: readonly BypassDialect[] = ['curl', 'go', 'python', 'wget'];

/**
 * Returns a bypass list in the words of one dialect. An entry is only written where reading it back gives exactly the
 * rules it was written for; the others are in `lost`, so that nobody is told a list was carried over when it was not.
 */
export function formatBypassList(list: BypassList, dialect: BypassDialect): FormattedBypass {
  const entries: string[] = [];
  const lost: BypassRule[] = [];
  const left = [...list.rules];
  for (let rule = left.shift(); rule !== undefined; rule = left.shift()) {
    const next = left[0];
    const both = next === undefined ? null : domainEntry(rule, next);
    if (both !== null && next !== undefined && means(both, dialect, [rule, next])) {
      entries.push(both);
      left.shift();
      continue;
    }
    const given = rule;
    const entry = candidates(rule, dialect).find((candidate) => means(candidate, dialect, [given]));
    if (entry !== undefined) entries.push(entry);
    else if (!isInherent(rule, dialect)) lost.push(rule);
  }
  return { entries, text: entries.join(JOINTS[dialect]), lost };
}

/** `example.com` and `*.example.com` side by side are one domain in the dialects of curl, Go and Python. */
function domainEntry(own: BypassRule, below: BypassRule): string | null {
  if (own.kind !== 'host-pattern' || below.kind !== 'host-pattern' || below.pattern !== `*.${own.pattern}`) return null;
  return `${own.pattern}${portOf(own)}`;
}

function candidates(rule: BypassRule, dialect: BypassDialect): readonly string[] {
  switch (rule.kind) {
    case 'local':
      return ['<local>'];
    case 'subtract-implicit':
      return ['<-loopback>'];
    case 'address-block':
      return [rule.address, hostInUrl(rule.address)].map(
        (address) => `${schemeOf(rule)}${address}/${String(rule.prefixLength)}`,
      );
    case 'host-pattern': {
      const isBare = !isIpLiteral(rule.pattern) || (BARE_IPV6.includes(dialect) && rule.port === undefined);
      const host = isBare ? rule.pattern : hostInUrl(rule.pattern);
      const whole = `${schemeOf(rule)}${host}${portOf(rule)}`;
      // Names match their suffixes in some dialects: `*example.com` is written `example.com` there.
      const bare = `${schemeOf(rule)}${host.replace(/^\*\.?/u, '')}${portOf(rule)}`;
      // Chromium reads `*example.com` there as well, but no other program does.
      return ENDS_COUNT.includes(dialect) ? [bare, `.${bare}`, whole] : [whole, bare, `.${bare}`];
    }
  }
}

function schemeOf(rule: { readonly scheme?: string }): string {
  return rule.scheme === undefined ? '' : `${rule.scheme}://`;
}

function portOf(rule: { readonly port?: number }): string {
  return rule.port === undefined ? '' : `:${String(rule.port)}`;
}

function means(entry: string, dialect: BypassDialect, rules: readonly BypassRule[]): boolean {
  const readBack = parseBypassEntries([entry], dialect).rules.filter((rule) => !isInherent(rule, dialect));
  return JSON.stringify(readBack.map(sorted)) === JSON.stringify(rules.map(sorted));
}

function sorted(rule: BypassRule): readonly (readonly [string, unknown])[] {
  return Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1));
}

function isInherent(rule: BypassRule, dialect: BypassDialect): boolean {
  return rule.kind === 'subtract-implicit' && WITHOUT_IMPLICIT_RULES.includes(dialect);
}
