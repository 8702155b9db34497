/** Keeps the program up to date where the organisation asks for it: downloaded beside the work, installed on quitting. */
import type { Host } from '../host/compose.ts';
import { updateFeed } from './update-feed.ts';

/** Looks for an update once; `onReady` is told the version that is installed when the program ends. */
export async function lookForUpdate(
  host: Pick<Host, 'machinePreset'>,
  onReady: (version: string) => void,
): Promise<void> {
  const url = updateFeed(await host.machinePreset());
  if (url === null) return;
  const { loadUpdater } = await import('./load-updater.ts');
  const updater = loadUpdater();
  // It would write addresses into a file.
  updater.logger = null;
  updater.autoDownload = true;
  updater.autoInstallOnAppQuit = true;
  updater.on('update-downloaded', ({ version }) => {
    onReady(version);
  });
  // A server that is away, or an update that is not as signed: the program goes on as it is, and asks at the next start.
  updater.on('error', () => undefined);
  updater.setFeedURL({ provider: 'generic', url });
  const found = await updater.checkForUpdates();
  await found?.downloadPromise;
}
