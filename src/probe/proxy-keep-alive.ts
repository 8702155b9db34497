/**
 * Looks whether a proxy keeps the connection between the messages of a sign-in: NTLM belongs to a connection
 * (MS-NTHT section 3), and one that is closed in between can never be signed in to. No secret is sent.
 */
import { createNtlmSignIn } from '../auth/ntlm.ts';
import { DEADLINES } from '../base/deadline.ts';
import { Secret } from '../base/secret.ts';
import type { Way } from '../observation/observation.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';
import { openFirstHop } from './first-hop.ts';
import { readReply, type ReplyRead } from './http-reply.ts';
import { authorityOf, hostOf, portOf, requestBytes } from './http-request.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';
import { headerValues } from './reply-fact.ts';
import type { Wire } from './wire.ts';

/** Emits `proxy.keep-alive`; nothing for a SOCKS proxy, whose sign-in is one exchange. */
export async function probeKeepAlive(run: ProbeRun, proxy: ProxyServer, url: string): Promise<void> {
  if (proxy.kind === 'socks4' || proxy.kind === 'socks5' || run.signal.aborted) return;
  const emit = startWatch(run);
  const about = `${proxy.host}:${String(proxy.port)}`;
  const limitMs = 3 * DEADLINES.proxyReply.ms;
  await step(run, { probe: 'proxy.keep-alive', about, limitMs }, async () => {
    const way: Way = { id: run.context.state.nextWayId(), purpose: 'variation', url, leg: proxy, redirects: 0 };
    const target = new URL(url);
    // CONNECT names the port also where the URL leaves it out (RFC 9110 section 9.3.6); haproxy answers 400 otherwise.
    const authority = authorityOf(hostOf(target), portOf(target));
    const place = { probe: 'proxy.keep-alive', host: proxy.host, port: proxy.port } as const;
    emit({ ...place, ...(await talk(run, { way, proxy, authority })) });
  });
}

interface Talk {
  readonly way: Way;
  readonly proxy: ProxyServer;
  readonly authority: string;
}

interface Outcome {
  readonly scheme: 'ntlm' | null;
  readonly status: number | null;
  readonly kept: boolean | null;
  readonly failure: ReplyRead['failure'];
}

async function talk(run: ProbeRun, about: Talk): Promise<Outcome> {
  const asked = await onConnection(run, about, (wire) => ask(run, { wire, ...about }, null));
  if ('at' in asked) return { scheme: null, status: null, kept: null, failure: asked.failure };
  if (asked.reply === null) return { scheme: null, status: null, kept: null, failure: asked.failure };
  const { status } = asked.reply;
  const offersNtlm = headerValues(asked.reply, 'proxy-authenticate').some((value) => /\bntlm\b/i.test(value));
  if (status !== 407 || !offersNtlm) return { scheme: null, status, kept: asked.canReuse, failure: null };
  // Many proxies close after the first refusal, which harms nobody: what counts is the connection of the sign-in itself.
  const kept = await onConnection(run, about, (wire) => signInHalf(run, { wire, ...about }));
  if ('at' in kept) return { scheme: 'ntlm', status, kept: null, failure: kept.failure };
  return { scheme: 'ntlm', status, ...kept };
}

/** Sends the first message, and then anything at all on the same connection. */
async function signInHalf(
  run: ProbeRun,
  on: { readonly wire: Wire; readonly proxy: ProxyServer; readonly authority: string },
): Promise<Pick<Outcome, 'kept' | 'failure'>> {
  const greeted = await ask(run, on, await firstNtlmMessage(on));
  if (greeted.reply === null || !greeted.canReuse) return { kept: false, failure: greeted.failure };
  const again = await ask(run, on, null);
  return { kept: again.reply !== null, failure: again.failure };
}

/** Its layers were told before; only what becomes of the connection is asked here. */
async function onConnection<T>(
  run: ProbeRun,
  { way }: Talk,
  use: (wire: Wire) => Promise<T>,
): Promise<T | Exclude<Awaited<ReturnType<typeof openFirstHop>>, { readonly failure: null }>> {
  const first = await openFirstHop({ ...run, emit: () => undefined }, way);
  if (first.hop === null) return first;
  try {
    return await use(first.hop.wire);
  } finally {
    first.hop.wire.close();
  }
}

async function ask(
  run: ProbeRun,
  { wire, authority }: { readonly wire: Wire; readonly authority: string },
  proxyAuthorization: Secret | null,
): Promise<ReplyRead> {
  wire.mark();
  wire.write(
    requestBytes({ method: 'CONNECT', requestUri: authority, host: authority, toProxy: true, proxyAuthorization }),
  );
  return readReply(wire, { isConnect: true, deadline: 'proxyReply', signal: run.signal });
}

/** The message that opens the handshake names neither a user nor a password (MS-NLMP section 2.2.1.1). */
async function firstNtlmMessage({
  proxy,
  authority,
}: {
  readonly proxy: ProxyServer;
  readonly authority: string;
}): Promise<Secret | null> {
  const nobody = { user: '', password: new Secret(''), from: 'option' } as const;
  const signIn = createNtlmSignIn(nobody, {
    clock: { nowMs: () => 0, wallMs: () => 0 },
    randomBytes: () => new Uint8Array(8),
  });
  const context = {
    method: 'CONNECT',
    requestUri: authority,
    host: proxy.host,
    port: proxy.port,
    to: 'proxy',
  } as const;
  const answered = await signIn.answer({ scheme: 'ntlm', params: {} }, context);
  return answered.ok ? answered.value : null;
}
