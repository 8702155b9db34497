/** The relay's own page: says the cause instead of a bare 502, in the language that the client would like. */
import type { CauseCode } from '../verdict/cause-code.ts';
import { formatHead, valuesOf, type HeaderField } from './header-fields.ts';
import { escapeHtml } from '../base/escape-html.ts';

/** What the relay itself has to say to a client, apart from causes. */
export type RelayNotice =
  'bad-request' | 'not-for-a-proxy' | 'too-large' | 'not-allowed' | 'secret-needed' | 'not-supported';

/** What a cause's text may mention. */
export interface PageArgs {
  readonly target: string;
  readonly url: string;
  readonly proxyHost?: string;
  readonly proxyPort?: number;
}

/** The words of the page in one language. */
export interface RelayPageWords {
  readonly cause: (
    code: CauseCode,
    args: PageArgs,
  ) => { readonly title: string; readonly explanation: string; readonly nextStep: string };
  readonly notices: Readonly<Record<RelayNotice, { readonly title: string; readonly explanation: string }>>;
  readonly page: {
    readonly whatToDo: string;
    readonly causeCode: string;
    /** Who wrote the page, so that nobody takes it for the site's. */
    readonly writtenBy: string;
  };
}

export type PageLang = 'en' | 'ja';

/** Returns the language that a client would like best (RFC 9110 section 12.5.4), `otherwise` where it doesn't say. */
export function preferredLang(fields: readonly HeaderField[], otherwise: PageLang): PageLang {
  const weights = { en: -1, ja: -1 };
  for (const member of valuesOf(fields, 'accept-language').join(',').split(',').slice(0, 20)) {
    const [range = '', ...params] = member
      .trim()
      .toLowerCase()
      .split(/[\s;]+/);
    const lang = /^(en|ja)(?:-|$)/.exec(range)?.[1];
    const quality = params.find((param) => param.startsWith('q='))?.slice(2);
    const weight = quality === undefined ? 1 : Number(quality) || 0;
    if (lang === 'en' || lang === 'ja') weights[lang] = Math.max(weights[lang], weight);
  }
  if (weights.en <= 0 && weights.ja <= 0) return otherwise;
  return weights.ja > weights.en ? 'ja' : 'en';
}

/** What is said on one page. */
export interface PageContent {
  readonly status: number;
  readonly lang: PageLang;
  readonly title: string;
  readonly explanation: string;
  readonly nextStep?: string;
  readonly cause?: CauseCode;
  readonly more?: readonly HeaderField[];
}

/** Returns the whole reply as bytes. Nothing in it can run, and nothing that came from outside stands in it unescaped. */
export function formatPage(
  content: PageContent,
  words: RelayPageWords['page'],
  { keepAlive, hasBody }: { readonly keepAlive: boolean; readonly hasBody: boolean },
): Buffer {
  const { status, lang, title, explanation, nextStep, cause } = content;
  const lines = [
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>`,
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml(explanation)}</p>`,
    ...(nextStep === undefined ? [] : [`<h2>${escapeHtml(words.whatToDo)}</h2><p>${escapeHtml(nextStep)}</p>`]),
    ...(cause === undefined ? [] : [`<p>${escapeHtml(words.causeCode)} <code>${escapeHtml(cause)}</code></p>`]),
    `<hr><p>${escapeHtml(words.writtenBy)}</p></body></html>`,
  ];
  const body = Buffer.from(`${lines.join('\n')}\n`, 'utf8');
  const head = formatHead(`HTTP/1.1 ${String(status)} ${REASONS[status] ?? 'Error'}`, [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Content-Language', lang],
    ['Content-Length', String(body.length)],
    ['Cache-Control', 'no-store'],
    ['Content-Security-Policy', "default-src 'none'"],
    ['X-Content-Type-Options', 'nosniff'],
    ...(cause === undefined ? [] : [['X-Throughway-Cause', cause] as const]),
    ...(content.more ?? []),
    ['Connection', keepAlive ? 'keep-alive' : 'close'],
  ]);
  const bytes = Buffer.from(head, 'latin1');
  return hasBody ? Buffer.concat([bytes, body]) : bytes;
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};
