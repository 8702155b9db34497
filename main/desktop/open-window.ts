/** Opens the one window of the program. */
import path from 'node:path';
import { BrowserWindow, nativeTheme, screen, session } from 'electron';
import type { Endpoints } from '../../src/contract/endpoints.ts';
import { connectPage } from './connect-page.ts';
import { refusePermissions } from './lock-down.ts';
import { PAGE_URL } from './own-page.ts';
import { servePage } from './serve-page.ts';
import { FIRST_SIZE, readBounds, saveBounds } from './window-state.ts';

export interface WindowOptions {
  readonly endpoints: Endpoints;
  readonly dataFolder: string;
  /** Folder of the built page, and of the preload script beside it. */
  readonly pageFolder: string;
  readonly preload: string;
  /** A place to begin at, e.g. `/learn/407`. */
  readonly place: string | null;
}

/** Opens the window; resolves when its page is drawn. */
export async function openWindow(options: WindowOptions): Promise<BrowserWindow> {
  // A session of its own, always direct: the page must come up especially where the proxy is broken.
  const own = session.fromPartition('window');
  await own.setProxy({ mode: 'direct' });
  refusePermissions(own);
  servePage(own.protocol, path.resolve(options.pageFolder));
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const bounds = await readBounds(options.dataFolder, screens);
  const window = new BrowserWindow({
    ...(bounds ?? FIRST_SIZE),
    minWidth: 420,
    minHeight: 360,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#10171b' : '#f4f6f7',
    webPreferences: {
      session: own,
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  const disconnect = connectPage(window.webContents, options.endpoints);
  window.on('close', () => {
    saveBounds(options.dataFolder, window.getNormalBounds()).catch(() => {
      // A full or read-only disk: the window opens at its first place next time, which is no reason to stop closing.
    });
  });
  window.on('closed', disconnect);
  window.once('ready-to-show', () => {
    window.show();
  });
  await window.loadURL(options.place === null ? PAGE_URL : `${PAGE_URL}#${options.place}`);
  return window;
}
