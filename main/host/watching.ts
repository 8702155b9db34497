/** The watch of the window and its tray: off until it is turned on, its preferences kept, its notices worded. */
import { systemClock } from '../../src/base/clock.ts';
import { ok, refuse } from '../../src/base/result.ts';
import type { AssistantEvent, Preferences } from '../../src/contract/api.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { WatchPreferences, WatchView } from '../../src/contract/history-view.ts';
import { getMessages } from '../../src/messages/get-messages.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import { wordNotice } from '../../src/report/word-history.ts';
import type { Watch } from '../../src/watch/watch.ts';
import type { WatchEvent } from '../../src/watch/watch-event.ts';
import { parseMinute, type WatchSettings } from '../../src/watch/watch-settings.ts';
import type { Host } from './compose.ts';
import type { PreferencesFile } from './preferences-file.ts';
import { startSharedWatch, WATCH_OFF } from './shared-watch.ts';

/** The watch of one face. */
export interface Watching {
  readonly handlers: Pick<Handlers, 'watch.get' | 'watch.set'>;
  /** Turns it on where the person or a preset wants it on. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Returns the watch, which is off. */
export function createWatching(tools: {
  readonly host: Host;
  readonly file: PreferencesFile;
  readonly announce: (event: AssistantEvent) => void;
  /** The language of notices where the person chose none. */
  readonly systemLang: Lang;
}): Watching {
  const { host, file, announce } = tools;
  let watch: Watch | null = null;
  // One after the other: turning off waits for children to end.
  let turns: Promise<unknown> = Promise.resolve();

  const view = async (): Promise<WatchView> => {
    const managed = await managedWatch(host);
    const preferences = { ...(await file.readWatch()), ...managed.values };
    return { preferences, state: watch?.state() ?? WATCH_OFF, managed: managed.names };
  };
  const announceView = async (): Promise<void> => {
    announce({ kind: 'watch.changed', watch: await view() });
  };
  const wordsNow = async (): Promise<Messages> => getMessages(langOf(await file.read(), tools.systemLang));
  const hear = async (event: WatchEvent): Promise<void> => {
    if (event.kind === 'state') return announceView();
    announce({ kind: 'history.changed' });
    const { facts } = event;
    if (facts.kind !== 'notice' || facts.shown !== 'yes') return;
    const lang = langOf(await file.read(), tools.systemLang);
    announce({ kind: 'watch.notice', notice: wordNotice(facts, getMessages(lang), lang) });
  };

  const turn = (restart: boolean): Promise<void> => {
    const done = turns.then(async () => {
      const { preferences } = await view();
      if (watch !== null && (restart || !preferences.isOn)) {
        await watch.stop();
        watch = null;
      }
      if (watch === null && preferences.isOn) watch = await begin(preferences);
      await announceView();
    });
    turns = done.catch(() => undefined);
    return done;
  };
  const begin = async (preferences: WatchPreferences): Promise<Watch> => {
    const { timeoutSeconds, controlUrls } = await file.read();
    return startSharedWatch(host, {
      clock: systemClock,
      face: 'window',
      isOwnQuestion: false,
      words: wordsNow,
      tellDrift: (notice) => {
        announce({ kind: 'watch.notice', notice });
      },
      settings: await settingsOf(preferences, host),
      input: {
        lang: tools.systemLang,
        timeoutMs: timeoutSeconds * 1_000,
        ...(controlUrls.length === 0 ? {} : { controlUrls }),
      },
      keepsHistory: true,
      tell: (event) => void hear(event),
      // The next look may fare better; the page shows when the last one was.
      onBug: () => undefined,
    });
  };

  return {
    handlers: {
      'watch.get': async () => ok(await view()),
      'watch.set': async ({ act, ...change }) => {
        const { managed } = await view();
        if (managed.some((name) => name in change)) return refuse({ kind: 'managed' });
        if (change.urls?.some((url) => !parseTarget(url).ok) === true) return refuse({ kind: 'invalid-url' });
        if (Object.keys(change).length > 0) {
          await file.changeWatch(change);
          await turn(true);
        }
        if (act === 'check-now') watch?.checkNow();
        if (act === 'pause') watch?.pause();
        if (act === 'resume') watch?.resume();
        return ok(await view());
      },
    },
    start: () => turn(false),
    close: async () => {
      await turns;
      await watch?.stop();
      watch = null;
    },
  };
}

async function settingsOf(preferences: WatchPreferences, host: Host): Promise<WatchSettings> {
  const { urls, everyMinutes, quiet } = preferences;
  const [first = await host.defaultUrl(), ...others] = urls;
  const fromMinute = quiet === null ? null : parseMinute(quiet.from);
  const toMinute = quiet === null ? null : parseMinute(quiet.to);
  return {
    urls: [first, ...others],
    intervalMs: everyMinutes * 60_000,
    quiet: fromMinute === null || toMinute === null ? null : { fromMinute, toMinute },
  };
}

/** What a preset says of the watch; it decides only where it is locked, and otherwise until the person chooses. */
async function managedWatch(
  host: Pick<Host, 'machinePreset'>,
): Promise<{ readonly values: Partial<WatchPreferences>; readonly names: WatchView['managed'] }> {
  const found = await host.machinePreset();
  const watch = found?.preset?.watch;
  if (watch === undefined || found?.origins?.watch?.locked === false) return { values: {}, names: [] };
  const { on, everyMinutes } = watch;
  return {
    values: { ...(on === undefined ? {} : { isOn: on }), ...(everyMinutes === undefined ? {} : { everyMinutes }) },
    names: [
      ...(on === undefined ? [] : ['isOn' as const]),
      ...(everyMinutes === undefined ? [] : ['everyMinutes' as const]),
    ],
  };
}

function langOf({ language }: Preferences, system: Lang): Lang {
  return language === 'system' ? system : language;
}
