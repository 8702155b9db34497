/** Serves the window's own files under its own scheme, with the same refusals as browser mode. */
import { readFile } from 'node:fs/promises';
import type { Protocol } from 'electron';
import { SECURITY_HEADERS } from '../browser/security-headers.ts';
import { fileFor, PAGE_SCHEME } from './own-page.ts';

/** Answers every request of the scheme in one session. */
export function servePage(protocol: Protocol, folder: string): void {
  protocol.handle(PAGE_SCHEME, async (request) => {
    const found = fileFor(request.url, folder);
    if (found === null || request.method !== 'GET')
      return new Response(null, { status: 404, headers: SECURITY_HEADERS });
    try {
      const bytes = await readFile(found.file);
      return new Response(new Uint8Array(bytes), { headers: { ...SECURITY_HEADERS, 'content-type': found.type } });
    } catch {
      // Not one of the built files.
      return new Response(null, { status: 404, headers: SECURITY_HEADERS });
    }
  });
}
