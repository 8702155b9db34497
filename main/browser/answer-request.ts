/** Answers one request of browser mode: a visit with the key, the page's document, one of its files, or a call. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoints } from '../../src/contract/endpoints.ts';
import { admit } from './admit.ts';
import { headOf } from './head-of.ts';
import type { PageFile, PageFiles } from './page-files.ts';
import { readJson } from './read-body.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { sendDocument } from './send-document.ts';
import type { Session } from './session.ts';

/** What every answer is made from. */
export interface Served {
  readonly session: Session;
  readonly files: PageFiles;
  readonly endpoints: Endpoints;
  readonly place: string | undefined;
  /** What a visitor without the key reads: plain text. */
  readonly noKeyText: () => Promise<string>;
  readonly scriptSent: Promise<void>;
  readonly onScript: () => void;
}

/** Answers one request. */
export async function answerRequest(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { session, files } = served;
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  const admission = admit(headOf(request), session);
  switch (admission.kind) {
    case 'refuse':
      sendText(response, admission.status, await served.noKeyText());
      return;
    case 'open': {
      const cookie = session.redeem(admission.key);
      if (cookie === null && !session.isHeldBy(request.headers.cookie)) {
        sendText(response, 403, await served.noKeyText());
        return;
      }
      if (cookie !== null) response.setHeader('set-cookie', cookie);
      await answerDocument(request, response, { ...served, place: served.place ?? '/check' });
      return;
    }
    case 'file': {
      if (admission.path === '/' || admission.path === '/index.html') {
        await answerDocument(request, response, { ...served, place: undefined });
        return;
      }
      const found = files.find(admission.path);
      if (found === null) sendText(response, 404, '');
      else await sendFile(response, found, served.onScript);
      return;
    }
    case 'call':
      await answerCall(request, response, { name: admission.name, endpoints: served.endpoints });
  }
}

async function answerDocument(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { document } = served.files;
  if (document === null) {
    sendText(response, 404, '');
    return;
  }
  const { files, endpoints, place, scriptSent } = served;
  const acceptLanguage = request.headers['accept-language'];
  await sendDocument(response, { document, files, endpoints, acceptLanguage, place, scriptSent });
}

async function sendFile(response: ServerResponse, found: PageFile, onScript: () => void): Promise<void> {
  const bytes = await readFile(found.file);
  const cacheControl = found.isLasting ? 'private, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, { 'content-type': found.type, 'cache-control': cacheControl });
  response.end(bytes, () => {
    if (found.type.startsWith('text/javascript')) onScript();
  });
}

async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  { name, endpoints }: { readonly name: string; readonly endpoints: Endpoints },
): Promise<void> {
  const body = await readJson(request);
  if (!body.ok) {
    sendText(response, body.problem === 'too-large' ? 413 : 400, '');
    return;
  }
  const result = await endpoints.invoke(name, body.value);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(result));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}
