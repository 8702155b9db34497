/** The well-known URLs by which a way is told from its target (causes.md, control sites). */
import type { RawReply } from './http-reply.ts';

/** A well-known connectivity-check URL and its known answer. */
export interface ControlSite {
  readonly url: string;
  readonly expect:
    | { readonly kind: 'status-204-empty' }
    | { readonly kind: 'body'; readonly text: string }
    | { readonly kind: 'any-2xx' };
}

/** The built-in list of cli.md with the answers that their owners document. */
export const BUILT_IN_CONTROL_SITES: readonly ControlSite[] = [
  { url: 'http://connectivitycheck.gstatic.com/generate_204', expect: { kind: 'status-204-empty' } },
  { url: 'http://www.msftconnecttest.com/connecttest.txt', expect: { kind: 'body', text: 'Microsoft Connect Test' } },
  { url: 'http://detectportal.firefox.com/success.txt', expect: { kind: 'body', text: 'success' } },
  {
    url: 'http://captive.apple.com/hotspot-detect.html',
    expect: {
      kind: 'body',
      text: '<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>',
    },
  },
  { url: 'https://www.gstatic.com/generate_204', expect: { kind: 'status-204-empty' } },
];

/** Returns control sites for replaced URLs: known ones keep their answer, `…/generate_204` means 204 and empty, others any 2xx. */
export function controlSitesFrom(urls: readonly string[]): readonly ControlSite[] {
  return urls.map((url) => {
    const known = BUILT_IN_CONTROL_SITES.find((site) => site.url === url);
    if (known !== undefined) return known;
    const path = URL.canParse(url) ? new URL(url).pathname : '';
    return { url, expect: path.endsWith('/generate_204') ? { kind: 'status-204-empty' } : { kind: 'any-2xx' } };
  });
}

/** Whether an answer is the known one. */
export function isAsExpected(expect: ControlSite['expect'], reply: RawReply): boolean {
  switch (expect.kind) {
    case 'status-204-empty':
      return reply.status === 204 && reply.bodyBytes === 0;
    case 'body':
      return reply.status === 200 && plain(reply.body.toString('latin1')) === plain(expect.text);
    case 'any-2xx':
      return reply.status >= 200 && reply.status < 300;
  }
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
