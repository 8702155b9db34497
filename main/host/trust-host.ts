/** The authorities of an inspection that IT's preset names: who on this computer trusts them, and how the others can. */
import path from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import type { ChangeStep } from '../../src/change/change.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { type Authority, authoritiesOf, type NamedAuthorities } from '../../src/presets/authority.ts';
import {
  type FoundTrust,
  lookAtTrust,
  type TrustAccess,
  type TrustLook,
} from '../../src/system/tools/look-at-trust.ts';
import { planTrust, type TrustPlan } from '../../src/system/tools/plan-trust.ts';
import type { System } from '../../src/system/system.ts';
import type { SystemTools } from '../../src/system/system-tools.ts';
import type { HostChanges } from './changes.ts';
import type { OfMachine } from './machine-preset.ts';
import { builtInCertificates } from './system-certificates.ts';

/** What of the host it takes. */
export interface TrustHost extends OfMachine, Pick<HostChanges, 'settingsWriter'> {
  readonly dataFolder: string;
  readonly env: SystemTools['env'];
  readonly system: Pick<System, 'platform' | 'trustAnchors'>;
  readonly systemTools: SystemTools;
}

/** What IT has named, and who trusts it. */
export interface TrustView extends TrustLook {
  readonly named: NamedAuthorities;
}

/** Looks at this computer; `null` where no preset names an authority. */
export async function lookForTrust(host: TrustHost, signal: AbortSignal): Promise<TrustView | null> {
  const named = (await host.machinePreset())?.preset?.inspectionCa ?? [];
  if (named.length === 0) return null;
  const isSought = named.some(({ certificate }) => certificate === undefined);
  const known = isSought ? await host.system.trustAnchors() : [];
  const authorities = authoritiesOf(named, known, systemClock.wallMs());
  return { named: authorities, ...(await lookAtTrust(authorities.usable, await accessOf(host), signal)) };
}

/** Plans the programs that are meant; those that follow the computer's list are left to it. */
export async function planTrustFor(
  host: TrustHost,
  { view, meant }: { readonly view: TrustView; readonly meant: readonly FoundTrust[] },
  signal: AbortSignal,
): Promise<TrustPlan> {
  const given = { authorities: view.named.usable, look: view, meant, folder: path.join(host.dataFolder, 'trust') };
  return await planTrust(given, await accessOf(host), signal);
}

/** Everything that takes part in the fix: the computer's own list, and the programs that don't follow it. */
export async function planTrustFix(
  host: TrustHost,
  document: DiagnosisDocument,
  signal: AbortSignal,
): Promise<{ readonly steps: readonly ChangeStep[]; readonly restart: readonly string[] } | null> {
  if (!(await isInspectionNamed(host, document))) return null;
  const view = await lookForTrust(host, signal);
  if (view === null || view.named.usable.length === 0) return null;
  const anchors = view.isInSystem === true ? [] : view.named.usable.map(anchorStep);
  const own = view.programs.filter(({ isInstalled, state, reason }) => {
    const isOwn = reason === 'own-list' || reason === 'bundle';
    return isInstalled && state === 'lacks' && isOwn;
  });
  const { steps } = await planTrustFor(host, { view, meant: own }, signal);
  return { steps: [...anchors, ...steps], restart: [] };
}

function anchorStep({ sha256, subject, pem }: Authority): ChangeStep {
  const shown = { what: subject, from: null, to: `SHA-256 ${sha256}` };
  return { ref: { kind: 'trust-anchor', sha256 }, from: null, to: pem, shown };
}

/**
 * Whether the chain that was not trusted ends in an authority that the preset names: it was sent along, or its name
 * stands as the issuer of the last certificate. A false name gains nothing: only the preset's own certificate is ever
 * trusted, and then the check at the end of the fix fails.
 */
export async function isInspectionNamed(
  { machinePreset }: OfMachine,
  { verdict, alsoFound, observations }: DiagnosisDocument,
): Promise<boolean> {
  const code = 'tls.intercepted-untrusted';
  if (verdict.code !== code && alsoFound.every((one) => one.code !== code)) return false;
  const named = (await machinePreset())?.preset?.inspectionCa ?? [];
  if (named.length === 0) return false;
  const { usable } = authoritiesOf(named, [], systemClock.wallMs());
  const prints = new Set([
    ...usable.map(({ sha256 }) => sha256),
    ...named.flatMap(({ sha256 }) => sha256?.replaceAll(':', '').toLowerCase() ?? []),
  ]);
  return observations.some((one) => {
    if (one.probe !== 'tls.handshake' || one.with !== 'site' || one.trusted) return false;
    const last = one.chain.at(-1);
    return one.chain.some(({ sha256 }) => prints.has(sha256)) || usable.some(({ subject }) => subject === last?.issuer);
  });
}

async function accessOf({ env, settingsWriter, system, systemTools }: TrustHost): Promise<TrustAccess> {
  const { openStore } = await settingsWriter();
  const { listFolder, readFile, run, systemCertificates, home } = systemTools;
  return {
    where: { platform: system.platform, home, env },
    ...{ openStore, listFolder, readFile, run, builtIn: builtInCertificates },
    ...(systemCertificates === undefined ? {} : { systemCertificates }),
  };
}
