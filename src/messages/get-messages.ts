import { en } from './en.ts';
import type { Lang } from './format.ts';
import { ja } from './ja.ts';
import type { Messages } from './messages.ts';

/** Returns the catalogue of a language at once; pages that load one language only use `loadMessages`. */
export function getMessages(lang: Lang): Messages {
  return lang === 'ja' ? ja : en;
}
