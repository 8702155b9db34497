import type { Preset } from './preset.ts';

/** Returns words of a preset in a language, in the other one where only that is there; `undefined` where there are none. */
export function wordsIn(words: Preset['name'], lang: 'en' | 'ja'): string | undefined {
  return typeof words === 'object' ? (words[lang] ?? words.en ?? words.ja) : words;
}
