/** The smallest HTTP client that can sign in to a proxy on one kept-alive socket: no waiting for ends, no cleverness. */
import { connect, type Socket } from 'node:net';
import { parseChallenges } from '../../../src/auth/challenge.ts';
import type { SignIn, SignInContext } from '../../../src/auth/sign-in.ts';
import type { ChallengeFact } from '../../../src/observation/observation.ts';

export interface RawReply {
  readonly status: number;
  readonly challenges: readonly ChallengeFact[];
  readonly siteChallenges: readonly ChallengeFact[];
  readonly head: string;
  readonly closes: boolean;
}

/** One connection to a proxy. */
export interface RawConnection {
  request(line: string, authorization: string | null): Promise<RawReply>;
  /** Every byte that was sent, as a byte string. */
  sent(): string;
  close(): void;
}

const REPLY_WITHIN_MS = 10_000;

/** Opens a plain connection, or speaks over a socket that is connected already (TLS). */
export function openConnection(
  to: { readonly host: string; readonly port: number },
  connected?: Socket,
): Promise<RawConnection> {
  const socket = connected ?? connect(to.port, to.host);
  socket.setTimeout(REPLY_WITHIN_MS, () => socket.destroy(new Error('no reply in time')));
  let got = '';
  let sent = '';
  let wake = (): void => undefined;
  let failure: Error | null = null;
  let ended = false;
  socket.on('data', (chunk: Buffer) => {
    got += chunk.toString('latin1');
    wake();
  });
  socket.on('error', (error) => {
    failure = error;
    wake();
  });
  socket.on('close', () => {
    ended = true;
    wake();
  });
  const more = async (): Promise<void> => {
    if (failure !== null) throw failure;
    if (ended) throw new Error('closed before the reply was whole');
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  };
  const readReply = async (): Promise<RawReply> => {
    while (!got.includes('\r\n\r\n')) await more();
    const head = got.slice(0, got.indexOf('\r\n\r\n'));
    const status = Number(head.slice(9, 12));
    const values = (name: string): string[] =>
      head
        .split('\r\n')
        .filter((line) => line.toLowerCase().startsWith(`${name}:`))
        .map((line) => line.slice(name.length + 1).trim());
    const closes = values('connection').includes('close') || head.startsWith('HTTP/1.0');
    let rest = got.slice(head.length + 4);
    const length = Number(values('content-length')[0] ?? '0');
    while (rest.length < length && !closes) {
      await more();
      rest = got.slice(head.length + 4);
    }
    got = rest.slice(length);
    return {
      status,
      challenges: parseChallenges(values('proxy-authenticate')).challenges,
      siteChallenges: parseChallenges(values('www-authenticate')).challenges,
      head,
      closes,
    };
  };
  return Promise.resolve({
    request: (line, authorization) => {
      const lines = [
        `${line} HTTP/1.1`,
        `Host: ${to.host}:${String(to.port)}`,
        'Proxy-Connection: keep-alive',
        ...(authorization === null ? [] : [`Proxy-Authorization: ${authorization}`]),
      ];
      const text = `${lines.join('\r\n')}\r\n\r\n`;
      sent += text;
      socket.write(Buffer.from(text, 'latin1'));
      return readReply();
    },
    sent: () => sent,
    close: () => {
      socket.destroy();
    },
  });
}

/** What became of a sign-in: the statuses in order, and whether the last answer of the scheme was given. */
export interface Attempt {
  readonly statuses: readonly number[];
  readonly rejected: boolean;
  readonly problem?: string;
  readonly sent: string;
}

/** Sends one request over one connection and answers challenges with `signIn` until it passes or has nothing left to say. */
export async function attempt(connection: RawConnection, signIn: SignIn, context: SignInContext): Promise<Attempt> {
  const statuses: number[] = [];
  let reply = await connection.request(`${context.method} ${context.requestUri}`, null);
  for (let leg = 0; leg < 6; leg += 1) {
    statuses.push(reply.status);
    const offered = [...reply.challenges, ...reply.siteChallenges];
    const challenge = offered.find(({ scheme }) => scheme === signIn.scheme);
    if (challenge === undefined) return { statuses, rejected: false, sent: connection.sent() };
    const answer = await signIn.answer(challenge, context);
    if (!answer.ok) return { statuses, rejected: false, problem: answer.problem, sent: connection.sent() };
    if (answer.value === null) return { statuses, rejected: true, sent: connection.sent() };
    reply = await connection.request(`${context.method} ${context.requestUri}`, answer.value.open());
  }
  return { statuses, rejected: false, problem: 'too many legs', sent: connection.sent() };
}
