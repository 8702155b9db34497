/** Turns "these programs trust IT's authority" into the steps of one change. */
import type { ChangeStep } from '../../change/change.ts';
import { planTrustFile, type TrustPlanProblem } from '../../tools/plan-trust.ts';
import { trustRowOf, type TrustId } from '../../tools/trust-rows.ts';
import { configHome, joinPath } from '../../tools/where.ts';
import { editEnvironment } from '../linux/edit-environment.ts';
import { splitPem } from '../trust-anchors.ts';
import type { Authority } from '../../presets/authority.ts';
import type { FoundTrust, TrustAccess, TrustLook } from './look-at-trust.ts';

/** What happens to one program. */
export type PlannedTrust =
  | { readonly id: TrustId; readonly name: string; readonly state: 'changes'; readonly where: string }
  | { readonly id: TrustId; readonly name: string; readonly state: 'trusts-already' }
  | { readonly id: TrustId; readonly name: string; readonly state: 'left-out'; readonly problem: TrustPlanProblem };

export interface TrustPlan {
  readonly steps: readonly ChangeStep[];
  readonly programs: readonly PlannedTrust[];
  /** The bundle that they are told of; `null` where nobody has to be. */
  readonly bundle: string | null;
}

/** Bundles of ours beside each other; more than a person takes back. */
const MOST_BUNDLES = 99;

/** Plans all programs that lack the authorities, or may. `folder`: where a bundle of ours goes. */
export async function planTrust(
  given: {
    readonly authorities: readonly Authority[];
    readonly look: TrustLook;
    readonly meant: readonly FoundTrust[];
    readonly folder: string;
  },
  access: TrustAccess,
  signal: AbortSignal,
): Promise<TrustPlan> {
  const { authorities, look, meant, folder } = given;
  const open = meant.filter(({ state }) => state !== 'trusts');
  const bundle = await freePath(folder, access, signal);
  const programs: PlannedTrust[] = meant
    .filter(({ state }) => state === 'trusts')
    .map(({ id, name }) => ({ id, name, state: 'trusts-already' }));
  const steps: ChangeStep[] = [];
  const variables = new Map<string, string>();
  for (const one of open) {
    const { id, name } = one;
    const planned = planOne(one, { bundle, access });
    if ('problem' in planned) programs.push({ id, name, state: 'left-out', problem: planned.problem });
    else {
      programs.push({ id, name, state: 'changes', where: planned.where });
      if (planned.step !== null) steps.push(planned.step);
      if (planned.variable !== null) variables.set(planned.variable, bundle);
    }
  }
  if (variables.size > 0) steps.push(await environmentStep(variables, access, signal));
  if (steps.length === 0) return { steps: [], programs, bundle: null };
  const text = await bundleText(authorities, { look, open, access }, signal);
  const shown = authorities.map(({ subject, sha256 }) => `${subject} (SHA-256 ${sha256})`).join('\n');
  const made: ChangeStep = {
    ...{ ref: { kind: 'file', path: bundle }, from: null, to: text },
    shown: { what: bundle, from: null, to: shown },
  };
  // The bundle first: what names it must never point to nothing.
  return { steps: [made, ...steps], programs, bundle };
}

interface PlannedOne {
  readonly step: ChangeStep | null;
  readonly variable: string | null;
  readonly where: string;
}

function planOne(
  found: FoundTrust,
  { bundle, access }: { readonly bundle: string; readonly access: TrustAccess },
): PlannedOne | { readonly problem: TrustPlanProblem } {
  const row = trustRowOf(found.id);
  if (found.isVariableStronger) return { problem: 'variable-wins' };
  if (row.own !== undefined) {
    if (access.where.platform !== 'linux') return { problem: 'variable-only' };
    return { step: null, variable: row.own, where: row.own };
  }
  if (row.file === undefined)
    return { problem: row.otherwise[access.where.platform] === 'store' ? 'own-store' : 'system-only' };
  const planned = planTrustFile(row, found.files, bundle);
  if (!planned.ok) return { problem: planned.problem };
  const { path, from, to, shown } = planned.value;
  const step = { ref: { kind: 'file', path }, from, to, shown: { what: `${found.name}: ${path}`, ...shown } } as const;
  return { step, variable: null, where: path };
}

/** A file of ours from which the next sign-in makes the variables. @see environment.d(5) */
async function environmentStep(
  variables: ReadonlyMap<string, string>,
  { where, openStore }: TrustAccess,
  signal: AbortSignal,
): Promise<ChangeStep> {
  const path = joinPath(where, configHome(where), 'environment.d', '61-throughway-trust.conf');
  const there = await openStore({ kind: 'file', path }).read(signal);
  const from = there.state === 'read' ? there.value : null;
  const said = [...variables].map(([name, value]) => `${name}=${value}`).join('\n');
  return {
    ref: { kind: 'file', path },
    from,
    to: editEnvironment(from ?? '', variables),
    shown: { what: path, from: from === null ? null : from.trim(), to: said },
  };
}

/**
 * The name of a bundle that is not there yet. Each change has its own, so that taking one back leaves those whole that
 * others name.
 */
async function freePath(folder: string, { where, openStore }: TrustAccess, signal: AbortSignal): Promise<string> {
  for (let number = 1; number < MOST_BUNDLES; number += 1) {
    const path = joinPath(where, folder, `authorities-${String(number)}.pem`);
    if ((await openStore({ kind: 'file', path }).read(signal)).state === 'absent') return path;
  }
  throw new Error('too many bundles');
}

/** Everything that was trusted before, and the authorities: such a bundle takes the place of every other list. */
async function bundleText(
  authorities: readonly Authority[],
  {
    look,
    open,
    access,
  }: { readonly look: TrustLook; readonly open: readonly FoundTrust[]; readonly access: TrustAccess },
  signal: AbortSignal,
): Promise<string> {
  const named = await Promise.all(
    open.flatMap(({ bundle }) =>
      bundle === null ? [] : [access.openStore({ kind: 'file', path: bundle }).read(signal)],
    ),
  );
  const before = named.flatMap((text) => (text.state === 'read' ? splitPem(text.value) : []));
  const all = [
    ...authorities.map(({ pem }) => pem),
    ...before,
    ...(look.system.length > 0 ? look.system : (access.builtIn?.() ?? [])),
  ];
  return [...new Set(all.map((pem) => pem.trim()))].join('\n') + '\n';
}
