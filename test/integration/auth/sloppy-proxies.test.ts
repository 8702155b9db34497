import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Secret } from '../../../src/base/secret.ts';
import { createBasicSignIn } from '../../../src/auth/basic.ts';
import { createNtlmSignIn } from '../../../src/auth/ntlm.ts';
import type { SignInContext } from '../../../src/auth/sign-in.ts';
import { startOrigin } from '../../lab/auth/origin.ts';
import { attempt, openConnection } from '../../lab/auth/raw-client.ts';
import { makeNtlmHelper, ntlmAuthIsMissing } from '../../lab/servers/samba.ts';
import { squidIsMissing, startSquid } from '../../lab/servers/squid.ts';
import { startTinyproxy, tinyproxyIsMissing } from '../../lab/servers/tinyproxy.ts';

const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const bob = (password: string) => ({ user: 'bob', password: new Secret(password), from: 'option' }) as const;

describe.skipIf(tinyproxyIsMissing !== null)(`tinyproxy with Basic ${tinyproxyIsMissing ?? ''}`, () => {
  test.each([
    ['the right password', 'secret-1', [407, 200]],
    // It answers a wrong password with 401 and `WWW-Authenticate` (https://github.com/tinyproxy/tinyproxy/issues/532).
    ['a wrong password', 'wrong', [407, 401]],
  ])('answers %s', async (_, password, statuses) => {
    const origin = await startOrigin();
    opened.push(() => origin.stop());
    const proxy = await startTinyproxy({ users: [{ user: 'bob', password: 'secret-1' }] });
    opened.push(() => proxy.stop());
    const context: SignInContext = {
      method: 'CONNECT',
      requestUri: origin.authority,
      host: proxy.host,
      port: proxy.port,
      to: 'proxy',
    };
    const signIn = createBasicSignIn(bob(password));
    const first = await openConnection(proxy);
    const asked = await first.request(`CONNECT ${origin.authority}`, null);
    first.close();
    // HTTP/1.0: every answer ends its connection.
    const answer = await signIn.answer(asked.challenges[0] ?? { scheme: '', params: {} }, context);
    const second = await openConnection(proxy);
    const reply = await second.request(
      `CONNECT ${origin.authority}`,
      answer.ok ? (answer.value?.open() ?? null) : null,
    );
    second.close();
    expect([asked.status, reply.status]).toEqual(statuses);
    const [refusal] = [...reply.challenges, ...reply.siteChallenges];
    expect(refusal === undefined ? 'passed' : await signIn.answer(refusal, context)).toEqual(
      password === 'wrong' ? { ok: true, value: null } : 'passed',
    );
  });
});

/** A balancer that ends the client's connection after each answer of the proxy behind it. */
async function startClosingBalancer(proxy: {
  readonly host: string;
  readonly port: number;
}): Promise<Server & { readonly at: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(proxy.port, proxy.host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(upstream);
    let answer = '';
    upstream.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      client.write(chunk);
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? '0');
      const head = answer.indexOf('\r\n\r\n');
      if (head >= 0 && answer.length >= head + 4 + length) client.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return Object.assign(server, { at: typeof address === 'object' ? (address?.port ?? 0) : 0 });
}

const ntlmSkip = squidIsMissing ?? ntlmAuthIsMissing;
describe.skipIf(ntlmSkip !== null)(`NTLM behind a balancer ${ntlmSkip ?? ''}`, () => {
  test('that closes between the messages never gets as far as the credentials', { timeout: 30_000 }, async () => {
    const helper = makeNtlmHelper({ user: 'bob', domain: 'CORP', password: 'secret' });
    opened.push(() => {
      helper.stop();
    });
    const proxy = await startSquid({ auth: [{ scheme: 'ntlm', helper: helper.helper }] });
    opened.push(() => proxy.stop());
    const balancer = await startClosingBalancer(proxy);
    const context: SignInContext = {
      method: 'GET',
      requestUri: 'http://127.0.0.1:1/',
      host: '127.0.0.1',
      port: balancer.at,
      to: 'proxy',
    };
    const signIn = createNtlmSignIn(bob('secret'), {
      clock: systemClock,
      randomBytes: (count) => new Uint8Array(count),
    });
    const connection = await openConnection({ host: '127.0.0.1', port: balancer.at });
    await expect(attempt(connection, signIn, context)).rejects.toThrow(/closed|EPIPE|ended|reset/i);
    connection.close();
    expect(signIn.hasSentCredentials).toBe(false);
  });
});
