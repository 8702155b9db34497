/** Which programs still run as they were started before a change: they hold the old settings. */
import type { ProgramStart } from './program-start.ts';
import type { System } from './system.ts';
import type { SystemTools } from './system-tools.ts';
import { linuxStarts } from './linux/running-programs.ts';
import { macosStarts } from './macos/program-starts.ts';
import { windowsStarts } from './windows/programs-to-restart.ts';

/** Returns those of the programs that have a process from before `sinceMs`; `null`: it can't be told. */
export async function startedBefore(
  { tools, platform }: { readonly tools: SystemTools; readonly platform: System['platform'] },
  { names, sinceMs }: { readonly names: readonly string[]; readonly sinceMs: number },
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const starts = await startsOf(tools, platform, signal);
  if (starts === null) return null;
  return names.filter((name) => starts.some((one) => one.name === name && one.startedMs < sinceMs));
}

async function startsOf(
  tools: SystemTools,
  platform: System['platform'],
  signal: AbortSignal,
): Promise<readonly ProgramStart[] | null> {
  switch (platform) {
    case 'linux':
      return await linuxStarts(tools);
    case 'macos':
      return await macosStarts(tools, signal);
    case 'windows':
      return await windowsStarts(tools, signal);
  }
}
