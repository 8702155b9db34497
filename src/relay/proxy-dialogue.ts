/** Asks over one leg: finds a connection, signs in where the proxy asks for it, and returns the reply that counts. */
import type { Leg } from '../settings/proxy-server.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { HeldLink, type Unopened } from './held-link.ts';
import { write } from './inlet.ts';
import { RELAY_LIMITS } from './limits.ts';
import { isRepeatable, type Asked, type Question } from './question.ts';
import { readReply, type ReplyOrFailure } from './read-reply.ts';
import { causeOfSilence } from './relay-cause.ts';
import { SignInDialogue } from './sign-in-dialogue.ts';
import type { Ask } from './sign-in-proof.ts';
import type { UpstreamDesk } from './upstream-desk.ts';
import type { UpstreamLink } from './upstream-link.ts';

/** Asks along one leg. The connection of a reply belongs to the caller; every other one is closed here. */
export async function askAlong(
  desk: UpstreamDesk,
  leg: Leg,
  question: Question,
  causeOfUnopened: (failed: Unopened) => CauseCode,
): Promise<Asked> {
  const ask: Ask = {
    context: { method: question.method, requestUri: question.requestUri },
    route: question.route,
    endTurn: null,
    sentGeneration: 0,
    isProof: question.isProof === true,
  };
  const access = desk.accessOf(leg);
  const held = new HeldLink(desk, leg, question);
  const signIn = access === null ? null : new SignInDialogue(access, question, ask, held);
  try {
    const ended = await askUntilAnswered({ leg, question, held, signIn });
    if ('unopened' in ended) return { reply: null, cause: causeOfUnopened(ended.unopened), isUnopened: true };
    return ended;
  } finally {
    access?.endTurn(ask);
  }
}

/** What one dialogue is about; `signIn` is absent where nobody can ask for one. */
interface Dialogue {
  readonly leg: Leg;
  readonly question: Question;
  readonly held: HeldLink;
  readonly signIn: SignInDialogue | null;
}

async function askUntilAnswered(dialogue: Dialogue): Promise<Asked | { readonly unopened: Unopened }> {
  const { question, held, signIn } = dialogue;
  for (let round = 0; round <= RELAY_LIMITS.signInRounds; round += 1) {
    const opened = await held.open();
    if (opened !== null) return { unopened: opened };
    if (question.body !== null && round === 0 && signIn !== null) {
      const stopped = await signIn.prime();
      if (stopped !== null) return stop(held, stopped);
      const again = await held.open();
      if (again !== null) return { unopened: again };
    }
    const link = held.now;
    if (link === null) break;
    const got = await exchange(dialogue, link);
    if (got.reply === null) {
      // A waiting connection may be closed at the very moment of asking (RFC 9112 section 9.3.1): once more, on a new one.
      if (!link.isReused || !got.isSilent || !isRepeatable(question)) return failed(dialogue, got);
      held.giveUp();
      continue;
    }
    const { reply } = got;
    if (signIn === null) return { reply, link };
    if (!signIn.isChallenge(reply)) {
      signIn.passed(link);
      return { reply, link };
    }
    const answer = await signIn.answer(link, reply);
    if (typeof answer === 'object') return stop(held, answer.cause);
  }
  return stop(held, 'proxy.auth-broken');
}

/** Sends the request and waits for the reply; a body goes on its way meanwhile. */
async function exchange({ leg, question, signIn }: Dialogue, link: UpstreamLink): Promise<ReplyOrFailure> {
  const { body, method, deadline, onInterim } = question;
  const header = signIn === null ? null : await signIn.header(link);
  question.onLink(link);
  const { socket } = link.inlet;
  socket.cork();
  void write(socket, question.build(leg, header));
  const sending = body?.send(socket).then((sent) => {
    // A request that is not whole must not look whole.
    if (sent === 'cut' || sent === 'malformed') socket.destroy();
  });
  socket.uncork();
  const got = await readReply(link, { method, deadline, onInterim });
  if (got.reply === null || signIn?.isChallenge(got.reply) === true) {
    body?.stop();
    await sending;
  }
  return got;
}

function failed(
  { leg, question, held, signIn }: Dialogue,
  { failure }: Extract<ReplyOrFailure, { readonly reply: null }>,
): Asked {
  signIn?.unanswered();
  const cause = causeOfSilence(failure, leg.kind === 'direct' ? 'site' : 'proxy');
  stop(held, cause);
  // A tunnel that was not opened can be asked for elsewhere.
  return { reply: null, cause, isUnopened: question.method === 'CONNECT' && leg.kind !== 'direct' };
}

function stop(held: HeldLink, cause: CauseCode): Asked {
  held.close();
  return { reply: null, cause, isUnopened: false };
}
