/** Reads a reply from the piece in which it came: most come whole, and need no reader that waits. */
import { createBodyScanner } from '../relay/body-scanner.ts';
import { parseReplyHead, type ReplyHead } from '../relay/reply-head.ts';

const BLANK_LINE = '\r\n\r\n';
/** Longer ones come in several pieces anyway. */
const MOST_BYTES = 64 * 1024;

/** A final reply's head, and what came behind it. */
export interface QuickReply {
  readonly reply: ReplyHead;
  readonly rest: Buffer;
  /** The rest is all of the body, and nothing but it. */
  readonly isWhole: boolean;
}

/** Returns the final reply to a GET that begins with the piece, `null` where it takes more to know. */
export function readQuickly(piece: Buffer): QuickReply | null {
  if (piece.length > MOST_BYTES) return null;
  const end = piece.indexOf(BLANK_LINE, 0, 'latin1');
  if (end < 0) return null;
  const reply = parseReplyHead(piece.toString('latin1', 0, end), 'GET');
  if (reply === null || reply.status < 200) return null;
  const rest = piece.subarray(end + BLANK_LINE.length);
  const scanner = createBodyScanner(reply.framing);
  const isWhole = scanner.feed(rest) === rest.length && scanner.isDone;
  return { reply, rest, isWhole };
}
