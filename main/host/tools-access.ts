/** Where the settings files of tools are on this computer, and how they are opened. */
import { readTools, type ToolsAccess } from '../../src/system/tools/read-tools.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { toolOf, TOOLS } from '../../src/tools/tools.ts';
import type { Host } from './compose.ts';

/** Returns what reading and planning tools needs. */
export async function toolsAccessOf(
  host: Pick<Host, 'system' | 'systemTools' | 'env' | 'settingsWriter'>,
): Promise<ToolsAccess> {
  const { openStore } = await host.settingsWriter();
  return {
    where: { platform: host.system.platform, home: host.systemTools.home, env: host.env },
    openStore,
    listFolder: host.systemTools.listFolder,
  };
}

/** Returns the tools that are here and can be told. */
export async function toolsHere(access: ToolsAccess, signal: AbortSignal): Promise<readonly Tool[]> {
  const writable = TOOLS.filter((tool) => tool.writable);
  const found = await readTools(writable, access, signal);
  return found.filter(({ isInstalled }) => isInstalled).map(({ tool }) => toolOf(tool));
}
