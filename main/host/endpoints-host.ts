/** The host behind the contract: maps its calls to the assistant and to what this computer holds. */
import type { Result } from '../../src/base/result.ts';
import { ok, refuse } from '../../src/base/result.ts';
import type { ApiProblem, AppInfo, AssistantEvent, BrowserAnswer } from '../../src/contract/api.ts';
import type { Host as ContractHost } from '../../src/contract/endpoints.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Lang } from '../../src/messages/format.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import { articleView, listArticles } from './article-views.ts';
import { createBrowserCalls } from './browser-calls.ts';
import { createChangeCalls } from './change-calls.ts';
import { createCredentialCalls } from './credential-calls.ts';
import type { Host } from './compose.ts';
import { languageOf } from './environment.ts';
import { createFixCalls } from './fix-calls.ts';
import { createInspectCalls } from './inspect-calls.ts';
import { managedPreferences } from './managed-preferences.ts';
import { pacView, scriptOf } from './pac-view.ts';
import { createHistoryCalls } from './history-calls.ts';
import { openPractice } from './practice-host.ts';
import { createPresetCalls } from './preset-calls.ts';
import { createPresetEditorCalls } from './preset-editor-calls.ts';
import { openPreferences } from './preferences-file.ts';
import { createRelayCalls } from './relay-calls.ts';
import { createReportCalls } from './report-calls.ts';
import { createRuns } from './runs.ts';
import { createTrustCalls } from './trust-calls.ts';
import { routeView, settingsView } from './settings-views.ts';
import { createWatching } from './watching.ts';

export interface EndpointsHostOptions {
  readonly host: Host;
  readonly face: AppInfo['face'];
  readonly version: string;
  /** The language of the system, where the face knows it better than the environment does. */
  readonly systemLang?: Lang;
  /** Asks another network stack what it makes of the same URL; only the desktop window has one. */
  readonly askBrowser?: (url: string, signal: AbortSignal) => Promise<BrowserAnswer | null>;
}

/** The contract's host, and the end of its life. */
export interface EndpointsHost extends ContractHost {
  /** Sends an event to every page. */
  announce(event: AssistantEvent): void;
  /** Cancels what runs, takes the practice network down, waits for what is being written. */
  close(): Promise<void>;
}

/** How long reading the settings for a page may take: two commands, and a script that is fetched and run. */
const SETTINGS_MS = 8_000;

/** Returns the host for one face. */
export function createEndpointsHost(options: EndpointsHostOptions): EndpointsHost {
  const { host } = options;
  const listeners = new Set<(event: AssistantEvent) => void>();
  const announce = (event: AssistantEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const preferences = openPreferences(host.dataFolder, () => managedPreferences(host));
  const practice = openPractice(host.env, systemClock);
  const runs = createRuns({
    announce,
    preferences: preferences.read,
    hostFor: (url) => practice.hostFor(url) ?? { host, scene: null },
    ...(options.askBrowser === undefined ? {} : { askBrowser: options.askBrowser }),
  });
  const inspections = createInspectCalls({
    announce,
    preferences: preferences.read,
    hostFor: (url) => practice.hostFor(url) ?? { host, scene: null },
  });
  const presetEditor = createPresetEditorCalls({ host, announce });
  const fixes = createFixCalls({ host, announce, latest: runs.latest, adopt: runs.adopt });
  const credentials = createCredentialCalls({
    store: host.store,
    testUrl: async () => runs.latestUrl() ?? (await host.defaultUrl()),
    hostFor: (url) => practice.hostFor(url)?.host ?? host,
    controlUrls: async () => (await preferences.read()).controlUrls,
  });
  const platform = host.system.platform;
  const systemLang = options.systemLang ?? languageOf(host.env);
  const watching = createWatching({ host, file: preferences, announce, systemLang });
  const relay = createRelayCalls({
    host,
    announce,
    lang: async () => {
      const { language } = await preferences.read();
      return language === 'system' ? systemLang : language;
    },
  });
  watching.start().catch(() => {
    // A data folder that can't be read: the page of the history says so, and the watch stays off.
  });

  return {
    announce,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      await watching.close();
      await relay.close();
      await runs.close();
      await inspections.close();
      await fixes.close();
      await presetEditor.close();
      await practice.stop();
      await host.assistant.close();
    },
    handlers: {
      'app.info': async () =>
        ok({
          version: options.version,
          platform,
          face: options.face,
          defaultUrl: await host.defaultUrl(),
          managed: (await managedPreferences(host)).length > 0,
        }),
      'diagnose.start': runs.start,
      'diagnose.cancel': ({ runId }) => Promise.resolve(ok({ cancelled: runs.cancel(runId) })),
      'diagnose.latest': ({ language }) => Promise.resolve(ok(runs.latest(language))),
      'settings.read': async () => ok(settingsView(await host.readSettings({}, AbortSignal.timeout(SETTINGS_MS)))),
      'settings.routeFor': ({ url }) => routeFor(host, url),
      ...createChangeCalls(host, { announce, latestUrl: runs.latestUrl }),
      ...fixes.handlers,
      ...createBrowserCalls(host),
      ...createTrustCalls(host),
      ...credentials,
      ...createHistoryCalls(host.history),
      ...watching.handlers,
      ...relay.handlers,
      'practice.list': async () => ok(await practice.view()),
      'practice.start': ({ scene }) => practice.start(scene),
      'practice.stop': async () => ok({ stopped: await practice.stop() }),
      'articles.list': async ({ language }) => ok(await listArticles(language)),
      'articles.get': ({ id, language }) => articleView(id, language),
      ...createReportCalls({ host, latest: runs.latest, version: options.version }),
      ...inspections.handlers,
      ...createPresetCalls(host),
      ...presetEditor.handlers,
      'preferences.get': async () => ok(await preferences.read()),
      'preferences.set': async (change) => {
        const fixed: readonly string[] = await managedPreferences(host);
        if (Object.keys(change).some((name) => fixed.includes(name))) return refuse({ kind: 'managed' });
        const saved = await preferences.change(change);
        announce({ kind: 'preferences.changed', preferences: saved });
        return ok(saved);
      },
    },
  };
}

async function routeFor(host: Host, url: string): Promise<Result<ReturnType<typeof routeView>, ApiProblem>> {
  const parsed = parseTarget(url);
  if (!parsed.ok) return refuse({ kind: 'invalid-url' });
  const signal = AbortSignal.timeout(SETTINGS_MS);
  const { route } = await host.settingsFor(parsed.value.target.url, {}, signal);
  const script = scriptOf(route);
  if (script === null) return ok(routeView(route));
  return ok({ ...routeView(route), pac: pacView(await host.lookAtPac(script, route.url, signal)) });
}
