/** Asks the control sites over one leg, and proves credentials on one of them. */
import { setMaxListeners } from 'node:events';
import { startWait } from '../base/deadline.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { ControlSite } from './control-site.ts';
import type { ProbeRun } from './probe-run.ts';
import type { WayPlan } from './trip.ts';
import { goWay } from './way.ts';

/**
 * Asks all control sites in parallel; ends as soon as one of each scheme has passed or all of that scheme are done.
 * What is then still under way is cut off: it can't change what is known.
 */
export async function runControls(run: ProbeRun, leg: Leg): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([run.signal, over.signal]);
  setMaxListeners(0, signal);
  let isOver = false;
  const inner: ProbeRun = {
    ...run,
    signal,
    emit: (fact) => {
      if (!isOver) run.emit(fact);
    },
  };
  const sites = run.context.controlSites;
  const families = [sites.filter(isPlain), sites.filter((site) => !isPlain(site))];
  const decides = async (site: ControlSite): Promise<boolean> => {
    const hasPassed = await askControl(inner, site, leg);
    // asked directly, "some 2xx" over plain HTTP may be a portal's page: the others are still waited for
    return hasPassed && !(leg.kind === 'direct' && isPlain(site) && site.expect.kind === 'any-2xx');
  };
  await Promise.all(families.map((family) => firstToPass(family, decides)));
  isOver = true;
  over.abort();
}

/**
 * Returns the function that tries unproven credentials of a leg once, on a control site (cli.md, "a wrong try is made once").
 * All who ask meanwhile wait for the same try.
 */
export function proverFor(run: ProbeRun, leg: Leg): () => Promise<void> {
  return () => {
    if (leg.kind === 'direct') return Promise.resolve();
    const entry = run.context.state.ledger.of(leg);
    entry.proof ??= prove(run, leg);
    return entry.proof;
  };
}

async function prove(run: ProbeRun, leg: Leg): Promise<void> {
  const sites = run.context.controlSites;
  const site = sites.find(isPlain) ?? sites[0];
  if (site === undefined) return;
  const wait = startWait('signInProof', run.signal);
  try {
    await askControl({ ...run, signal: wait.signal }, site, leg, { isProof: true });
  } finally {
    wait[Symbol.dispose]();
  }
}

async function askControl(
  run: ProbeRun,
  site: ControlSite,
  leg: Leg,
  more: Pick<WayPlan, 'isProof'> = {},
): Promise<boolean> {
  const end = await goWay(run, {
    purpose: 'control',
    url: site.url,
    leg,
    redirects: 0,
    expect: site.expect,
    prove: proverFor(run, leg),
    ...more,
  });
  return end.asExpected;
}

function isPlain(site: ControlSite): boolean {
  return site.url.startsWith('http:');
}

function firstToPass(sites: readonly ControlSite[], ask: (site: ControlSite) => Promise<boolean>): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = sites.length;
    if (left === 0) resolve();
    for (const site of sites) {
      ask(site).then((hasPassed) => {
        left -= 1;
        if (hasPassed || left === 0) resolve();
      }, reject);
    }
  });
}
