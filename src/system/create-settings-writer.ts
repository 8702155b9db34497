import { createLinuxSettingsWriter } from './linux/linux-settings-writer.ts';
import { createMacosSettingsWriter } from './macos/macos-settings-writer.ts';
import type { SettingsWriter } from './settings-writer.ts';
import type { SystemTools } from './system-tools.ts';
import { createWindowsSettingsWriter } from './windows/windows-settings-writer.ts';

/** Returns what writes this computer's settings. Unix systems without a sibling are written as Linux. */
export function createSettingsWriter(platform: string, tools: SystemTools): SettingsWriter {
  if (platform === 'win32') return createWindowsSettingsWriter(tools);
  if (platform === 'darwin') return createMacosSettingsWriter(tools);
  return createLinuxSettingsWriter(tools);
}
