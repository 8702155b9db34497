/** Fixes of the list of exceptions: this site beside the proxy, or through it after all. */
import { refuse } from '../base/result.ts';
import { parseTarget } from '../route/parse-target.ts';
import type { BypassList, BypassRule } from '../settings/bypass-list.ts';
import { hostInUrl } from '../settings/canonical-host.ts';
import { formatBypassList } from '../settings/format-bypass-list.ts';
import { type BypassTarget, matchesBypass, showBypassRule } from '../settings/match-bypass.ts';
import { type BypassDialect, parseBypassEntries } from '../settings/parse-bypass-list.ts';
import { BYPASS_DIALECTS } from '../system/settings-writer.ts';
import type { FixSituation } from './fix-flow.ts';
import { type Planned, planTo } from './plan-servers.ts';
import { whereToSet } from './where-to-set.ts';

type Change = (list: BypassList, target: BypassTarget, dialect: BypassDialect) => BypassList | null;

/** The target goes past the proxy. */
export function planBypassSite(situation: FixSituation): Planned {
  return planBypass(situation, (list, target, dialect) =>
    list.reversed === true ? without(list, target, dialect) : withHost(list, target, dialect),
  );
}

/** The target uses the proxy: the entry that catches it is narrowed where that can be said, and else goes. */
export function planNarrowBypass(situation: FixSituation): Planned {
  return planBypass(situation, (list, target, dialect) =>
    list.reversed === true ? withHost(list, target, dialect) : without(list, target, dialect),
  );
}

function planBypass(situation: FixSituation, change: Change): Planned {
  const parsed = parseTarget(situation.url);
  const desk = whereToSet(situation);
  const { settings } = desk;
  if (!parsed.ok) return refuse({ kind: 'no-settings' });
  if (settings === null || (settings.mode !== 'manual' && settings.mode !== 'pac'))
    return planTo(null, desk, situation);
  const bypass = change(settings.bypass, parsed.value.target, BYPASS_DIALECTS[desk.source]);
  return planTo(bypass === null ? null : { ...settings, bypass }, desk, situation);
}

/** The host as the dialect says it: in some of them a name stands for what ends like it as well. */
function withHost(list: BypassList, target: BypassTarget, dialect: BypassDialect): BypassList | null {
  const said = [target.host, hostInUrl(target.host)]
    .map((entry) => parseBypassEntries([entry], dialect).rules)
    .find((rules) => matchesBypass({ rules, unparsed: [] }, target).bypassed);
  return said === undefined
    ? null
    : { ...list, rules: [...list.rules, ...said.filter(({ kind }) => kind !== 'subtract-implicit')] };
}

/** Returns the list without what catches the target; `null` where nothing of it does. */
function without(list: BypassList, target: BypassTarget, dialect: BypassDialect): BypassList | null {
  let rules = list.rules;
  let isChanged = false;
  // Each round takes at least one rule away or makes it narrower, once.
  for (let round = 0; round <= list.rules.length; round += 1) {
    const match = matchesBypass({ rules, unparsed: [] }, target);
    if (!match.bypassed || match.by !== 'rule') break;
    const shown = showBypassRule(match.rule);
    isChanged = true;
    rules = rules.flatMap((one) => (showBypassRule(one) === shown ? narrowed(one, target, dialect) : [one]));
  }
  return isChanged ? { ...list, rules } : null;
}

/** `*corp.example` also catches `notcorp.example`; the domain itself and what is below it stay excepted. */
function narrowed(rule: BypassRule, target: BypassTarget, dialect: BypassDialect): readonly BypassRule[] {
  if (rule.kind !== 'host-pattern') return [];
  const [, domain] = /^\*([^*.][^*]*\.[^*]*)$/u.exec(rule.pattern) ?? [];
  if (domain === undefined || target.host === domain || target.host.endsWith(`.${domain}`)) return [];
  const parts = [domain, `*.${domain}`].map((pattern) => ({ ...rule, pattern }));
  return parts.filter((one) => formatBypassList({ rules: [one], unparsed: [] }, dialect).lost.length === 0);
}
