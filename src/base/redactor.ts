/**
 * Takes the secrets of one run out of any text: as they are and in every form in which a peer may send them back.
 * The last line of defence, not the first: nothing should put a secret into text to begin with.
 */
import type { Secret } from './secret.ts';

const SHOWN = '‹secret›';

/** Shorter forms occur by chance all over a document; replacing them would destroy it and hide nothing. */
const SHORTEST_FORM = 3;

/** Knows the secrets of one run and removes them from text. */
export interface Redactor {
  /** Adds a password and, where known, the user name that it goes with (for `user:password` in base64). */
  add(password: Secret, user?: string): void;
  redact(text: string): string;
}

/** Returns a redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let ordered: readonly string[] = [];
  return {
    add(password, user) {
      if (password.isEmpty) return;
      for (const form of formsOf(password.open(), user)) if (form.length >= SHORTEST_FORM) forms.add(form);
      // Longest first, so that a form that contains another one goes as a whole.
      ordered = [...forms].sort((a, b) => b.length - a.length);
    },
    redact(text) {
      return ordered.reduce((rest, form) => (rest.includes(form) ? rest.replaceAll(form, SHOWN) : rest), text);
    },
  };
}

function formsOf(password: string, user: string | undefined): readonly string[] {
  const whole = user === undefined ? [password] : [password, `${user}:${password}`];
  return whole.flatMap((text) => [text, ...textForms(text), ...binaryForms(text)]);
}

function textForms(text: string): readonly string[] {
  // A lone surrogate can't be percent-encoded.
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\uFFFD');
  const encoded = encodeURIComponent(wellFormed);
  const strict = encoded.replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const percent = [encoded, strict, encodeURI(wellFormed)];
  return [
    ...percent,
    ...percent.map((form) => form.replace(/%[0-9A-F]{2}/g, (triple) => triple.toLowerCase())),
    encoded.replaceAll('%20', '+'),
    html,
    html.replaceAll("'", '&#39;'),
    JSON.stringify(text).slice(1, -1),
    // UTF-16 read as if it were an eight-bit charset.
    Buffer.from(text, 'utf16le').toString('latin1'),
    Buffer.from(text, 'utf8').toString('latin1'),
  ];
}

function binaryForms(text: string): readonly string[] {
  const encodings = [Buffer.from(text, 'utf8'), Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')];
  return encodings.flatMap((bytes) => [
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64Inside(bytes),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ]);
}

/** The part of a base64 text that depends on `bytes` alone, for each of the three ways they can be aligned in a longer text. */
function base64Inside(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const usableEnd = Math.floor(padded.length / 3) * 4;
    const inside = padded.toString('base64').slice(offset === 0 ? 0 : 4, usableEnd);
    // A short inside part would be found by chance in any base64 text.
    return inside.length >= 8 ? [inside] : [];
  });
}
