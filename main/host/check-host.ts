/** Checks lists of URLs with what this computer has: its settings, scripts, keychain, tickets and trust. */
import type { Assistant, DiagnoseInput, SettingsOverrides } from '../../src/assistant/assistant.ts';
import { readSettings } from '../../src/assistant/find-settings-route.ts';
import type { CredentialStore } from '../../src/auth/credential-store.ts';
import type { SignInChooser } from '../../src/auth/sign-in.ts';
import { DEADLINES } from '../../src/base/deadline.ts';
import type { Finding } from '../../src/check/check-entry.ts';
import { proveSignIn } from '../../src/check/prove-sign-in.ts';
import { CheckRun, type CheckPlan } from '../../src/check/run-check.ts';
import { SiteSessions } from '../../src/check/site-sessions.ts';
import { BUILT_IN_CONTROL_SITES, controlSitesFrom } from '../../src/probe/control-site.ts';
import { createRunState } from '../../src/probe/run-state.ts';
import type { SharedSignIns } from '../../src/probe/shared-sign-ins.ts';
import { createRouteFollower } from '../../src/relay/follow-route.ts';
import { createRelayCredentials } from '../../src/relay/relay-credentials.ts';
import { createUpstreamDesk } from '../../src/relay/upstream-desk.ts';
import { openLazyPac, type PacHostTools } from './lazy-pac.ts';

/** What a face may choose. */
export interface CheckOptions {
  readonly overrides: SettingsOverrides;
  /** For the diagnoses of what does not answer. */
  readonly input: Pick<DiagnoseInput, 'lang' | 'controlUrls' | 'credentials'>;
  /** For each URL. */
  readonly timeoutMs?: number;
}

/** What it takes of the host. */
interface CheckHostTools extends PacHostTools {
  readonly store: CredentialStore;
  readonly signIns: SignInChooser;
  /** What visits and diagnoses know together of refused sign-ins. */
  readonly signInsOfAll: SharedSignIns;
  readonly assistant: Assistant;
  /** Instead of the built-in ones; `null`: those. */
  readonly controlUrls: () => Promise<readonly string[] | null>;
}

export interface OpenCheck {
  /** Sets a run up; its `run()` goes through the list. */
  start(plan: Omit<CheckPlan, 'timeoutMs'>): CheckRun;
  close(): Promise<void>;
}

/** Opens it; nothing is read and no connection made before the first URL. */
export function openCheck(tools: CheckHostTools, { overrides, input, timeoutMs }: CheckOptions): OpenCheck {
  const { clock, system, store, signIns, signInsOfAll, trustAnchors, assistant, controlUrls } = tools;
  const trust = createRunState();
  const secureContext = async () => (await trust.trust({ trustAnchors })).secureContext;
  const desk = createUpstreamDesk({
    clock,
    signIns,
    secureContext,
    credentials: createRelayCredentials({ option: input.credentials ?? null, store, memory: signInsOfAll }),
    prove: async (leg, route) => {
      const urls = input.controlUrls ?? (await controlUrls());
      await proveSignIn(desk, { leg, route }, urls === null ? BUILT_IN_CONTROL_SITES : controlSitesFrom(urls));
    },
  });
  const routes = createRouteFollower({
    clock,
    isOurselves: () => false,
    readSettings: (signal) => readSettings(system, overrides, signal),
    openScripts: (signal) => openLazyPac(tools, { signal, observe: () => undefined }),
    overrides,
  });
  const diagnose = async (url: string, signal: AbortSignal): Promise<Finding | null> => {
    const given = { url, ...input, ...overrides, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    const { verdict } = await assistant.diagnose(given, { signal });
    return signal.aborted ? null : { code: verdict.code, status: verdict.details.status ?? null };
  };
  return {
    start: (plan) =>
      new CheckRun(
        { clock, desk, routes, secureContext, sessions: new SiteSessions(), diagnose },
        { ...plan, timeoutMs: timeoutMs ?? DEADLINES.run.ms },
      ),
    close: async () => {
      desk.pool.close();
      await routes.close();
    },
  };
}
