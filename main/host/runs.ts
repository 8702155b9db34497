/** Runs of diagnoses for pages: one at a time, cancellable at once, found again after a reload. */
import { randomUUID } from 'node:crypto';
import type { Result } from '../../src/base/result.ts';
import { ok, refuse } from '../../src/base/result.ts';
import type { ApiProblem, AssistantEvent, BrowserAnswer, Preferences, RunView } from '../../src/contract/api.ts';
import type { ParsedInput } from '../../src/contract/inputs.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { checkFacts } from '../../src/report/check-entry.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { Host } from './compose.ts';
import { rewordDocument } from './reword-document.ts';

export interface RunsTools {
  readonly announce: (event: AssistantEvent) => void;
  readonly preferences: () => Promise<Preferences>;
  /** Whose settings count for an address: this computer's, or those of a practice scene. */
  readonly hostFor: (url: string) => { readonly host: Host; readonly scene: string | null };
  readonly askBrowser?: (url: string, signal: AbortSignal) => Promise<BrowserAnswer | null>;
}

export interface Runs {
  readonly start: (
    input: ParsedInput<'diagnose.start'>,
  ) => Promise<Result<{ readonly runId: string; readonly scene: string | null }, ApiProblem>>;
  cancel(runId: string): boolean;
  latest(language: Lang): RunView | null;
  latestUrl(): string | null;
  /** Takes a check that was made elsewhere, e.g. at the end of a fix, as the latest run; not while another goes on. */
  adopt(run: { readonly url: string; readonly language: Lang; readonly document: DiagnosisDocument }): void;
  close(): Promise<void>;
}

interface Run {
  readonly view: RunView;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Returns the runs of one face. */
export function createRuns(tools: RunsTools): Runs {
  let latest: Run | null = null;
  const change = (runId: string, part: Partial<RunView>): void => {
    if (latest?.view.runId === runId) latest = { ...latest, view: { ...latest.view, ...part } };
  };

  return {
    start: async (input) => {
      const parsed = parseTarget(input.url);
      if (!parsed.ok) return refuse({ kind: 'invalid-url' });
      if (latest?.view.state === 'running') return refuse({ kind: 'busy' });
      latest?.controller.abort(new Error('a newer run begins'));
      const { host, scene } = tools.hostFor(parsed.value.target.url);
      const runId = randomUUID();
      const controller = new AbortController();
      const view: RunView = {
        runId,
        url: parsed.value.target.url,
        language: input.language,
        scene,
        state: 'running',
        document: null,
        browser: null,
      };
      const ended = watch({ tools, host, input, scene, runId, controller, change });
      latest = { view, controller, ended };
      await Promise.resolve();
      return ok({ runId, scene });
    },
    cancel: (runId) => {
      if (latest?.view.runId !== runId || latest.view.state !== 'running') return false;
      latest.controller.abort(new Error('cancelled by the person'));
      return true;
    },
    latest: (language) => (latest === null ? null : reworded(latest.view, language)),
    latestUrl: () => latest?.view.url ?? null,
    adopt: ({ url, language, document }) => {
      if (latest?.view.state === 'running') return;
      const runId = randomUUID();
      const view: RunView = { runId, url, language, scene: null, state: 'finished', document, browser: null };
      latest = { view, controller: new AbortController(), ended: Promise.resolve() };
    },
    close: async () => {
      latest?.controller.abort(new Error('the window is closing'));
      await latest?.ended;
    },
  };
}

async function watch(given: {
  readonly tools: RunsTools;
  readonly host: Host;
  readonly input: ParsedInput<'diagnose.start'>;
  readonly scene: string | null;
  readonly runId: string;
  readonly controller: AbortController;
  readonly change: (runId: string, part: Partial<RunView>) => void;
}): Promise<void> {
  const { tools, runId, change } = given;
  const { signal } = given.controller;
  let how: 'finished' | 'cancelled' | 'bug' = 'finished';
  let document: DiagnosisDocument | null = null;
  try {
    document = await diagnose(given);
    change(runId, { document });
    tools.announce({ kind: 'run.document', runId, document });
    if (signal.aborted) how = 'cancelled';
  } catch {
    // The assistant itself failed; the page says so in its own words, and nothing of the exception leaves this process.
    how = 'bug';
  }
  change(runId, { state: how });
  tools.announce({ kind: 'run.ended', runId, how });
  // A disk may take its time; nobody waits for it to see the verdict.
  if (document !== null) await keepInHistory(given, document).catch(() => undefined);
  if (how !== 'finished' || given.scene !== null) return;
  // The browser signs in from the same keychain: what this run found refused must be noted before, or it is sent again.
  await given.host.assistant.close();
  await askBrowser(given);
}

async function diagnose(given: Parameters<typeof watch>[0]): Promise<DiagnosisDocument> {
  const { tools, host, input, runId, scene } = given;
  const { timeoutSeconds, controlUrls } = await tools.preferences();
  let isOver = false;
  const document = await host.assistant.diagnose(
    {
      url: input.url,
      lang: input.language,
      timeoutMs: timeoutSeconds * 1000,
      ...(input.source === undefined ? {} : { source: input.source }),
      // A scene is an environment; a desktop's own settings would hide it.
      ...(scene === null ? {} : { source: 'env' as const }),
      ...(scene !== null || controlUrls.length === 0 ? {} : { controlUrls }),
    },
    {
      signal: given.controller.signal,
      onProgress: (progress) => {
        // What ends after the verdict is no news any more, and must not be taken for the next run's.
        if (!isOver) tools.announce({ kind: 'run.progress', runId, progress });
      },
    },
  );
  isOver = true;
  return document;
}

/** A scene is no part of this computer's history. */
async function keepInHistory(
  { tools, host, scene }: Parameters<typeof watch>[0],
  document: DiagnosisDocument,
): Promise<void> {
  const facts = scene === null ? checkFacts(document, 'person') : null;
  if (facts === null) return;
  if ((await host.history.note(facts)) !== null) tools.announce({ kind: 'history.changed' });
}

async function askBrowser({ tools, input, runId, controller, change }: Parameters<typeof watch>[0]): Promise<void> {
  const answer = (await tools.askBrowser?.(input.url, controller.signal)) ?? null;
  if (answer === null) return;
  change(runId, { browser: answer });
  tools.announce({ kind: 'browser.answer', runId, answer });
}

/** The run in another language. */
function reworded(view: RunView, language: Lang): RunView {
  if (view.document === null || view.language === language) return view;
  return { ...view, language, document: rewordDocument(view.document, view.url, language) };
}
