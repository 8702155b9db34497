/** Decides what a request may do, before anything of it is read. */
import type { Session } from './session.ts';

/** What counts of a request. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
  readonly contentType: string | undefined;
}

export type Admission =
  | { readonly kind: 'open'; readonly key: string }
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'refuse'; readonly status: 400 | 403 | 405 | 415 };

/** Names under which a loopback server may be addressed: any other is a foreign name that was made to point here (DNS rebinding). */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Decides over a plain request. */
export function admit(head: RequestHead, session: Session): Admission {
  const url = parseLocal(head);
  if (url === null) return { kind: 'refuse', status: 403 };
  // Browsers send `Origin` with every POST; a foreign one is a foreign page.
  if (head.origin !== undefined && head.origin !== url.origin) return { kind: 'refuse', status: 403 };
  if (url.pathname === '/open') {
    if (head.method !== 'GET') return { kind: 'refuse', status: 405 };
    return { kind: 'open', key: url.searchParams.get('key') ?? '' };
  }
  if (!session.isHeldBy(head.cookie)) return { kind: 'refuse', status: 403 };
  if (!url.pathname.startsWith('/api/')) {
    return head.method === 'GET' || head.method === 'HEAD'
      ? { kind: 'file', path: url.pathname }
      : { kind: 'refuse', status: 405 };
  }
  if (head.method !== 'POST') return { kind: 'refuse', status: 405 };
  if (head.origin === undefined) return { kind: 'refuse', status: 403 };
  if (!/^application\/json(?:;|$)/u.test(head.contentType ?? '')) return { kind: 'refuse', status: 415 };
  return { kind: 'call', name: url.pathname.slice('/api/'.length) };
}

/** Decides over the line for events; `Origin` must be there, because a WebSocket ignores the same-origin policy. */
export function mayListen(head: RequestHead, session: Session): boolean {
  const url = parseLocal(head);
  return url !== null && url.pathname === '/events' && head.origin === url.origin && session.isHeldBy(head.cookie);
}

/** Any port, because an SSH tunnel may give the server another one. */
function parseLocal(head: RequestHead): URL | null {
  const host = head.host ?? '';
  if (!URL.canParse(`http://${host}/`) || !head.url.startsWith('/') || head.url.startsWith('//')) return null;
  const base = new URL(`http://${host}/`);
  if (base.host !== host.toLowerCase().replace(/:80$/u, '') || !LOOPBACK_NAMES.has(base.hostname)) return null;
  return URL.canParse(head.url, base) ? new URL(head.url, base) : null;
}
