/** Tries a preset on this computer without changing anything: which place it chooses, and how its targets fare. */
import type { DiagnoseInput } from '../../src/assistant/assistant.ts';
import type { OpenAssistant } from '../../src/assistant/create-assistant.ts';
import type { PresetTargetView, PresetTrialView } from '../../src/contract/presets-view.ts';
import type { Lang } from '../../src/messages/format.ts';
import { choosePlace, neededFacts, type PlaceChoice } from '../../src/presets/choose-place.ts';
import type { Preset } from '../../src/presets/preset.ts';
import { waysIn } from '../../src/presets/preset-settings.ts';
import { trialSnapshot, trialTargets } from '../../src/rollout/trial.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { Host } from './compose.ts';

/** Checks at the same time: enough that a silent target does not hold up all, few enough to be polite. */
const AT_ONCE = 3;

export interface TrialOptions {
  readonly lang: Lang;
  readonly signal: AbortSignal;
  readonly onTarget: (target: PresetTargetView) => void;
}

/** Tries it. Ends early, with what is known by then, when it is aborted. */
export async function tryPreset(
  host: Pick<Host, 'assistantFor' | 'system'>,
  preset: Preset,
  options: TrialOptions,
): Promise<PresetTrialView> {
  const { signal } = options;
  const choice = await chooseHere(host, preset, signal);
  const snapshot = trialSnapshot(waysIn(preset, choice.place));
  // A preset that names no way leaves the settings of this computer as they are.
  const assistant = host.assistantFor({ snapshot, preset });
  const { urls, more } = trialTargets(preset);
  try {
    const targets = await checkAll(assistant, { urls, controlUrls: preset.controlSites ?? [] }, options);
    const { considered } = choice;
    return { place: choice.place?.name ?? null, considered, targets, notTried: more, isCancelled: signal.aborted };
  } finally {
    await assistant.close();
  }
}

async function chooseHere({ system }: Pick<Host, 'system'>, preset: Preset, signal: AbortSignal): Promise<PlaceChoice> {
  if (preset.places === undefined || system.policy === undefined) return { place: null, considered: [] };
  return choosePlace(preset, await system.policy.placeFacts(neededFacts(preset), signal));
}

async function checkAll(
  assistant: OpenAssistant,
  { urls, controlUrls }: { readonly urls: readonly string[]; readonly controlUrls: readonly string[] },
  { lang, signal, onTarget }: TrialOptions,
): Promise<readonly PresetTargetView[]> {
  const done = new Map<string, PresetTargetView>();
  const waiting = urls.values();
  const isOver = (): boolean => signal.aborted;
  const work = async (): Promise<void> => {
    for (const url of waiting) {
      if (isOver()) return;
      const input = { url, lang, ...(controlUrls.length === 0 ? {} : { controlUrls }) };
      const target = await checkOne(assistant, input, signal);
      if (isOver()) return;
      done.set(url, target);
      onTarget(target);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return urls.flatMap((url) => done.get(url) ?? []);
}

async function checkOne(
  assistant: OpenAssistant,
  input: DiagnoseInput,
  signal: AbortSignal,
): Promise<PresetTargetView> {
  if (!parseTarget(input.url).ok) return { url: input.url, code: null, title: '', route: [], tookMs: 0 };
  const { verdict, settings, durationMs } = await assistant.diagnose(input, { signal });
  return { url: input.url, code: verdict.code, title: verdict.title, route: settings.route, tookMs: durationMs };
}
