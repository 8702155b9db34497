/** The watch over this computer: its effects are the assistant, the operating system, the history and the clock. */
import path from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { DiagnoseInput } from '../../src/assistant/assistant.ts';
import { checkFacts } from '../../src/report/check-entry.ts';
import { changePlaces } from '../../src/system/change-places.ts';
import { listenForChanges, watchFile } from '../../src/system/listen-for-changes.ts';
import type { SystemTools } from '../../src/system/system-tools.ts';
import type { HistoryFacts } from '../../src/watch/history-entry.ts';
import { networkMark, settingsMarks } from '../../src/watch/marks.ts';
import { startWatch, type Stir, type Watch } from '../../src/watch/watch.ts';
import type { WatchEvent } from '../../src/watch/watch-event.ts';
import type { WatchSettings } from '../../src/watch/watch-settings.ts';
import type { Host } from './compose.ts';
import { sampleLoss } from './sample-loss.ts';

/** What a face adds to the watch. */
export interface WatchTools {
  readonly clock: Clock;
  readonly settings: WatchSettings;
  /** Everything but the URL: overrides, credentials, control sites. */
  readonly input: Omit<DiagnoseInput, 'url'>;
  readonly tell: (event: WatchEvent) => void;
  readonly onBug: (thrown: unknown) => void;
  /** `false` keeps no entries. */
  readonly keepsHistory: boolean;
  /** `false` leaves changes of the network and the settings to another watch that keeps them just now. */
  readonly keepsChanges?: () => boolean;
}

/** Turns the watch on. */
export function watchComputer(
  host: Pick<
    Host,
    'assistant' | 'system' | 'systemTools' | 'readSettings' | 'store' | 'history' | 'dataFolder' | 'changes'
  >,
  tools: WatchTools,
): Watch {
  let kept: Promise<unknown> = Promise.resolve();
  const keep = (facts: HistoryFacts): void => {
    if (facts.kind === 'change' && tools.keepsChanges?.() === false) return;
    // They are written in turn: the last one ends last.
    if (tools.keepsHistory) kept = host.history.note(facts).catch(tools.onBug);
  };
  const { insist: _once, ...rest } = tools.input;
  let next = tools.input;
  const watch = startWatch(tools.settings, {
    clock: tools.clock,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => {
        clearTimeout(timer);
      };
    },
    random: Math.random,
    check: async (url, signal) => {
      const input = { ...next, url };
      // Whoever insists on a refused password means one try, not one every five minutes.
      next = rest;
      const document = await host.assistant.diagnose(input, { signal });
      const facts = checkFacts(document, 'watch');
      if (facts === null) return null;
      const loss = facts.loss ?? (await sampleLoss(document.observations, { clock: tools.clock, signal }));
      const measured = loss === null ? facts : { ...facts, loss };
      return { facts: measured, settings: settingsMarks(document.observations) };
    },
    network: async (signal) => networkMark(await host.system.network(signal)),
    settings: async (signal) => {
      const { readings } = await host.readSettings(tools.input, signal);
      return JSON.stringify(readings);
    },
    credentials: async () => {
      const listed = await host.store.list();
      return JSON.stringify(
        listed.ok ? listed.value.map(({ host: at, port, user, storedAt }) => [at, port, user, storedAt]) : [],
      );
    },
    ownChanges: () => host.changes.list(),
    listen: (onStir) => listen(host, onStir),
    tell: (event) => {
      if (event.kind === 'happened') keep(event.facts);
      tools.tell(event);
    },
    onBug: tools.onBug,
  });
  return {
    ...watch,
    stop: async () => {
      await watch.stop();
      await kept;
    },
  };
}

function listen(
  {
    system,
    systemTools,
    dataFolder,
  }: { readonly system: Host['system']; readonly systemTools: SystemTools; readonly dataFolder: string },
  onStir: (what: Stir) => void,
): () => Promise<void> {
  const endChanges = listenForChanges(changePlaces(system.platform, systemTools), systemTools, onStir);
  const signIns = watchFile(path.join(dataFolder, 'credentials.json'), () => {
    onStir('credentials');
  });
  return async () => {
    for (const watcher of signIns) watcher.close();
    await endChanges();
  };
}
