/** The updater, loaded only where there is a server to ask. */
import electronUpdater from 'electron-updater';

/** What is asked of it. */
export interface Updater {
  setFeedURL(options: { readonly provider: 'generic'; readonly url: string }): void;
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  logger: unknown;
  on(event: 'update-downloaded', listener: (info: { readonly version: string }) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
  checkForUpdates(): Promise<unknown>;
}

/** Returns the updater of this operating system. */
export function loadUpdater(): Updater {
  return electronUpdater.autoUpdater;
}
