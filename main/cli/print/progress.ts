/** Live progress on a terminal: what is being done right now, for how long, and how long it may take. */
import type { DiagnosisProgress } from '../../../src/assistant/assistant.ts';
import { formatDuration } from '../../../src/messages/format.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import type { CommandContext } from '../command-context.ts';

interface Progress {
  readonly take: (progress: DiagnosisProgress) => void;
  /** Takes the line away, until there is something new. */
  pause(): void;
  end(): void;
}

interface Step {
  readonly text: string;
  readonly limitMs: number;
  readonly sinceMs: number;
}

/** Often enough to look alive, seldom enough to cost nothing. */
const REFRESH_MS = 120;

/** Returns a listener that shows the oldest running step; on anything but a terminal it does nothing. */
export function followProgress({ terminal, words, lang, common }: CommandContext): Progress {
  if (!terminal.hasProgress || common.quiet)
    return { take: () => undefined, pause: () => undefined, end: () => undefined };
  const running = new Map<string, Step>();
  const show = (): void => {
    const [step] = running.values();
    if (step === undefined) return;
    const elapsed = formatDuration(Math.round((performance.now() - step.sinceMs) / 100) * 100, lang);
    terminal.showProgress(words.cli.progress.step(step.text, elapsed, formatDuration(step.limitMs, lang)));
  };
  const timer = setInterval(show, REFRESH_MS);
  timer.unref();
  return {
    take(progress) {
      if (progress.kind !== 'step') return;
      const key = `${progress.probe} ${progress.about}`;
      if (progress.state === 'ended') running.delete(key);
      else running.set(key, { text: stepText(progress, words), limitMs: progress.limitMs, sinceMs: performance.now() });
    },
    pause: () => {
      terminal.clearProgress();
    },
    end: () => {
      clearInterval(timer);
      terminal.clearProgress();
    },
  };
}

function stepText({ probe, about }: { readonly probe: string; readonly about: string }, words: Messages): string {
  const steps: Readonly<Record<string, (about: string) => string>> = words.steps;
  const step = Object.hasOwn(steps, probe) ? steps[probe] : undefined;
  return step === undefined ? words.cli.progress.checking(about) : step(about);
}
