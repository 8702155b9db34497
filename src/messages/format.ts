/** Numbers, dates, durations and lists in the person's language, by Intl; no hand-made plurals or separators. */

/** The languages of the product. */
export const LANGS = ['ja', 'en'] as const;

export type Lang = (typeof LANGS)[number];

const LOCALES = { ja: 'ja-JP', en: 'en-GB' } as const satisfies Record<Lang, string>;

/** Returns a duration as people read it: `340 ms`, `3.2 seconds`, `2 minutes`; `340ミリ秒`, `3.2秒`, `2分`. */
export function formatDuration(ms: number, lang: Lang): string {
  if (!Number.isFinite(ms)) return lang === 'ja' ? '不明' : 'unknown';
  if (Math.abs(ms) < 1000) return unit(Math.round(ms), 'millisecond', lang);
  if (Math.abs(ms) < 90_000) return unit(Math.round(ms / 100) / 10, 'second', lang);
  if (Math.abs(ms) < 90 * 60_000) return unit(Math.round(ms / 60_000), 'minute', lang);
  if (Math.abs(ms) < 36 * 3_600_000) return unit(Math.round(ms / 3_600_000), 'hour', lang);
  return unit(Math.round(ms / 86_400_000), 'day', lang);
}

function unit(value: number, name: 'millisecond' | 'second' | 'minute' | 'hour' | 'day', lang: Lang): string {
  const unitDisplay = lang === 'ja' || name !== 'millisecond' ? 'long' : 'short';
  const text = new Intl.NumberFormat(LOCALES[lang], { style: 'unit', unit: name, unitDisplay }).format(value);
  return lang === 'ja' ? text.replaceAll(/\s/gu, '') : text;
}

/** Returns a moment (ISO 8601) with the time of day, or the text itself where it is no date. */
export function formatDateTime(iso: string, lang: Lang, options: { readonly timeZone?: string } = {}): string {
  return format(iso, lang, { dateStyle: 'long', timeStyle: 'short', ...options });
}

/** Returns the day of a moment (ISO 8601), or the text itself where it is no date. */
export function formatDate(iso: string, lang: Lang, options: { readonly timeZone?: string } = {}): string {
  return format(iso, lang, { dateStyle: 'long', ...options });
}

function format(iso: string, lang: Lang, options: Intl.DateTimeFormatOptions): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  return new Intl.DateTimeFormat(LOCALES[lang], options).format(time);
}

/** Returns a number with the separators of the language. */
export function formatNumber(value: number, lang: Lang): string {
  return new Intl.NumberFormat(LOCALES[lang]).format(value);
}

/** Returns a share of 0 to 1 as a percentage. */
export function formatPercent(share: number, lang: Lang): string {
  return new Intl.NumberFormat(LOCALES[lang], { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** Returns items joined as a sentence does: `a, b and c`, `a、b、c`. */
export function formatList(items: readonly string[], lang: Lang): string {
  return new Intl.ListFormat(LOCALES[lang], { type: 'conjunction', style: 'long' }).format(items);
}
