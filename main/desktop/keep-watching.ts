/** Ties the watch and the relay to the desktop: its tray, its notifications, and a window that may be closed while it goes on. */
import { app } from 'electron';
import type { BrowserWindow } from 'electron';
import type { EndpointsHost } from '../host/endpoints-host.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { createWatchTray } from './tray.ts';

/** Follows the watch until the program ends. `words`: in the language chosen now. */
export function keepWatching(window: BrowserWindow, host: EndpointsHost, words: () => Messages): void {
  let isQuitting = false;
  app.on('before-quit', () => {
    isQuitting = true;
  });
  const tray = createWatchTray({
    act: (act) => void host.handlers['watch.set']({ act }),
    turnRelayOff: () => void host.handlers['relay.stop']({}),
    open: () => {
      window.show();
      window.focus();
    },
    quit: () => {
      isQuitting = true;
      window.close();
    },
  });
  const look = async (): Promise<void> => {
    const [watch, relay] = await Promise.all([host.handlers['watch.get']({}), host.handlers['relay.get']({})]);
    if (watch.ok) tray.show(watch.value, relay.ok ? relay.value.address : null, words());
  };
  host.subscribe((event) => {
    if (event.kind === 'watch.changed' || event.kind === 'relay.changed') void look();
    if (event.kind === 'watch.notice') tray.tell(event.notice);
    if (event.kind === 'preferences.changed') void look();
  });
  void look();
  window.on('close', (event) => {
    // The sign in the tray stays, and says so; quitting is in its menu.
    if (!tray.isShown() || isQuitting) return;
    event.preventDefault();
    window.hide();
  });
}
