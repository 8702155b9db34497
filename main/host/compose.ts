/** Builds the assistant for every face out of this computer, this process and what the person set. */
import path from 'node:path';
import type { PacOfRun, PacTelling } from '../../src/assistant/assistant-tools.ts';
import type { SettingsOverrides } from '../../src/assistant/assistant.ts';
import { createAssistant, type OpenAssistant } from '../../src/assistant/create-assistant.ts';
import { readSettings } from '../../src/assistant/find-settings-route.ts';
import { routeUntilAborted } from '../../src/assistant/route-until-aborted.ts';
import { SharedSignIns } from '../../src/probe/shared-sign-ins.ts';
import { createSignInChooser } from '../../src/auth/choose-sign-in.ts';
import type { CredentialStore } from '../../src/auth/credential-store.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import { loadMessages } from '../../src/messages/load-messages.ts';
import { BUILT_IN_CONTROL_SITES } from '../../src/probe/control-site.ts';
import type { LintFinding } from '../../src/pac/lint-finding.ts';
import type { PacScript } from '../../src/pac/pac-engine.ts';
import type { PacProblem } from '../../src/pac/pac-problem.ts';
import type { PacResolution, PacSource } from '../../src/pac/proxy-resolution.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { Rollout } from '../../src/rollout/rollout.ts';
import type { Route } from '../../src/route/route.ts';
import { notedChanges } from '../../src/watch/noted-changes.ts';
import type { Preset } from '../../src/presets/preset.ts';
import type { SettingsSnapshot } from '../../src/settings/settings-snapshot.ts';
import { createSystem } from '../../src/system/create-system.ts';
import { createSystemTools } from '../../src/system/create-system-tools.ts';
import type { System } from '../../src/system/system.ts';
import type { SystemTools } from '../../src/system/system-tools.ts';
import { splitPem } from '../../src/system/trust-anchors.ts';
import { type HostChanges, openChanges } from './changes.ts';
import type { CheckOptions, OpenCheck } from './check-host.ts';
import { withAfterwards } from './after-changes.ts';
import { withAllowedFixes } from './allowed-fixes.ts';
import { dataFolder, hasHome } from './data-folder.ts';
import { controlUrlsOf, processEnvironment, type Environment } from './environment.ts';
import { openLazyCredentialStore } from './lazy-credential-store.ts';
import { openLazyPac } from './lazy-pac.ts';
import { openLazyNegotiate } from './lazy-negotiate.ts';
import { openLazyWininet } from './lazy-wininet.ts';
import { openHistory, type History } from './history-files.ts';
import { withLockedWays } from './locked-changes.ts';
import type { RelayOptions, RunningRelay } from './relay-host.ts';
import { readMachinePreset, type MachinePreset } from './machine-preset.ts';
import { openRollout, ownPresetPath } from './rollout-host.ts';
import type { PacLook } from './pac-view.ts';
import { systemCertificates } from './system-certificates.ts';
import { vpnNeedOf } from './vpn-need.ts';
import { windowsNotices } from './windows-notices.ts';

/** What a face may choose. */
export interface HostOptions {
  /** Further trust anchors, PEM, as `--ca` names them. */
  readonly extraAnchors?: string;
  /** In place of this process's environment: a practice scene's, a test's. */
  readonly env?: Environment;
}

/** The assistant with everything that the faces call beside it. */
export interface Host extends HostChanges {
  readonly assistant: OpenAssistant;
  /** An assistant to which this computer's settings and its VPN are what a tried preset says; the caller closes it. */
  readonly assistantFor: (trial: {
    readonly snapshot: SettingsSnapshot | null;
    readonly preset?: Preset;
  }) => OpenAssistant;
  readonly system: System;
  readonly store: CredentialStore;
  readonly dataFolder: string;
  readonly history: History;
  readonly systemTools: SystemTools;
  readonly env: Environment;
  /** All sources at once, or the one that the overrides name. */
  readonly readSettings: (overrides: SettingsOverrides, signal: AbortSignal) => Promise<SettingsSnapshot>;
  /** The settings and the route that they make for a URL; the URL must be one that `parseTarget` accepts. */
  readonly settingsFor: (
    url: string,
    overrides: SettingsOverrides,
    signal: AbortSignal,
  ) => Promise<{
    readonly snapshot: SettingsSnapshot;
    readonly route: Route;
    /** How the script came to its answer, where one was asked. */
    readonly pac: Result<PacResolution, PacProblem> | null;
  }>;
  /** A script by itself, a URL or an absolute path; it is the caller's to dispose. */
  readonly loadPac: (address: string, signal: AbortSignal) => Promise<Result<PacScript, PacProblem>>;
  /** What is to be said about a script; with `probe`, also which of its proxies take no connections. */
  readonly lintPac: (
    address: string,
    options: { readonly signal: AbortSignal; readonly probe: boolean },
  ) => Promise<Result<readonly LintFinding[], PacProblem>>;
  /** How a script comes to its answer for a URL, and its text. */
  readonly lookAtPac: (script: PacSource, url: string, signal: AbortSignal) => Promise<PacLook>;
  /** What is diagnosed where nobody names a URL: the preset's target, else a control site. */
  readonly defaultUrl: () => Promise<string>;
  /** What IT has laid down for this computer beside the proxies; `null` where nothing. */
  readonly machinePreset: () => Promise<MachinePreset | null>;
  /** Presets: what one would change, applying, drift, taking back. */
  readonly openRollout: () => Promise<Rollout>;
  /** Opens what checks lists of URLs; whoever opens it closes it. */
  readonly openCheck: (options: CheckOptions) => Promise<OpenCheck>;
  /** Starts the relay on this computer; whoever starts it stops it. */
  readonly openRelay: (options: RelayOptions) => Promise<RunningRelay>;
}

