/** A script as text, and how its bytes were read. */
export interface DecodedPac {
  readonly text: string;
  /** Label of the encoding (WHATWG), e.g. `utf-8`, `shift_jis`. */
  readonly charset: string;
  readonly byteOrderMark: boolean;
}

const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], charset: 'utf-8' },
  { bytes: [0xff, 0xfe], charset: 'utf-16le' },
  { bytes: [0xfe, 0xff], charset: 'utf-16be' },
] as const;

/**
 * Returns the text of a PAC file: a byte order mark decides, then the charset of the content type, then UTF-8 where the
 * bytes are valid UTF-8, else windows-1252 (which is what browsers mean by ISO-8859-1). It never fails: what can't be
 * read becomes U+FFFD, and the script then says more than we could.
 */
export function decodePac(bytes: Uint8Array, contentType: string | undefined): DecodedPac {
  const mark = MARKS.find((one) => one.bytes.every((byte, index) => bytes[index] === byte));
  if (mark !== undefined) return { ...decodeAs(bytes, mark.charset), byteOrderMark: true };
  const named = /;\s*charset\s*=\s*"?([^\s;"]+)/iu.exec(contentType ?? '')?.[1];
  const charset = named !== undefined && isKnown(named) ? named : isUtf8(bytes) ? 'utf-8' : 'windows-1252';
  return { ...decodeAs(bytes, charset), byteOrderMark: false };
}

function decodeAs(bytes: Uint8Array, label: string): Pick<DecodedPac, 'text' | 'charset'> {
  const decoder = new TextDecoder(label);
  return { text: decoder.decode(bytes), charset: decoder.encoding };
}

function isKnown(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
