/** What no page of this program may do: navigate away, open windows, get permissions, embed others. */
import { app, shell } from 'electron';
import type { Session } from 'electron';
import { isOutsideLink, isOwnPage } from './own-page.ts';

/** Applies the refusals to every page that is ever made. */
export function lockDown(): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(({ url }) => {
      if (isOutsideLink(url)) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

/** Refuses every permission in one session, but for writing to the clipboard on a press of a button. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === 'clipboard-sanitized-write');
  });
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
}
