import { createLinuxSystem } from './linux/linux-system.ts';
import { createMacosSystem } from './macos/macos-system.ts';
import type { System } from './system.ts';
import type { SystemTools } from './system-tools.ts';
import { createWindowsSystem } from './windows/windows-system.ts';

/** Returns this computer's operating system behind the one interface. Unix systems without a sibling are read as Linux. */
export function createSystem(platform: string, tools: SystemTools): System {
  if (platform === 'win32') return createWindowsSystem(tools);
  return platform === 'darwin' ? createMacosSystem(tools) : createLinuxSystem(tools);
}
