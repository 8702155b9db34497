import { FULL_WIDTH } from './parse-proxy-uri.ts';
import type { ProxyAddressProblem } from './proxy-settings.ts';

/** A script's address longer than this is none. */
const MAX_URL_CHARS = 2_048;

/** Why an address of a PAC script is refused, in the order in which it is looked for. */
export type ScriptAddressProblem = Extract<
  ProxyAddressProblem['kind'],
  'empty' | 'full-width' | 'blank-inside' | 'doubled-scheme' | 'unknown-scheme' | 'invalid-host'
>;

/** Returns why a text can't be the address of a PAC script (http, https, file); `null` where nothing speaks against it. */
export function scriptAddressProblem(text: string): ScriptAddressProblem | null {
  if (text === '') return 'empty';
  if (FULL_WIDTH.test(text)) return 'full-width';
  if (/[\s\p{Cc}\p{Cf}]/u.test(text)) return 'blank-inside';
  if (hasTwoSchemes(text)) return 'doubled-scheme';
  if (!/^(?:https?|file):\/\//iu.test(text)) return 'unknown-scheme';
  if (/["'<>\\]/u.test(text) || text.length > MAX_URL_CHARS || !URL.canParse(text)) return 'invalid-host';
  return null;
}

/** Whether one address was pasted behind the beginning of another. */
export function hasTwoSchemes(text: string): boolean {
  return /^[a-z]+:\/\/[a-z]+:\/\//iu.test(text);
}
