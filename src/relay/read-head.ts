import type { Inlet } from './inlet.ts';
import { RELAY_LIMITS } from './limits.ts';

/** A head as a byte string without its empty line, or why there is none. `nothing`: the connection ended before its first byte. */
export type HeadRead = { readonly text: string } | { readonly problem: 'nothing' | 'cut' | 'too-large' };

const LF = 10;
const CR = 13;

/**
 * Reads up to the first empty line (CRLF or a lone LF ends a line here; who is strict refuses the latter).
 * @param onPartial is called once where the head does not come in one piece
 */
export async function readHead(inlet: Inlet, onPartial?: () => void): Promise<HeadRead> {
  let have: Buffer | null = null;
  for (;;) {
    const reading = inlet.read();
    const piece = reading instanceof Promise ? await reading : reading;
    if (piece === null) return { problem: have === null ? 'nothing' : 'cut' };
    const from: number = have === null ? 0 : Math.max(0, have.length - 3);
    const all: Buffer = have === null ? piece : Buffer.concat([have, piece]);
    const [end, next] = headEnd(all, from);
    if (next > 0) {
      if (end > RELAY_LIMITS.headBytes) return { problem: 'too-large' };
      if (next < all.length) inlet.unread(all.subarray(next));
      return { text: all.toString('latin1', 0, end) };
    }
    if (all.length > RELAY_LIMITS.headBytes) return { problem: 'too-large' };
    if (have === null) onPartial?.();
    have = all;
  }
}

/** Returns where the last line's text ends and where what follows the empty line begins; zeros where it hasn't come. */
function headEnd(bytes: Buffer, from: number): readonly [end: number, next: number] {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    const isCrLf = at > 0 && bytes[at - 1] === CR;
    const end = isCrLf ? at - 1 : at;
    if (bytes[at + 1] === LF) return [end, at + 2];
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return [end, at + 3];
  }
  return NOT_YET;
}

const NOT_YET = [0, 0] as const;
