/** Connects the page to the endpoints; only the top frame of our own page is listened to. */
import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { refuse } from '../../src/base/result.ts';
import type { ApiProblem } from '../../src/contract/api.ts';
import type { Endpoints } from '../../src/contract/endpoints.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from './channels.ts';
import { isOwnPage } from './own-page.ts';

const NOT_OURS: ApiProblem = { kind: 'not-available' };

/** Answers calls and passes events on; the returned function ends it. */
export function connectPage(contents: WebContents, endpoints: Endpoints): () => void {
  ipcMain.handle(INVOKE_CHANNEL, async (event, name: unknown, input: unknown) => {
    if (!isFromOwnPage(event, contents)) return refuse(NOT_OURS);
    return endpoints.invoke(name, input);
  });
  const unsubscribe = endpoints.subscribe((event) => {
    if (!contents.isDestroyed()) contents.send(EVENT_CHANNEL, event);
  });
  return () => {
    ipcMain.removeHandler(INVOKE_CHANNEL);
    unsubscribe();
  };
}

function isFromOwnPage(event: IpcMainInvokeEvent, contents: WebContents): boolean {
  const frame = event.senderFrame;
  return event.sender === contents && frame !== null && frame.parent === null && isOwnPage(frame.url);
}
