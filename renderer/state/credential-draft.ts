/** The form for a sign-in, before it is one. */
import { PROXY_KINDS } from '../../src/settings/proxy-server.ts';
import type { ProxyKind } from '../../src/settings/proxy-server.ts';

/** What the form holds. */
export interface Draft {
  host: string;
  port: string;
  kind: ProxyKind;
  realm: string;
  user: string;
  password: string;
}

/** Returns the draft that an address such as `#/credentials/new?host=…&port=…&realm=…` begins with. */
export function draftFrom(query: URLSearchParams): Draft {
  return {
    host: query.get('host') ?? '',
    port: query.get('port') ?? '',
    kind: PROXY_KINDS.find((kind) => kind === query.get('kind')) ?? 'http',
    realm: query.get('realm') ?? '',
    user: query.get('user') ?? '',
    password: '',
  };
}

/** Whether the draft can be tried. */
export function isComplete(draft: Draft): boolean {
  const port = Number(draft.port);
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65535;
  return draft.host.trim() !== '' && isPort && draft.user !== '' && draft.password !== '';
}
