/** Installed browsers, where each clears what it has stored, and opening it there. */
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { startProgram } from '../../src/system/start-program.ts';
import type { Environment } from './environment.ts';

export const BROWSER_IDS = ['chrome', 'chromium', 'edge', 'firefox', 'safari'] as const;

export type BrowserId = (typeof BROWSER_IDS)[number];

interface BrowserRow {
  readonly id: BrowserId;
  readonly name: string;
  /** The pages for cookies and cache, and for saved passwords. Empty: it has no addresses for them. */
  readonly page: string;
  readonly passwords: string;
  /**
   * Whether the program opens such a page when it is started with its address. Firefox does; Chromium and what is built
   * from it open an empty page instead (tried with Firefox 140 and Chromium 156): there the address is shown to be copied.
   */
  readonly opensPage: boolean;
  readonly linux: readonly string[];
  readonly macos: string;
  readonly windows: string;
}

/** Where Chrome and what is built from it without pages of its own clear their data. */
const CHROME_PAGES = {
  page: 'chrome://settings/clearBrowserData',
  passwords: 'chrome://password-manager/passwords',
  opensPage: false,
};

const BROWSERS: readonly BrowserRow[] = [
  {
    id: 'chrome',
    name: 'Chrome',
    ...CHROME_PAGES,
    linux: ['google-chrome', 'google-chrome-stable'],
    macos: 'Google Chrome.app',
    windows: path.win32.join('Google', 'Chrome', 'Application', 'chrome.exe'),
  },
  {
    id: 'chromium',
    name: 'Chromium',
    ...CHROME_PAGES,
    linux: ['chromium', 'chromium-browser'],
    macos: 'Chromium.app',
    windows: path.win32.join('Chromium', 'Application', 'chrome.exe'),
  },
  {
    id: 'edge',
    name: 'Edge',
    opensPage: false,
    page: 'edge://settings/clearBrowserData',
    passwords: 'edge://wallet/passwords',
    linux: ['microsoft-edge', 'microsoft-edge-stable'],
    macos: 'Microsoft Edge.app',
    windows: path.win32.join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
  },
  {
    id: 'firefox',
    name: 'Firefox',
    opensPage: true,
    page: 'about:preferences#privacy',
    passwords: 'about:logins',
    linux: ['firefox', 'firefox-esr'],
    macos: 'Firefox.app',
    windows: path.win32.join('Mozilla Firefox', 'firefox.exe'),
  },
  // Its settings have no address: the menu is named in the words of the guide.
  {
    id: 'safari',
    name: 'Safari',
    opensPage: false,
    page: '',
    passwords: '',
    linux: [],
    macos: 'Safari.app',
    windows: '',
  },
];

/** One browser of this computer. */
export interface InstalledBrowser extends Pick<BrowserRow, 'id' | 'name' | 'page' | 'passwords' | 'opensPage'> {
  /** The program; on macOS the application. */
  readonly program: string;
}

/** Which page of a browser is meant. */
export type BrowserPage = 'page' | 'passwords';

/** Returns those that are installed. */
export async function installedBrowsers(
  platform: 'linux' | 'macos' | 'windows',
  env: Environment,
): Promise<readonly InstalledBrowser[]> {
  const found = await Promise.all(
    BROWSERS.map(async ({ id, name, page, passwords, opensPage, ...places }) => {
      const program = await firstThere(placesOf(places, platform, env));
      return program === null ? [] : [{ id, name, page, passwords, opensPage, program }];
    }),
  );
  return found.flat();
}

/** Opens a browser, at its page where it takes the address. `false`: it did not start. */
export async function openBrowserPage(
  browser: InstalledBrowser,
  { platform, page }: { readonly platform: 'linux' | 'macos' | 'windows'; readonly page: BrowserPage },
): Promise<boolean> {
  const addresses = browser.opensPage ? [browser[page]] : [];
  // The application takes what it is to open from the system, its own options behind `--args`.
  const [program, args] =
    platform === 'macos'
      ? (['/usr/bin/open', ['-a', browser.program, ...addresses]] as const)
      : ([browser.program, addresses] as const);
  return await startProgram(program, args);
}

function placesOf(
  one: Pick<BrowserRow, 'linux' | 'macos' | 'windows'>,
  platform: 'linux' | 'macos' | 'windows',
  env: Environment,
): readonly string[] {
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

async function firstThere(places: readonly string[]): Promise<string | null> {
  for (const place of places) {
    try {
      await access(place, constants.F_OK);
      return place;
    } catch {
      // Not this one.
    }
  }
  return null;
}
