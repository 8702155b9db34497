/** Where the settings files of tools are on this computer, and how they are opened. */
import type { ToolsAccess } from '../../src/system/tools/read-tools.ts';
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
