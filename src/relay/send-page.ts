/** Sends the relay's own pages. */
import { DEADLINES } from '../base/deadline.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { HeaderField } from './header-fields.ts';
import { write } from './inlet.ts';
import { statusOfCause } from './relay-cause.ts';
import type { ClientSocket, RelayContext } from './relay-context.ts';
import { formatPage, preferredLang, type PageArgs, type RelayNotice } from './relay-page.ts';
import type { RequestHead } from './request-head.ts';

/** Whom a page is for; `head` is absent where the request could not be read. */
export interface PageReader {
  readonly head?: RequestHead;
  readonly client: ClientSocket;
}

/** Sends the page of a cause; returns whether the connection can take another request. */
export async function sendCause(
  context: RelayContext,
  reader: PageReader,
  { cause, leg, keepAlive }: { readonly cause: CauseCode; readonly leg: Leg | null; readonly keepAlive: boolean },
): Promise<boolean> {
  const { head, client } = reader;
  const lang = preferredLang(head?.fields ?? [], context.lang);
  const words = await context.words(lang);
  const content = { ...words.cause(cause, argsOf(head, leg)), cause, lang, status: statusOfCause(cause) };
  context.count('pages');
  const isKept = keepAlive && head?.method !== 'CONNECT';
  const bytes = formatPage(content, words.page, { keepAlive: isKept, hasBody: head?.method !== 'HEAD' });
  await write(client.socket, bytes);
  if (!isKept) endSoon(client);
  return isKept;
}

/** Sends a notice and ends the connection; returns false. */
export async function sendNotice(
  context: RelayContext,
  reader: PageReader,
  notice: RelayNotice,
  status: number,
  more: readonly HeaderField[] = [],
): Promise<false> {
  const { head, client } = reader;
  const lang = preferredLang(head?.fields ?? [], context.lang);
  const words = await context.words(lang);
  const content = { ...words.notices[notice], status, lang, more };
  context.count('pages');
  await write(client.socket, formatPage(content, words.page, { keepAlive: false, hasBody: head?.method !== 'HEAD' }));
  endSoon(client);
  return false;
}

/** Ends our side; the other one gets a moment, so that unread bytes of its request do not destroy the page on its way. */
export function endSoon({ socket }: ClientSocket): void {
  if (socket.destroyed) return;
  if (!socket.writableEnded) socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), DEADLINES.relayRefused.ms);
  socket.once('close', () => {
    clearTimeout(timer);
  });
}

function argsOf(head: RequestHead | undefined, leg: Leg | null): PageArgs {
  const target = head?.target;
  const url = target === undefined ? '' : target.form === 'absolute' ? target.url.replace(/\?.*$/s, '') : '';
  return {
    target: target?.host ?? '',
    url,
    ...(leg === null || leg.kind === 'direct' ? {} : { proxyHost: leg.host, proxyPort: leg.port }),
  };
}
