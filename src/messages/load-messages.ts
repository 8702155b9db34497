import type { Lang } from './format.ts';
import type { Messages } from './messages.ts';

/** Loads the catalogue of one language; the other one stays outside of memory and of the first download. */
export async function loadMessages(lang: Lang): Promise<Messages> {
  if (lang === 'ja') return (await import('./ja.ts')).ja;
  return (await import('./en.ts')).en;
}
