/** Finds an installed browser that can show one page as an application window. */
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from './environment.ts';

const ON_PATH = [
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'chromium',
  'chromium-browser',
] as const;

const ON_MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
] as const;

const ON_WINDOWS = [
  path.join('Google', 'Chrome', 'Application', 'chrome.exe'),
  path.join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
] as const;

/** Returns the program's path, `null` where none of them is installed. */
export async function findBrowser(env: Environment): Promise<string | null> {
  for (const program of candidates(env, process.platform)) {
    try {
      await access(program, constants.X_OK);
      return program;
    } catch {
      // Not this one.
    }
  }
  return null;
}

/** Every place to look, in order of preference. */
function candidates(env: Environment, platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ON_MAC;
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (root) => root !== undefined,
    );
    return ON_WINDOWS.flatMap((name) => roots.map((root) => path.join(root, name)));
  }
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return ON_PATH.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}
