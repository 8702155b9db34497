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
  /** The download goes on after the answer; whoever doesn't wait for it leaves its failure to nobody. */
  checkForUpdates(): Promise<{ readonly downloadPromise?: Promise<unknown> | null } | null>;
}

/** Returns the updater of this operating system. */
export function loadUpdater(): Updater {
  return electronUpdater.autoUpdater;
}
