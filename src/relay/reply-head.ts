/** Reads the head of a reply that came from a proxy or a site: lenient about blanks and line ends, strict about its length. */
import { replyFraming, type Framing } from './framing.ts';
import { listOf, parseFields, type HeaderField } from './header-fields.ts';
import { RELAY_LIMITS } from './limits.ts';

export interface ReplyHead {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly HeaderField[];
  readonly framing: Framing;
  /** Another request may be sent on the same connection once the body is over. */
  readonly keepAlive: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01])[ \t]+([1-9][0-9]{2})(?:[ \t]+([^\0]*))?$/;

/** Returns the reply to `method`, `null` where the text is none or its length is uncertain. */
export function parseReplyHead(text: string, method: string): ReplyHead | null {
  const lines = text.split(/\r?\n/);
  const [, minor, statusText = '', reason = ''] = STATUS_LINE.exec(lines[0] ?? '') ?? [];
  if (minor === undefined) return null;
  const fields = parseFields(lines, 1, { most: RELAY_LIMITS.headerLines, isLenient: true });
  if (typeof fields === 'string') return null;
  const status = Number(statusText);
  const isTunnel = method === 'CONNECT' && status >= 200 && status < 300;
  // After a 2xx to CONNECT both length fields are ignored (RFC 9110 section 9.3.6).
  const framing = isTunnel ? NO_BODY : replyFraming({ status, method, fields });
  if (typeof framing === 'string') return null;
  const said = [...listOf(fields, 'connection'), ...listOf(fields, 'proxy-connection')];
  const isKept = minor === '1' ? !said.includes('close') : said.includes('keep-alive') && !said.includes('close');
  return { status, reason: reason.trimEnd(), fields, framing, keepAlive: isKept && framing.is !== 'until-close' };
}

const NO_BODY: Framing = { is: 'none' };