/** What only Windows has. */
function windowsTools(env: Environment): Pick<SystemTools, 'changeNotices' | 'wininet'> {
  const changeNotices = windowsNotices(process.execPath);
  return {
    wininet: openLazyWininet({ env, execPath: process.execPath }),
    ...(changeNotices === null ? {} : { changeNotices }),
  };
}

/** Builds the host. Nothing is read from the disk and nothing native is loaded before it is needed. */
export function composeHost(options: HostOptions = {}): Host {
  const env = options.env ?? processEnvironment();
  const folder = dataFolder(env, process.platform);
  const clock = systemClock;
  const systemTools = createSystemTools({
    env,
    systemCertificates,
    ownPresetPath: ownPresetPath(folder),
    wallMs: () => clock.wallMs(),
    canReach: async (what, signal) => (await import('../../src/probe/can-reach.ts')).canReach(what, signal),
    ...(process.platform === 'win32' ? windowsTools(env) : {}),
  });
  const system = createSystem(process.platform, systemTools);
  const store = openLazyCredentialStore({ clock, env, execPath: process.execPath, dataFolder: folder });
  const history = openHistory({ folder: path.join(folder, 'history'), clock, canCreate: () => hasHome(env) });
  const opened = openChanges({
    clock,
    dataFolder: folder,
    platform: process.platform,
    systemTools,
    execPath: process.execPath,
  });
  const negotiate = openLazyNegotiate({ env, execPath: process.execPath, platform: process.platform });
  let preset: Promise<MachinePreset | null> | null = null;
  const presetOnce = (): Promise<MachinePreset | null> => (preset ??= readMachinePreset(systemTools, system.policy));
  const extra = options.extraAnchors === undefined ? [] : splitPem(options.extraAnchors);

  // What is trusted is read once; a change may be one of just that.
  let trusting = system;
  const trustAnchors = async (): Promise<readonly string[]> => [...extra, ...(await trusting.trustAnchors())];
  const pacTools = { clock, system, trustAnchors };
  const openPac = (telling: PacTelling): PacOfRun => openLazyPac(pacTools, telling);

  const signIns = createSignInChooser({ clock, negotiate });
  const signInsOfAll = new SharedSignIns();
  const controlUrls = async (): Promise<readonly string[] | null> =>
    controlUrlsOf(env) ?? (await presetOnce())?.controlUrls ?? null;
  const assistantTools = {
    clock,
    system: { ...system, vpnNeed: async () => vpnNeedOf((await presetOnce())?.preset) },
    store,
    openPac,
    signIns,
    trustAnchors,
    controlUrls,
    words: loadMessages,
    signInsOfAll,
  };
  const assistant = withAllowedFixes(createAssistant(assistantTools), { machinePreset: presetOnce });

  return {
    assistant,
    assistantFor: ({ snapshot, preset: tried }) =>
      createAssistant({
        ...assistantTools,
        system: {
          ...assistantTools.system,
          ...(snapshot === null ? {} : { readSettings: () => Promise.resolve(snapshot) }),
          ...(tried?.vpn === undefined ? {} : { vpnNeed: () => Promise.resolve(vpnNeedOf(tried)) }),
        },
      }),
    system,
    store,
    dataFolder: folder,
    ...opened,
    changes: withAfterwards(
      notedChanges(withLockedWays(opened.changes, { machinePreset: presetOnce }), history),
      () => {
        trusting = createSystem(process.platform, systemTools);
      },
    ),
    history,
    systemTools,
    env,
    readSettings: (overrides, signal) => readSettings(system, overrides, signal),
    settingsFor: async (url, overrides, signal) => {
      const parsed = parseTarget(url);
      if (!parsed.ok) throw new Error('the URL was not checked before');
      const snapshot = await readSettings(system, overrides, signal);
      const input = { target: parsed.value.target, snapshot, overrides };
      const seen: { pac: Result<PacResolution, PacProblem> | null } = { pac: null };
      const pac = openLazyPac(pacTools, {
        signal,
        observe: () => undefined,
        onResolution: (outcome) => {
          seen.pac = outcome;
        },
      });
      try {
        const route = await routeUntilAborted(input, pac.evaluate, signal);
        return { snapshot, route, pac: seen.pac };
      } finally {
        await pac.dispose();
      }
    },
    lookAtPac: async (script, url, signal) =>
      (await import('./look-at-pac.ts')).lookAtPac(pacTools, { script, url }, signal),
    loadPac: async (address, signal) => (await import('./load-pac.ts')).loadPac(pacTools, address, signal),
    lintPac: async (address, options) => (await import('./load-pac.ts')).lintPacAt(pacTools, address, options),
    machinePreset: presetOnce,
    openCheck: async (given) => {
      const relayed = { ...pacTools, store, signIns, signInsOfAll };
      return (await import('./check-host.ts')).openCheck({ ...relayed, assistant, controlUrls }, given);
    },
    openRelay: async (given) =>
      (await import('./relay-host.ts')).openRelay({ ...pacTools, store, signIns, dataFolder: folder }, given),
    openRollout: () => {
      // What it changes is read anew by whoever asks next.
      preset = null;
      return openRollout({ system, systemTools, clock, dataFolder: folder });
    },
    defaultUrl: async () => {
      const [target] = (await presetOnce())?.targets ?? [];
      if (target !== undefined && parseTarget(target).ok) return target;
      const [control] = (await controlUrls()) ?? [];
      return control ?? BUILT_IN_CONTROL_SITES[0]?.url ?? 'http://connectivitycheck.gstatic.com/generate_204';
    },
  };
}
