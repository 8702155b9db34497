/** Fixes of a configuration script: another one that can be fetched, else the proxy that somebody names by hand. */
import { ok, refuse } from '../base/result.ts';
import { EMPTY_BYPASS } from '../settings/bypass-list.ts';
import type { FixSituation } from './fix-flow.ts';
import { type Planned, planTo } from './plan-servers.ts';
import { stepsTo, whereToSet } from './where-to-set.ts';

/** The script of a preset or another source that answers, else manual settings of another source. */
export function planRepairPac(situation: FixSituation): Planned {
  const desk = whereToSet(situation);
  if (desk.how === 'managed') return ok(stepsTo({ mode: 'direct' }, desk, situation));
  const [pacUrl] = situation.scripts;
  const canSayScript = desk.source !== 'env' && desk.source !== 'etc-environment';
  if (pacUrl !== undefined && canSayScript)
    return planTo({ mode: 'pac', pacUrl, bypass: EMPTY_BYPASS }, desk, situation);
  for (const { source, reading } of situation.readings) {
    if (source === situation.source || reading.state !== 'read' || reading.value.mode !== 'manual') continue;
    const servers = Object.entries(reading.value.servers).flatMap(([scheme, server]) =>
      server.state === 'valid' ? [[scheme, { state: server.state, server: server.server }] as const] : [],
    );
    if (servers.length > 0) return planTo({ ...reading.value, servers: Object.fromEntries(servers) }, desk, situation);
  }
  return refuse({ kind: 'no-replacement' });
}
