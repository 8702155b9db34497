/** The contract's calls for writing a preset: looked through as it is typed, tried here, given in other forms. */
import { systemClock } from '../../src/base/clock.ts';
import { ok, refuse, type Result } from '../../src/base/result.ts';
import type { AssistantEvent } from '../../src/contract/api.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import { loadPolicyWords } from '../../src/messages/load-policy-words.ts';
import type { ExportedFile } from '../../src/rollout/export/exported-file.ts';
import type { ExportFormat } from '../../src/rollout/export/export-formats.ts';
import type { PresetFile } from '../../src/rollout/rollout.ts';
import type { RolloutProblem } from '../../src/rollout/rollout-problem.ts';
import type { Host } from './compose.ts';
import { tryPreset } from './preset-trial.ts';

type EditorHandlers = Pick<Handlers, 'presets.validate' | 'presets.test' | 'presets.cancelTest' | 'presets.export'>;

/** The handlers, and the end of a trial that runs. */
export interface PresetEditorCalls {
  readonly handlers: EditorHandlers;
  close(): Promise<void>;
}

/** Returns the handlers; one trial at a time. */
export function createPresetEditorCalls(tools: {
  readonly host: Host;
  readonly announce: (event: AssistantEvent) => void;
}): PresetEditorCalls {
  const { host, announce } = tools;
  let running: { readonly controller: AbortController; readonly ended: Promise<unknown> } | null = null;
  const handlers: EditorHandlers = {
    'presets.validate': async ({ text }) => {
      const { checkPreset } = await import('../../src/presets/check-preset.ts');
      const { problems, warnings } = checkPreset(text, systemClock.wallMs());
      return ok({ problems, warnings });
    },
    'presets.test': async ({ text, language }) => {
      if (running !== null) return refuse({ kind: 'busy' });
      const controller = new AbortController();
      const work = async (): ReturnType<EditorHandlers['presets.test']> => {
        const file = await judged(text, '');
        if (!file.ok) return ok({ state: 'refused', problem: file.problem });
        const value = await tryPreset(host, file.value.preset, {
          lang: language,
          signal: controller.signal,
          onTarget: (target) => {
            announce({ kind: 'presets.tried', target });
          },
        });
        return ok({ state: 'done', value });
      };
      const ended = work();
      running = { controller, ended };
      try {
        return await ended;
      } finally {
        running = null;
      }
    },
    'presets.cancelTest': () => {
      running?.controller.abort(new Error('cancelled by the person'));
      return Promise.resolve(ok({ cancelled: running !== null }));
    },
    'presets.export': async ({ text, name, format }) => {
      const files = await filesOf(text, name, format);
      if (!files.ok) return ok({ state: 'refused', problem: files.problem });
      const { name: given, bytes } = await oneFile(files.value, format);
      return ok({ state: 'done', value: { name: given, base64: Buffer.from(bytes).toString('base64') } });
    },
  };
  return {
    handlers,
    close: async () => {
      running?.controller.abort(new Error('the window is closing'));
      await running?.ended.catch(() => undefined);
    },
  };
}

async function filesOf(
  text: string,
  name: string,
  format: ExportFormat,
): Promise<Result<readonly ExportedFile[], RolloutProblem>> {
  if (format === 'admx') {
    const { admxFiles } = await import('../../src/rollout/export/admx.ts');
    return ok(admxFiles(await loadPolicyWords()));
  }
  const file = await judged(text, name);
  if (!file.ok) return file;
  const { exportPreset } = await import('../../src/rollout/export/export-preset.ts');
  return ok(exportPreset(format, file.value));
}

/** Pages hand out one file at a time. */
async function oneFile(files: readonly ExportedFile[], format: ExportFormat): Promise<ExportedFile> {
  const [first, ...others] = files;
  if (first !== undefined && others.length === 0) return first;
  const { zipSync } = await import('fflate');
  const content = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
  return { name: `throughway-${format}.zip`, bytes: zipSync(content, { level: 6 }) };
}

/** What is being written is signed by nobody yet. */
async function judged(text: string, path: string): Promise<Result<PresetFile, RolloutProblem>> {
  const { judgePreset } = await import('../../src/rollout/preset-file.ts');
  const file = { path, bytes: Buffer.from(text, 'utf8'), signatureBytes: null };
  return judgePreset(file, { nowMs: systemClock.wallMs(), trusted: [], others: [] });
}
