/** Asks a SOCKS proxy for a connection: SOCKS5 (RFC 1928, 1929), or SOCKS4a with the name for the proxy to look up. */
import type { Credentials } from '../auth/credentials.ts';
import { DEADLINES } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import { socks4aRequest } from '../probe/socks4a.ts';
import { fitsPasswordMessage, passwordMessage, socks5Request } from '../probe/socks5.ts';
import { write, type Inlet } from './inlet.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { Place } from './upstream-link.ts';

/** The sign-in to one proxy that asks for user name and password. */
export interface SocksSignIn {
  /** Returns what may be sent to this proxy now; a cause where nothing may. */
  begin(): Promise<Credentials | CauseCode>;
  /** What the proxy said; `null` where it said nothing. */
  end(accepted: boolean | null): void;
}

/** How the dialogue ended. `said-no`: the proxy's own reply code. */
export type SocksEnd =
  | { readonly is: 'open' }
  | { readonly is: 'said-no'; readonly code: number }
  | { readonly is: 'not-signed-in'; readonly cause: CauseCode }
  | { readonly is: 'scheme-unsupported' }
  | { readonly is: 'failed'; readonly failure: Failure };

/** Goes through the dialogue within its deadline; never throws. */
export async function speakSocks(
  inlet: Inlet,
  question: { readonly version: 'socks4' | 'socks5'; readonly to: Place; readonly signIn: () => SocksSignIn },
): Promise<SocksEnd> {
  const state = { isLate: false };
  const timer = setTimeout(() => {
    state.isLate = true;
    inlet.socket.destroy();
  }, DEADLINES.relayTunnelReply.ms);
  const end = await (question.version === 'socks4' ? speakSocks4(inlet, question.to) : speakSocks5(inlet, question));
  clearTimeout(timer);
  return state.isLate && end.is === 'failed' ? { is: 'failed', failure: { kind: 'timed-out' } } : end;
}

const CUT: SocksEnd = { is: 'failed', failure: { kind: 'closed-early' } };
const MALFORMED: SocksEnd = { is: 'failed', failure: { kind: 'malformed-reply' } };

async function speakSocks4(inlet: Inlet, to: Place): Promise<SocksEnd> {
  void write(inlet.socket, socks4aRequest(to));
  const answer = await readBytes(inlet, 8);
  if (answer === null) return CUT;
  const code = answer[1] ?? 0;
  if (answer[0] !== 0 || code < 90 || code > 93) return MALFORMED;
  return code === 90 ? { is: 'open' } : { is: 'said-no', code };
}

async function speakSocks5(
  inlet: Inlet,
  { to, signIn }: { readonly to: Place; readonly signIn: () => SocksSignIn },
): Promise<SocksEnd> {
  // "No sign-in" and "user name and password" (RFC 1928 section 3).
  void write(inlet.socket, Buffer.from([5, 2, 0, 2]));
  const chosen = await readBytes(inlet, 2);
  if (chosen === null) return CUT;
  if (chosen[0] !== 5) return MALFORMED;
  if (chosen[1] === 255) return { is: 'scheme-unsupported' };
  if (chosen[1] === 2) {
    const refused = await signInBy(inlet, signIn());
    if (refused !== null) return refused;
  } else if (chosen[1] !== 0) return MALFORMED;
  void write(inlet.socket, socks5Request(to));
  const head = await readBytes(inlet, 4);
  if (head === null) return CUT;
  if (head[0] !== 5) return MALFORMED;
  if (head[1] !== 0) return { is: 'said-no', code: head[1] ?? 1 };
  // The address that the proxy bound: of no use, but its bytes stand before the tunnel's.
  const size = head[3] === 1 ? 6 : head[3] === 4 ? 18 : head[3] === 3 ? await nameSize(inlet) : 0;
  if (size === 0) return MALFORMED;
  return (await readBytes(inlet, size)) === null ? CUT : { is: 'open' };
}

async function signInBy(inlet: Inlet, signIn: SocksSignIn): Promise<SocksEnd | null> {
  const credentials = await signIn.begin();
  if (typeof credentials === 'string') return { is: 'not-signed-in', cause: credentials };
  if (!fitsPasswordMessage(credentials)) {
    signIn.end(null);
    return { is: 'scheme-unsupported' };
  }
  void write(inlet.socket, passwordMessage(credentials));
  const answer = await readBytes(inlet, 2);
  signIn.end(answer === null ? null : answer[1] === 0);
  if (answer === null) return CUT;
  return answer[1] === 0 ? null : { is: 'not-signed-in', cause: 'proxy.credentials-rejected' };
}

async function nameSize(inlet: Inlet): Promise<number> {
  return ((await readBytes(inlet, 1))?.[0] ?? -2) + 2;
}

/** Returns exactly so many bytes, `null` where the other side ends before. */
export async function readBytes(inlet: Inlet, size: number): Promise<Buffer | null> {
  let have: Buffer = Buffer.alloc(0);
  while (have.length < size) {
    const piece = await inlet.read();
    if (piece === null) return null;
    have = have.length === 0 ? piece : Buffer.concat([have, piece]);
  }
  inlet.unread(have.subarray(size));
  return have.subarray(0, size);
}
