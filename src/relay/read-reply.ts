/** Reads what comes back on a connection: the head of the final reply, and a body that nobody wants. */
import { DEADLINES, type DeadlineName } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import { createBodyScanner } from './body-scanner.ts';
import { RELAY_LIMITS } from './limits.ts';
import { readHead } from './read-head.ts';
import { parseReplyHead, type ReplyHead } from './reply-head.ts';
import type { UpstreamLink } from './upstream-link.ts';

export type ReplyOrFailure =
  | { readonly reply: ReplyHead; readonly failure: null }
  /** `isSilent`: not a single byte came, and the connection has ended. */
  | { readonly reply: null; readonly failure: Failure; readonly isSilent: boolean };

/** Reads heads up to the final one; the connection is closed where that fails or takes too long. */
export async function readReply(
  link: UpstreamLink,
  question: {
    readonly method: string;
    readonly deadline: DeadlineName;
    /** Gets replies before the final one (1xx), 101 not among them. */
    readonly onInterim?: (head: ReplyHead) => void;
  },
): Promise<ReplyOrFailure> {
  const { socket } = link.inlet;
  const state = { isLate: false };
  const timer = setTimeout(() => {
    state.isLate = true;
    socket.destroy();
  }, DEADLINES[question.deadline].ms);
  try {
    for (let interim = 0; interim <= RELAY_LIMITS.interimReplies; interim += 1) {
      const read = await readHead(link.inlet);
      if ('problem' in read) {
        socket.destroy();
        const isSilent = read.problem === 'nothing' && interim === 0 && !state.isLate;
        return { reply: null, failure: failureOfRead(read.problem, state.isLate), isSilent };
      }
      const reply = parseReplyHead(read.text, question.method);
      if (reply === null) break;
      if (reply.status >= 200 || reply.status === 101) return { reply, failure: null };
      question.onInterim?.(reply);
    }
    socket.destroy();
    return { reply: null, failure: { kind: 'malformed-reply' }, isSilent: false };
  } finally {
    clearTimeout(timer);
  }
}

function failureOfRead(problem: 'nothing' | 'cut' | 'too-large', isLate: boolean): Failure {
  if (isLate) return { kind: 'timed-out' };
  return { kind: problem === 'too-large' ? 'malformed-reply' : 'closed-early' };
}

/** Reads a reply's body away; returns whether the connection is ready for another question then. */
export async function drainReply(link: UpstreamLink, reply: ReplyHead): Promise<boolean> {
  if (!reply.keepAlive) return false;
  const scanner = createBodyScanner(reply.framing);
  let timer: NodeJS.Timeout | undefined;
  let read = 0;
  try {
    while (!scanner.isDone) {
      const reading = link.inlet.read();
      // A short page has mostly come along with its head: then nobody has to wait for it.
      if (reading instanceof Promise) {
        timer ??= setTimeout(() => link.inlet.socket.destroy(), DEADLINES.relayQuestion.ms);
      }
      const piece = reading instanceof Promise ? await reading : reading;
      if (piece === null) return false;
      const taken = scanner.feed(piece);
      read += piece.length;
      if (taken < 0 || read > RELAY_LIMITS.challengeBodyBytes) return false;
      link.inlet.unread(piece.subarray(taken));
    }
    return link.inlet.isQuiet;
  } finally {
    clearTimeout(timer);
  }
}
