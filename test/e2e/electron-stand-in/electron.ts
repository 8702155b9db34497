/**
 * Stands in for the `electron` module where its program can't be had: drives the installed Chromium, so that the
 * built main program, its preload script and its checks really run. It refuses what Electron refuses.
 */
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import type * as Electron from 'electron';
import { record } from './record.ts';
import { StandInWindow } from './window.ts';
import { session as standInSession } from './session.ts';
import { ipcMain as standInIpc } from './ipc.ts';
import { StandInRequest } from './request.ts';
import { endBrowser } from './browser.ts';
import { StandInTray } from './tray.ts';

class StandInApp extends EventEmitter {
  #isReady = false;
  get isReadyNow(): boolean {
    return this.#isReady;
  }
  whenReady(): Promise<void> {
    this.#isReady = true;
    return Promise.resolve();
  }
  /** `STAND_IN_LOCK=taken`: another instance of the program is running. */
  requestSingleInstanceLock(): boolean {
    return process.env['STAND_IN_LOCK'] !== 'taken';
  }
  setAsDefaultProtocolClient(name: string): boolean {
    record({ call: 'app.setAsDefaultProtocolClient', name });
    return true;
  }
  getVersion(): string {
    return '0.1.0';
  }
  getLocale(): string {
    return process.env['STAND_IN_LOCALE'] ?? 'en-GB';
  }
  quit(): void {
    void endBrowser().finally(() => {
      process.exit(0);
    });
  }
  exit(status = 0): void {
    process.exit(status);
  }
}

const standInApp = new StandInApp();
StandInWindow.app = standInApp;

// The test plays the operating system: one JSON line an event; what the program answers is recorded.
createInterface({ input: process.stdin }).on('line', (line) => {
  const { event, args }: { readonly event: string; readonly args: readonly unknown[] } = JSON.parse(line);
  if (event === 'tray-menu') {
    StandInTray.current?.choose(String(args[0]));
    return;
  }
  if (event === 'uncaughtException') {
    const failure = Object.assign(new Error(String(args[0])), { code: 'ECONNRESET' });
    setImmediate(() => {
      throw failure;
    });
    return;
  }
  if (event === 'render-process-gone') {
    standInApp.emit(event, {}, StandInWindow.firstContents, ...args);
    return;
  }
  const prevented = { preventDefault: () => undefined };
  standInApp.emit(event, prevented, ...args, (...given: unknown[]) => {
    record({ call: 'answer', event, given });
  });
});

export const app = standInApp satisfies Pick<
  Electron.App,
  | 'whenReady'
  | 'requestSingleInstanceLock'
  | 'setAsDefaultProtocolClient'
  | 'getVersion'
  | 'getLocale'
  | 'quit'
  | 'exit'
>;
export const BrowserWindow = StandInWindow;
export const session = standInSession;
export const ipcMain = standInIpc satisfies Pick<Electron.IpcMain, 'removeHandler'>;

export const protocol = {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void => {
    if (standInApp.isReadyNow)
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    record({ call: 'protocol.registerSchemesAsPrivileged', schemes: schemes.map((one) => one.scheme) });
  },
} satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>;

export const shell = {
  openExternal: (url: string): Promise<void> => {
    record({ call: 'shell.openExternal', url });
    return Promise.resolve();
  },
} satisfies Pick<Electron.Shell, 'openExternal'>;

export const dialog = {
  showMessageBox: (...given: unknown[]): Promise<Electron.MessageBoxReturnValue> => {
    record({ call: 'dialog.showMessageBox', options: given.at(-1) });
    return Promise.resolve({ response: 0, checkboxChecked: false });
  },
  showErrorBox: (title: string, content: string): void => {
    record({ call: 'dialog.showErrorBox', title, content });
  },
} satisfies Pick<Electron.Dialog, 'showErrorBox' | 'showMessageBox'>;

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1600, height: 1000 } }],
};

export const nativeTheme = {
  shouldUseDarkColors: false,
  get themeSource(): string {
    return StandInWindow.theme;
  },
  set themeSource(theme: string) {
    StandInWindow.setTheme(theme);
  },
};

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (template: Electron.MenuItemConstructorOptions[]): void => {
    record({ call: 'Menu.setApplicationMenu', labels: template.map((one) => one.label ?? '') });
  },
};

export const nativeImage = {
  createFromBitmap: (bitmap: Buffer, { width, height }: { readonly width: number; readonly height: number }) => {
    if (bitmap.length !== width * height * 4) throw new Error('invalid buffer size');
    return { bitmap };
  },
};

export { StandInNotification as Notification, StandInTray as Tray } from './tray.ts';

export const net = {
  request: (options: { readonly url: string }): StandInRequest => new StandInRequest(options.url),
};
