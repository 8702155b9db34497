/** Installed browsers, and the page of each on which its stored data is cleared. */
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from './environment.ts';

interface BrowserPage {
  readonly name: string;
  readonly page: string;
  readonly linux: readonly string[];
  readonly macos: string;
  readonly windows: string;
}

/** Browsers take such addresses only from their own address line: they are shown to be copied. */
const BROWSERS: readonly BrowserPage[] = [
  {
    name: 'Chrome',
    page: 'chrome://settings/clearBrowserData',
    linux: ['google-chrome', 'google-chrome-stable'],
    macos: 'Google Chrome.app',
    windows: path.win32.join('Google', 'Chrome', 'Application', 'chrome.exe'),
  },
  {
    name: 'Chromium',
    page: 'chrome://settings/clearBrowserData',
    linux: ['chromium', 'chromium-browser'],
    macos: 'Chromium.app',
    windows: path.win32.join('Chromium', 'Application', 'chrome.exe'),
  },
  {
    name: 'Edge',
    page: 'edge://settings/clearBrowserData',
    linux: ['microsoft-edge', 'microsoft-edge-stable'],
    macos: 'Microsoft Edge.app',
    windows: path.win32.join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
  },
  {
    name: 'Firefox',
    page: 'about:preferences#privacy',
    linux: ['firefox', 'firefox-esr'],
    macos: 'Firefox.app',
    windows: path.win32.join('Mozilla Firefox', 'firefox.exe'),
  },
  { name: 'Safari', page: '⌘ ,', linux: [], macos: 'Safari.app', windows: '' },
];

/** Returns those that are installed. */
export async function installedBrowsers(
  platform: 'linux' | 'macos' | 'windows',
  env: Environment,
): Promise<readonly { readonly name: string; readonly page: string }[]> {
  const found = await Promise.all(
    BROWSERS.map(async (one) => ((await isAnyThere(placesOf(one, platform, env))) ? [one] : [])),
  );
  return found.flat().map(({ name, page }) => ({ name, page }));
}

function placesOf(one: BrowserPage, platform: 'linux' | 'macos' | 'windows', env: Environment): readonly string[] {
  if (platform === 'macos') return [path.posix.join('/Applications', one.macos)];
  if (platform === 'linux') {
    const folders = (env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
    return one.linux.flatMap((name) => folders.map((folder) => path.posix.join(folder, name)));
  }
  const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
  return one.windows === ''
    ? []
    : roots.flatMap((root) => (root === undefined ? [] : [path.win32.join(root, one.windows)]));
}

async function isAnyThere(places: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    places.map(async (place) => {
      try {
        await access(place, constants.F_OK);
        return true;
      } catch {
        // Not this one.
        return false;
      }
    }),
  );
  return found.includes(true);
}
