import { refuse, type Result } from '../../base/result.ts';
import type { ChangeStep } from '../../change/change.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { settingsProblem } from '../check-settings.ts';
import { planFirefox } from '../firefox/plan-firefox.ts';
import type { PlanProblem, SettingsWriter } from '../settings-writer.ts';
import type { WritableSource } from '../../settings/writable-source.ts';
import type { SystemTools } from '../system-tools.ts';
import { mergeEnvironments, readEnvironmentFolder } from './environment-d.ts';
import { linuxStores } from './linux-stores.ts';
import { planEnvironment } from './plan-environment.ts';
import { planGnome } from './plan-gnome.ts';
import { planKde } from './plan-kde.ts';
import { programsToRestart } from './running-programs.ts';

/** Returns what writes the settings of a Linux computer. */
export function createLinuxSettingsWriter(tools: SystemTools): SettingsWriter {
  return {
    openStore: linuxStores(tools),
    plan: async (source, settings, signal) => {
      const problem = settingsProblem(source, settings);
      return problem === null ? await planFor(tools, { source, settings }, signal) : refuse(problem);
    },
    restart: async (source) => (source === 'firefox' ? [] : await programsToRestart(tools, source)),
  };
}

async function planFor(
  tools: SystemTools,
  { source, settings }: { readonly source: WritableSource; readonly settings: ProxySettings },
  signal: AbortSignal,
): Promise<Result<readonly ChangeStep[], PlanProblem>> {
  switch (source) {
    case 'gnome':
      return await planGnome(tools, settings, signal);
    case 'kde':
      return await planKde(tools, settings, signal);
    case 'etc-environment':
      return await planEnvironment({ source, path: '/etc/environment', before: {} }, settings, signal);
    case 'env': {
      const { own, files } = await readEnvironmentFolder(tools);
      const others = files.filter(({ path }) => path !== own).map(({ env }) => env);
      return await planEnvironment({ source, path: own, before: mergeEnvironments(others) }, settings, signal);
    }
    case 'firefox':
      return await planFirefox(tools, { settings, platform: 'linux' }, signal);
    case 'windows':
    case 'macos':
      return refuse({ kind: 'not-here', source });
  }
}
