/** The desktop face from start to end: one instance, one window, everything refused that a page has no need of. */
import { app, dialog, Menu, nativeTheme, protocol } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Preferences } from '../../src/contract/api.ts';
import { createEndpoints } from '../../src/contract/endpoints.ts';
import type { Lang } from '../../src/messages/format.ts';
import { getMessages } from '../../src/messages/get-messages.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { composeHost } from '../host/compose.ts';
import { withPlannedFixes } from '../host/plannable-fixes.ts';
import type { Host } from '../host/compose.ts';
import { placeOf } from '../host/deep-link.ts';
import { createEndpointsHost } from '../host/endpoints-host.ts';
import { storedLogin } from '../host/stored-login.ts';
import { askBrowser, failureName } from './browser-answer.ts';
import { keepWatching } from './keep-watching.ts';
import { lockDown } from './lock-down.ts';
import { menuTemplate } from './menu.ts';
import { openWindow } from './open-window.ts';
import { PAGE_SCHEME } from './own-page.ts';
import { lookForUpdate } from './updates.ts';
import { watchCrashes } from './watch-crashes.ts';

export interface DesktopOptions {
  readonly pageFolder: string;
  readonly preload: string;
  /** The arguments that this program was started with. */
  readonly argv: readonly string[];
  /** Given by tests; otherwise this computer's. */
  readonly host?: Host;
}

/** Runs until the window is closed. Call before the program is ready: schemes are registered first. */
export async function runDesktop(options: DesktopOptions): Promise<void> {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { standard: true, secure: true } }]);
  app.setAsDefaultProtocolClient('throughway');
  lockDown();
  const host = options.host ?? withPlannedFixes(composeHost());
  let chosen: Preferences | null = null;
  watchCrashes({ dataFolder: host.dataFolder, words: () => wordsOf(chosen) });
  await app.whenReady();

  const endpointsHost = createEndpointsHost({
    host,
    face: 'desktop',
    version: app.getVersion(),
    systemLang: systemLang(),
    askBrowser: (url, signal) => askBrowser(url, { signal, answerLogin: (proxy) => storedLogin(host.store, proxy) }),
  });
  const endpoints = createEndpoints(endpointsHost);
  const preferences = await endpointsHost.handlers['preferences.get']({});
  chosen = preferences.ok ? preferences.value : null;
  if (chosen !== null) adopt(chosen);
  const window = await openWindow({
    endpoints,
    dataFolder: host.dataFolder,
    pageFolder: options.pageFolder,
    preload: options.preload,
    place: placeOf(options.argv.slice(1)),
  });

  function adopt(preferred: Preferences): void {
    nativeTheme.themeSource = preferred.theme;
    const open = (path: string): void => {
      endpointsHost.announce({ kind: 'open', path });
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(wordsOf(preferred).ui, open)));
  }
  endpointsHost.subscribe((event) => {
    if (event.kind !== 'preferences.changed') return;
    chosen = event.preferences;
    adopt(chosen);
  });
  const show = (given: readonly string[]): void => {
    const path = placeOf(given);
    if (path !== null) endpointsHost.announce({ kind: 'open', path });
    bringForward(window);
  };
  app.on('second-instance', (_event, argv) => {
    show(argv.slice(1));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    show([url]);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    show([file]);
  });
  watchTrust(window, host);
  keepWatching(window, endpointsHost, () => wordsOf(chosen));
  lookForUpdate(host, (version) => {
    endpointsHost.announce({ kind: 'update.ready', version });
  }).catch(() => {
    // No answer, or one that makes no sense: the next start asks again.
  });
  app.on('window-all-closed', () => {
    void endpointsHost.close().finally(() => {
      app.quit();
    });
  });
}

/** A proxy's sign-in is answered from the keychain, once; a certificate that is not trusted is refused and shown. */
function watchTrust(window: BrowserWindow, host: Host): void {
  const answered = new Set<string>();
  app.on('login', (event, _contents, _details, info, answer) => {
    event.preventDefault();
    const proxy = `${info.host}:${String(info.port)}:${info.realm}`;
    if (!info.isProxy || answered.has(proxy)) {
      answer();
      return;
    }
    answered.add(proxy);
    void storedLogin(host.store, info).then((known) => {
      if (known === null) answer();
      else answer(known.user, known.password);
    });
  });
  app.on('certificate-error', (event, _contents, url, error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
    const { menu } = wordsOf(null).ui;
    const name = URL.canParse(url) ? new URL(url).host : '';
    void dialog.showMessageBox(window, {
      type: 'warning',
      message: menu.certificateTitle,
      detail: menu.certificateBody(name, failureName(error)),
    });
  });
}

function systemLang(): Lang {
  return app.getLocale().startsWith('ja') ? 'ja' : 'en';
}

function wordsOf(preferences: Preferences | null): Messages {
  const chosen = preferences?.language ?? 'system';
  return getMessages(chosen === 'system' ? systemLang() : chosen);
}

function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  // It may have been closed while the watch went on.
  window.show();
  window.focus();
}
