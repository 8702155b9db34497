/** What is known of an answer beside its status: who gave it, by what that is known, and what its page says. */
import type { Observation } from '../observation/observation.ts';
import type { Details } from '../verdict/rule.ts';
import type { Messages } from './messages.ts';

/** Longer texts are cut: the reason and the category of a refusal stand at its beginning. */
const MOST_CHARS = 300;

/** Returns who answered and by what that is known; `null` where it makes no difference. */
export function answererWords(
  { answeredBy, answeredByEvidence }: Pick<Details, 'answeredBy' | 'answeredByEvidence'>,
  { inspect, cli }: Pick<Messages, 'inspect' | 'cli'>,
): string | null {
  if (answeredBy === undefined) return null;
  const who = inspect.answeredBy[answeredBy];
  return answeredByEvidence === undefined ? who : cli.form.aside(who, inspect.answeredByEvidence(answeredByEvidence));
}

/** Returns the text of the page by which somebody said no, as its author wrote it; `null` where there is none. */
export function refusalText(evidence: readonly string[], observations: readonly Observation[]): string | null {
  const replies = observations.flatMap((one) =>
    evidence.includes(one.id) && 'reply' in one && one.reply !== null && one.reply.status >= 400 ? [one.reply] : [],
  );
  const texts = replies.map(({ bodySample }) => visibleText(bodySample)).filter((text) => text !== '');
  return texts.at(-1) ?? null;
}

/**
 * Returns what a person would read of the beginning of a page, on one line; empty where it is not text.
 * @example visibleText('<title>No</title><p>Category: games') // 'No Category: games'
 */
export function visibleText(sample: string): string {
  const text = sample
    .replace(/<(script|style|noscript|svg)\b[\s\S]*?(?:<\/\1\s*>|$)/giu, ' ')
    .replace(/<!--[\s\S]*?(?:-->|$)/gu, ' ')
    .replace(/<\/?(?:a|b|code|em|font|i|small|span|strong|u)\b[^>]*(?:>|$)/giu, '')
    .replace(/<[a-z!/?][^>]*(?:>|$)/giu, ' ')
    .replace(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/giu,
      (whole, decimal, hex, name) => entity(String(decimal ?? ''), String(hex ?? ''), String(name ?? '')) ?? whole,
    )
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  const unreadable = text.match(/\uFFFD/gu)?.length ?? 0;
  if (unreadable * 10 > text.length) return '';
  const signs = Array.from(text);
  return signs.length <= MOST_CHARS ? text : `${signs.slice(0, MOST_CHARS).join('').trimEnd()}…`;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function entity(decimal: string, hex: string, name: string): string | null {
  if (name !== '') return NAMED[name.toLowerCase()] ?? null;
  const code = decimal === '' ? Number.parseInt(hex, 16) : Number(decimal);
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : null;
}
