/** `Tray` and `Notification`: what they show is recorded, and the test plays the person who chooses in the menu. */
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { record } from './record.ts';

export class StandInTray extends EventEmitter {
  static current: StandInTray | null = null;
  #menu: Electron.MenuItemConstructorOptions[] = [];

  constructor(_image: unknown) {
    super();
    StandInTray.current = this;
    record({ call: 'Tray' });
  }
  setImage(_image: unknown): void {
    // Nobody looks at it here.
  }
  setToolTip(text: string): void {
    record({ call: 'Tray.setToolTip', text });
  }
  setContextMenu(menu: Electron.MenuItemConstructorOptions[]): void {
    this.#menu = menu;
    record({ call: 'Tray.setContextMenu', labels: menu.map((one) => one.label ?? '-') });
  }
  destroy(): void {
    StandInTray.current = null;
    record({ call: 'Tray.destroy' });
  }
  /** The person chooses a line of the menu. */
  choose(label: string): void {
    const item = this.#menu.find((one) => one.label === label);
    if (item?.click === undefined) throw new Error(`there is no "${label}" to choose`);
    Reflect.apply(item.click, undefined, []);
  }
}

export class StandInNotification extends EventEmitter {
  readonly #shown: { readonly title: string; readonly body: string };

  constructor(shown: { readonly title: string; readonly body: string }) {
    super();
    this.#shown = shown;
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    record({ call: 'Notification', ...this.#shown });
  }
}
