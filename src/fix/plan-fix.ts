/** Makes a flow out of a proposed fix: what it does step by step, planned from what was read before. Pure. */
import { assertNever } from '../base/assert-never.ts';
import { ok, type Result, refuse } from '../base/result.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { FixFlow, FixSituation, NoFixHere } from './fix-flow.ts';
import { planBypassSite, planNarrowBypass } from './plan-bypass.ts';
import {
  planBrowserData,
  planClock,
  planCorrectUrl,
  planCredentials,
  planGuide,
  planPortal,
  planRequest,
  planToolProxy,
  planTryLater,
} from './plan-by-hand.ts';
import { planAllowInFirewall } from './plan-firewall.ts';
import { planTrustInspection } from './plan-trust-inspection.ts';
import { planRepairPac } from './plan-pac.ts';
import {
  planCorrectAddress,
  planCorrectKind,
  planCorrectPort,
  planGoDirect,
  type Planned,
  planRemoveLocalProxy,
  planUseFoundProxy,
} from './plan-servers.ts';
import { planCompareWithoutVpn, planConnectVpn } from './plan-vpn.ts';
import { type FixId, proposeFixes } from './propose-fixes.ts';

/** The part of a finding that a fix is planned from. */
export type FixFinding = Pick<Finding, 'code' | 'details'>;

/** Returns the flow of one fix for one finding; only those that `proposeFixes` names for it have one. */
export function planFix(id: FixId, finding: FixFinding, situation: FixSituation): Result<FixFlow, NoFixHere> {
  if (!isMeant(id, finding, situation)) return refuse({ kind: 'not-proposed' });
  const planned = planSteps(id, finding, situation);
  if (!planned.ok) return planned;
  const url = id === 'correct-url' ? (finding.details.suggestedUrl ?? situation.url) : situation.url;
  return ok({ id, code: finding.code, url, steps: planned.value });
}

/** A request fits every cause; tools are told only where the way itself is fine. */
function isMeant(id: FixId, finding: FixFinding, { trust, tools }: FixSituation): boolean {
  if (id === 'set-tool-proxy') return finding.code === 'ok' && tools !== null;
  if (id === 'ask-administrator' && finding.code !== 'ok') return true;
  return proposeFixes(finding, { isInspectionNamed: trust !== null }).some((fix) => fix.id === id);
}

function planSteps(id: FixId, { details }: FixFinding, situation: FixSituation): Planned {
  switch (id) {
    case 'enter-credentials':
      return planCredentials(details, situation, false);
    case 'replace-credentials':
      return planCredentials(details, situation, true);
    case 'correct-port':
      return planCorrectPort(details, situation);
    case 'correct-kind':
      return planCorrectKind(details, situation);
    case 'correct-address':
      return planCorrectAddress(details, situation);
    case 'remove-local-proxy':
      return planRemoveLocalProxy(details, situation);
    case 'go-direct':
      return planGoDirect(situation);
    case 'set-tool-proxy':
      return planToolProxy(situation);
    case 'use-found-proxy':
      return planUseFoundProxy(details, situation);
    case 'bypass-site':
      return planBypassSite(situation);
    case 'narrow-bypass':
      return planNarrowBypass(situation);
    case 'repair-pac':
      return planRepairPac(situation);
    case 'connect-vpn':
      return planConnectVpn(details, situation);
    case 'compare-without-vpn':
      return planCompareWithoutVpn(details, situation);
    case 'allow-in-firewall':
      return planAllowInFirewall(details, situation);
    case 'sign-in-to-portal':
      return planPortal(details, situation);
    case 'set-clock':
      return planClock(situation);
    case 'correct-url':
      return planCorrectUrl(details);
    case 'clear-browser-data':
      return planBrowserData(situation);
    case 'try-again-later':
      return planTryLater(situation);
    case 'unlock-keychain':
      return planGuide('unlock-keychain', {}, { on: 'keychain' });
    case 'check-network':
      return planGuide('connect-network', {}, { on: 'network' });
    case 'sign-in-to-site':
      return planGuide('sign-in-to-site', { url: situation.url }, null);
    case 'trust-inspection-ca':
      return planTrustInspection(situation);
    case 'ask-administrator':
    case 'install-inspection-ca-request':
      return planRequest('admin');
    case 'ask-site-owner':
      return planRequest('site');
    default:
      return assertNever(id);
  }
}
