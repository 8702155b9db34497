/** What is wrong with the head of an answer, only where a standard says so: dates, lengths, cookies, transport security. */
import type { ReplyFact } from '../observation/observation.ts';
import { headerOf, headersOf } from '../verdict/replies.ts';
import { finding, type FindingCode, type FindingDetails, type InspectionFinding } from './finding.ts';
import type { StepReply } from './site-steps.ts';

type Hit = readonly [FindingCode, FindingDetails];

/** Returns the findings about one answer of the site itself. */
export function checkHeaders(one: StepReply): readonly InspectionFinding[] {
  const { step, reply } = one;
  if (reply === null || step.answeredBy === 'proxy') return [];
  const hits = [
    ...checkStatus(reply),
    ...checkDate(reply),
    ...checkRetryAfter(reply),
    ...checkLengths(reply),
    ...checkBody(one),
    ...checkTransportSecurity(reply, one.secure),
    ...checkCookies(reply, one.secure),
  ];
  const about = { url: step.url, status: reply.status };
  return hits.map(([code, details]) => finding(code, [{ id: step.evidence }], { ...about, ...details }));
}

function checkStatus(reply: ReplyFact): readonly Hit[] {
  if (reply.status >= 500) return [['error-status', {}]];
  if (reply.status === 405 && headerOf(reply, 'allow') === undefined) return [['allow-missing', { header: 'Allow' }]];
  return [];
}

/** A clock belongs to every origin server worth the name; statuses of 1xx and 5xx may go without (RFC 9110 section 6.6.1). */
function checkDate(reply: ReplyFact): readonly Hit[] {
  const values = headersOf(reply, 'date');
  const [value] = values;
  if (value === undefined) return reply.status < 500 ? [['date-missing', { header: 'Date' }]] : [];
  return values.length > 1 || !isHttpDate(value) ? [['date-invalid', { header: 'Date', value: cut(value) }]] : [];
}

function checkRetryAfter(reply: ReplyFact): readonly Hit[] {
  const value = headerOf(reply, 'retry-after');
  if (value === undefined || /^\d{1,9}$/.test(value.trim()) || isHttpDate(value)) return [];
  return [['retry-after-invalid', { header: 'Retry-After', value: cut(value) }]];
}

function checkLengths(reply: ReplyFact): readonly Hit[] {
  const lengths = headersOf(reply, 'content-length');
  const [length] = lengths;
  if (length === undefined) return [];
  const details = { header: 'Content-Length', value: cut(lengths.join(', ')) };
  if (headerOf(reply, 'transfer-encoding') !== undefined) return [['length-and-chunked', details]];
  const different = new Set(lengths.flatMap((value) => value.split(',')).map((value) => value.trim()));
  if (different.size > 1 || !/^\d+$/.test([...different][0] ?? '')) return [['lengths-differ', details]];
  return reply.status === 204 ? [['length-not-allowed', details]] : [];
}

function checkBody({ reply, bodyFailure }: StepReply): readonly Hit[] {
  return bodyFailure?.kind === 'closed-early' || bodyFailure?.kind === 'connection-reset'
    ? [['body-cut', { count: reply?.bodyBytes ?? 0 }]]
    : [];
}

/** RFC 6797 section 6.1: directives apart by semicolons, each once, `max-age` among them with whole seconds. */
function checkTransportSecurity(reply: ReplyFact, secure: boolean): readonly Hit[] {
  const [value] = headersOf(reply, 'strict-transport-security');
  if (value === undefined) return [];
  const details = { header: 'Strict-Transport-Security', value: cut(value) };
  const names = value
    .split(';')
    .map((directive) => directive.trim().toLowerCase())
    .filter((directive) => directive !== '');
  const ages = names.filter((directive) => directive.startsWith('max-age'));
  const isSound =
    ages.length === 1 &&
    /^max-age\s*=\s*"?\d+"?$/.test(ages[0] ?? '') &&
    new Set(names.map(nameOf)).size === names.length;
  return [
    ...(isSound ? [] : [['hsts-invalid', details] as const]),
    ...(secure ? [] : [['hsts-in-clear', details] as const]),
  ];
}

/** A cookie that was set over TLS and may be sent without it gives away what TLS kept (RFC 6265 section 8.3). */
function checkCookies(reply: ReplyFact, secure: boolean): readonly Hit[] {
  if (!secure) return [];
  const names = headersOf(reply, 'set-cookie')
    .filter((value) => !/;\s*secure(?:;|$)/i.test(value))
    .map((value) => nameOf(value).trim().slice(0, 60));
  return names.length === 0
    ? []
    : [['cookie-not-secure', { header: 'Set-Cookie', names: [...new Set(names)].slice(0, 10) }]];
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? '';
}

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const HTTP_DATE = new RegExp(
  [
    `^${DAY}, \\d\\d ${MONTH} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT$`,
    `^${DAY}[a-z]{3,6}, \\d\\d-${MONTH}-\\d\\d \\d\\d:\\d\\d:\\d\\d GMT$`,
    `^${DAY} ${MONTH} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}$`,
  ].join('|'),
);

/** One of the three forms that a recipient must understand (RFC 9110 section 5.6.7). */
function isHttpDate(value: string): boolean {
  return HTTP_DATE.test(value.trim()) && !Number.isNaN(Date.parse(value));
}

function cut(value: string): string {
  return value.slice(0, 120);
}
