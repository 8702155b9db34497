/** Fixes of the list of exceptions: this site beside the proxy, or through it after all. */
import { refuse } from '../base/result.ts';
import type { BypassList, BypassRule } from '../settings/bypass-list.ts';
import { type BypassTarget, matchesBypass, showBypassRule } from '../settings/match-bypass.ts';
import { parseTarget } from '../route/parse-target.ts';
import type { FixSituation } from './fix-flow.ts';
import { type Planned, planTo } from './plan-servers.ts';
import { whereToSet } from './where-to-set.ts';

/** The target goes past the proxy. */
export function planBypassSite(situation: FixSituation): Planned {
  return planBypass(situation, (list, target) =>
    list.reversed === true ? without(list, target) : { ...list, rules: [...list.rules, ruleFor(target)] },
  );
}

/** The target uses the proxy: the entry that catches it is narrowed where that can be said, and else goes. */
export function planNarrowBypass(situation: FixSituation): Planned {
  return planBypass(situation, (list, target) =>
    list.reversed === true ? { ...list, rules: [...list.rules, ruleFor(target)] } : without(list, target),
  );
}

function planBypass(
  situation: FixSituation,
  change: (list: BypassList, target: BypassTarget) => BypassList | null,
): Planned {
  const parsed = parseTarget(situation.url);
  const desk = whereToSet(situation);
  const { settings } = desk;
  if (!parsed.ok) return refuse({ kind: 'no-settings' });
  if (settings === null || (settings.mode !== 'manual' && settings.mode !== 'pac')) return planTo(null, desk, situation);
  const bypass = change(settings.bypass, parsed.value.target);
  return planTo(bypass === null ? null : { ...settings, bypass }, desk, situation);
}

function ruleFor({ host }: BypassTarget): BypassRule {
  return { kind: 'host-pattern', pattern: host };
}

/** Returns the list without what catches the target; `null` where nothing of it does. */
function without(list: BypassList, target: BypassTarget): BypassList | null {
  let rules = list.rules;
  let isChanged = false;
  // Each round takes at least one rule away or makes it narrower, once.
  for (let round = 0; round <= list.rules.length; round += 1) {
    const match = matchesBypass({ rules, unparsed: [] }, target);
    if (!match.bypassed || match.by !== 'rule') break;
    const { rule } = match;
    const shown = showBypassRule(rule);
    isChanged = true;
    rules = rules.flatMap((one) => (showBypassRule(one) === shown ? narrowed(one, target) : [one]));
  }
  return isChanged ? { ...list, rules } : null;
}

/** `*corp.example` also catches `notcorp.example`; the domain itself and what is below it stay excepted. */
function narrowed(rule: BypassRule, target: BypassTarget): readonly BypassRule[] {
  if (rule.kind !== 'host-pattern') return [];
  const [, domain] = /^\*([^*.][^*]*\.[^*]*)$/u.exec(rule.pattern) ?? [];
  if (domain === undefined || target.host === domain || target.host.endsWith(`.${domain}`)) return [];
  return [
    { ...rule, pattern: domain },
    { ...rule, pattern: `*.${domain}` },
  ];
}
