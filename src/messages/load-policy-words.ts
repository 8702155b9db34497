import type { Lang } from './format.ts';
import type { PolicyWords } from './policy-words.ts';

/** Returns the words in both languages. */
export async function loadPolicyWords(): Promise<Readonly<Record<Lang, PolicyWords>>> {
  const [{ policyEn }, { policyJa }] = await Promise.all([import('./policy-en.ts'), import('./policy-ja.ts')]);
  return { en: policyEn, ja: policyJa };
}
