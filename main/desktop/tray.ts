/** The watch and the relay where they can be seen: a sign in the tray while one is on, nothing while both are off; notifications. */
import { Menu, nativeImage, Notification, Tray } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { WatchNotice, WatchView } from '../../src/contract/history-view.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { ICON_SIZE, trayBitmap, type TraySign } from './tray-icon.ts';

/** What can be done from the tray. */
export interface TrayVerbs {
  readonly act: (act: 'check-now' | 'pause' | 'resume') => void;
  readonly turnRelayOff: () => void;
  readonly open: () => void;
  readonly quit: () => void;
}

/** The tray of the program. */
export interface WatchTray {
  /** Whether the program goes on while its window is closed. */
  readonly isShown: () => boolean;
  /** Shows how both stand, in the given words; `relay`: where it listens. */
  show(view: WatchView, relay: string | null, words: Messages): void;
  tell(notice: WatchNotice): void;
}

/** Returns the tray, which is empty until one of them is on. */
export function createWatchTray(verbs: TrayVerbs): WatchTray {
  let tray: Tray | null = null;
  return {
    isShown: () => tray !== null,
    show: (view, relay, words) => {
      if (view.state.mode === 'off' && relay === null) {
        tray?.destroy();
        tray = null;
        return;
      }
      const image = nativeImage.createFromBitmap(trayBitmap(signOf(view)), {
        width: ICON_SIZE,
        height: ICON_SIZE,
        scaleFactor: 2,
      });
      if (tray === null) {
        tray = new Tray(image);
        tray.on('click', verbs.open);
      } else tray.setImage(image);
      const standing = view.state.mode === 'off' ? null : standingOf(view, words);
      const relayed = relay === null ? null : words.relay.window.trayOn(relay);
      const lines = [standing, relayed].filter((line) => line !== null);
      tray.setToolTip([words.ui.appName, ...lines].join(' – '));
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu({ view, words, standing, relayed, verbs })));
    },
    tell: ({ title, body }) => {
      if (!Notification.isSupported()) return;
      const notification = new Notification({ title, body });
      notification.on('click', verbs.open);
      notification.show();
    },
  };
}

function trayMenu(given: {
  readonly view: WatchView;
  readonly words: Messages;
  readonly standing: string | null;
  readonly relayed: string | null;
  readonly verbs: TrayVerbs;
}): MenuItemConstructorOptions[] {
  const { view, standing, relayed, verbs } = given;
  const { watching } = given.words.history;
  const isPaused = view.state.mode === 'paused';
  const act = (label: string, what: Parameters<TrayVerbs['act']>[0]): MenuItemConstructorOptions => ({
    label,
    click: () => {
      verbs.act(what);
    },
  });
  const verbsOfWatch: MenuItemConstructorOptions[] = [
    act(watching.checkNow, 'check-now'),
    isPaused ? act(watching.resume, 'resume') : act(watching.pause, 'pause'),
    { type: 'separator' },
  ];
  const ofWatch: MenuItemConstructorOptions[] =
    standing === null
      ? []
      : [
          { label: standing, enabled: false },
          { type: 'separator' },
          ...(view.state.mode === 'elsewhere' ? [] : verbsOfWatch),
        ];
  const ofRelay: MenuItemConstructorOptions[] =
    relayed === null
      ? []
      : [
          { label: relayed, enabled: false },
          { label: given.words.relay.window.turnOff, click: verbs.turnRelayOff },
          { type: 'separator' },
        ];
  return [
    ...ofWatch,
    ...ofRelay,
    { label: watching.openWindow, click: verbs.open },
    { label: watching.quit, click: verbs.quit },
  ];
}

function signOf({ state }: WatchView): TraySign {
  if (state.mode === 'paused') return 'paused';
  return state.last.every(({ code }) => code === 'ok') ? 'good' : 'bad';
}

function standingOf({ state }: WatchView, words: Messages): string {
  const { watching } = words.history;
  if (state.mode === 'paused') return watching.paused;
  if (state.heldBy !== undefined) return words.history.watch.elsewhere[state.heldBy.face](state.heldBy.pid);
  const failing = state.last.find(({ code }) => code !== 'ok');
  if (failing !== undefined)
    return watching.notWell(words.causes[failing.code].title({ target: failing.url, url: failing.url }));
  return state.last.length === 0 ? watching.looking : watching.allWell;
}
