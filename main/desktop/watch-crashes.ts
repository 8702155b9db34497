/** What becomes of a crash: a note without anything private, a sentence for the person, and the page once more. */
import { app, dialog } from 'electron';
import { systemClock } from '../../src/base/clock.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { describeCrash, writeCrash } from './crash-file.ts';

/** A page that dies more often than that has a reason which loading it again does not take away. */
const MOST_RELOADS = 3;

/** Watches this process and its pages until the end. Electron would otherwise show the exception itself, with its text. */
export function watchCrashes(given: { readonly dataFolder: string; readonly words: () => Messages }): void {
  const note = (text: string): string | null => {
    const wallMs = systemClock.wallMs();
    return writeCrash(given.dataFolder, `Throughway ${app.getVersion()}\n${text}\n`, wallMs);
  };
  const end = (text: string): void => {
    const file = note(text);
    const { menu } = given.words().ui;
    dialog.showErrorBox(menu.crashTitle, menu.crashBody(file));
    app.exit(3);
  };
  const crash = (thrown: unknown): void => {
    end(describeCrash(thrown));
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  let reloads = 0;
  app.on('render-process-gone', (_event, contents, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    reloads += 1;
    if (reloads > MOST_RELOADS) {
      end(`page ${reason} ${String(exitCode)}`);
      return;
    }
    note(`page ${reason} ${String(exitCode)}`);
    contents.reload();
  });
}
