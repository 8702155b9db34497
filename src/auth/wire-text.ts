/**
 * Header text as bytes. Header values travel through the program as byte strings: one character is one byte (as Node's
 * HTTP parser gives them). Whoever writes them to a socket writes them as `latin1`.
 */

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
const NON_ASCII = /[^\t\n\r -~]/;
const BEYOND_BYTES = /[\u0100-\uffff]/;

/** Returns the bytes that a received header text stood for; text decoded by somebody else becomes UTF-8. */
export function headerBytes(text: string): Buffer {
  return Buffer.from(text, isByteString(text) ? 'latin1' : 'utf8');
}

/** Returns a person's text as a byte string in UTF-8, ready to stand in a header. */
export function utf8ByteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Returns `text` as a quoted-string (RFC 9110 §5.6.4). */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Whether `text` could end a header line or hide in it: control characters other than the tabulator. */
export function hasControlCharacters(text: string): boolean {
  return CONTROL.test(text);
}

/** Whether there is a character outside ASCII, so that the peer's charset matters. */
export function isNonAscii(text: string): boolean {
  return NON_ASCII.test(text);
}

function isByteString(text: string): boolean {
  return !BEYOND_BYTES.test(text);
}
