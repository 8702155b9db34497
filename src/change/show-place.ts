import { redactPlaces } from '../base/redact.ts';
import { redactProxyText } from '../settings/redact-proxy-text.ts';
import type { StoreRef } from './store.ts';

const MOST_LINES = 10;
const MOST_CHARS = 400;

/** Lines of other programs' files that may hold a secret, by the name before the value. */
const SECRET_NAME = /user|pass|auth|token|secret|credential|key|cookie/iu;

/**
 * Returns what may be shown of a text that somebody else put into a place: of a file only the lines about proxies, never
 * one that may hold a secret.
 */
export function showPlace(ref: StoreRef, text: string): string {
  if (ref.kind !== 'file') return redact(text);
  const lines = text.split(/\r?\n/u).filter((line) => /prox/iu.test(line) && !SECRET_NAME.test(line));
  return lines.slice(0, MOST_LINES).map(redact).join('\n').slice(0, MOST_CHARS);
}

function redact(text: string): string {
  const shown = /[@＠]/u.test(text) ? redactProxyText(text) : text;
  return redactPlaces(shown).slice(0, MOST_CHARS);
}
