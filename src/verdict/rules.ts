/** All rules in the order in which causes win: `ok`, then the hops in order, each in its table's order (causes.md). */
import { deviceRules } from './rules/device.ts';
import { dnsRules } from './rules/dns.ts';
import { firewallRules } from './rules/firewall.ts';
import { proxyAbilityRules } from './rules/proxy-ability.ts';
import { proxyConnectionRules } from './rules/proxy-connection.ts';
import { deniedInside, proxyPolicyRules } from './rules/proxy-policy.ts';
import { proxySignInRules } from './rules/proxy-sign-in.ts';
import { proxyUpstreamRules } from './rules/proxy-upstream.ts';
import { settingsRules } from './rules/settings.ts';
import { siteRules } from './rules/site.ts';
import { tlsRules } from './rules/tls.ts';
import { vpnRules } from './rules/vpn.ts';
import type { CauseCode } from './cause-code.ts';
import type { Rule } from './rule.ts';

const all: readonly Rule[] = [
  ...siteRules.filter((rule) => rule.code === 'ok'),
  ...deviceRules,
  ...settingsRules,
  ...vpnRules,
  ...firewallRules,
  ...dnsRules,
  ...proxyConnectionRules,
  ...proxySignInRules,
  ...proxyPolicyRules,
  ...proxyAbilityRules,
  ...proxyUpstreamRules,
  ...tlsRules,
  ...siteRules.filter((rule) => rule.code !== 'ok'),
  deniedInside,
];

/** Causes that must be looked at before another of the same hop (what comes first wins where both hold). */
const BEFORE: readonly (readonly [first: CauseCode, then: CauseCode])[] = [
  ['proxy.overloaded', 'proxy.access-denied'],
  ['proxy.port-not-allowed', 'proxy.access-denied'],
  ['proxy.connect-not-supported', 'proxy.access-denied'],
  ['proxy.auth-broken', 'proxy.access-denied'],
  ['proxy.overloaded', 'proxy.upstream-down'],
  ['site.name-not-found', 'tls.intercepted-untrusted'],
  ['site.scheme-mismatch', 'tls.handshake-failed'],
  ['site.scheme-mismatch', 'site.port-closed'],
  ['site.scheme-mismatch', 'site.unreachable'],
];

/** The rules, most decisive first. */
export const RULES: readonly Rule[] = BEFORE.reduce<readonly Rule[]>((rules, [first, then]) => {
  const from = rules.findIndex((rule) => rule.code === first);
  const to = rules.findIndex((rule) => rule.code === then);
  const rule = rules[from];
  if (rule === undefined || to < 0 || from < to) return rules;
  return [...rules.slice(0, to), rule, ...rules.slice(to, from), ...rules.slice(from + 1)];
}, all);
