/** `BrowserWindow` as a page of Chromium: preload as init script, own scheme by routing, Electron's refusals. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Frame, Page, Route } from '@playwright/test';
import { theBrowser } from './browser.ts';
import { callHandler } from './ipc.ts';
import { preloadScript } from './preload-script.ts';
import { record, recordCrossing } from './record.ts';
import type { StandInSession } from './session.ts';

/** Chromium can't be taught a new scheme from outside, so the page lives under this name. */
const HOST = 'https://throughway.stand-in.test';
const SCHEME = 'app://throughway';

interface Options {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly webPreferences: {
    readonly session: StandInSession;
    readonly preload: string;
    readonly sandbox: boolean;
    readonly contextIsolation: boolean;
    readonly nodeIntegration: boolean;
  };
}

type OpenHandler = (details: { readonly url: string }) => { readonly action: string };

class StandInContents extends EventEmitter {
  page: Page | null = null;
  onOpen: OpenHandler = () => ({ action: 'allow' });

  setWindowOpenHandler(handler: OpenHandler): void {
    this.onOpen = handler;
  }
  reload(): void {
    this.page?.reload().catch(() => {
      // It was closed meanwhile.
    });
  }
  isDestroyed(): boolean {
    return this.page === null || this.page.isClosed();
  }
  send(channel: string, value: unknown): void {
    const copy: unknown = structuredClone(value);
    recordCrossing(copy);
    this.page
      ?.evaluate(([name, given]) => Reflect.get(globalThis, 'standInDeliver')?.(name, given), [channel, copy])
      .catch(() => {
        // The page went away meanwhile.
      });
  }
}

export class StandInWindow extends EventEmitter {
  static app: EventEmitter | null = null;
  static theme = 'system';
  static readonly #windows = new Set<StandInWindow>();
  readonly webContents = new StandInContents();
  readonly #options: Options;

  constructor(options: Options) {
    super();
    const { sandbox, contextIsolation, nodeIntegration } = options.webPreferences;
    if (!sandbox || !contextIsolation || nodeIntegration) throw new Error('the page would not be isolated');
    this.#options = options;
    const { x, y, width, height } = options;
    record({ call: 'BrowserWindow', x, y, width, height });
    StandInWindow.#windows.add(this);
    StandInWindow.app?.emit('web-contents-created', {}, this.webContents);
  }

  /** The contents of the first window. */
  static get firstContents(): StandInContents | undefined {
    return [...StandInWindow.#windows][0]?.webContents;
  }

  static setTheme(theme: string): void {
    StandInWindow.theme = theme;
    for (const window of StandInWindow.#windows) {
      window.#applyTheme().catch(() => {
        // The page was closed meanwhile.
      });
    }
  }

  async loadURL(url: string): Promise<void> {
    const { width, height, webPreferences } = this.#options;
    const context = await (await theBrowser()).newContext({ viewport: { width, height } });
    await context.exposeBinding('standInInvoke', ({ frame }, channel: string, args: unknown[]) =>
      callHandler(channel, { sender: this.webContents, senderFrame: frameOf(frame) }, args),
    );
    await context.exposeBinding('standInOpen', (_from, address: string) => this.webContents.onOpen({ url: address }));
    await context.addInitScript({ content: preloadScript(readFileSync(webPreferences.preload, 'utf8'), HOST) });
    await context.route('**/*', (route) => this.#answer(route));
    const page = await context.newPage();
    this.webContents.page = page;
    await this.#applyTheme();
    page.on('close', () => {
      this.#close();
    });
    await page.goto(url.replace(SCHEME, HOST));
    this.emit('ready-to-show');
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    if (!request.url().startsWith(`${HOST}/`)) {
      let isPrevented = false;
      if (request.isNavigationRequest()) {
        const event = { url: request.url(), preventDefault: () => (isPrevented = true) };
        this.webContents.emit('will-navigate', event);
      }
      // 204 leaves the page where it is, as Electron does when the navigation is prevented.
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- the listener may have called preventDefault
      await (isPrevented
        ? route.fulfill({ status: 204 })
        : route.fulfill({ status: 200, contentType: 'text/html', body: '<p>foreign</p>' }));
      return;
    }
    const handler = this.#options.webPreferences.session.handlers.get('app');
    const response = await handler?.(new Request(request.url().replace(HOST, SCHEME), { method: request.method() }));
    if (response === undefined) return route.abort();
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  async #applyTheme(): Promise<void> {
    const { theme } = StandInWindow;
    await this.webContents.page?.emulateMedia({ colorScheme: theme === 'dark' || theme === 'light' ? theme : null });
  }

  #close(): void {
    let isPrevented = false;
    this.emit('close', { preventDefault: () => (isPrevented = true) });
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- a listener may have called preventDefault
    if (isPrevented) return;
    StandInWindow.#windows.delete(this);
    this.emit('closed');
    StandInWindow.app?.emit('window-all-closed');
  }

  hide(): void {
    record({ call: 'BrowserWindow.hide' });
  }
  close(): void {
    this.#close();
  }
  show(): void {
    // A headless page is as visible as it gets.
  }
  focus(): void {
    void this.webContents.page?.bringToFront();
  }
  restore(): void {
    this.show();
  }
  isMinimized(): boolean {
    return false;
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return { x: 10, y: 10, width: this.#options.width, height: this.#options.height };
  }
}

function frameOf(frame: Frame): { readonly url: string; readonly parent: object | null } {
  return { url: frame.url().replace(HOST, SCHEME), parent: frame.parentFrame() };
}
