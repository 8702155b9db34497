import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Secret } from '../../../src/base/secret.ts';
import { createBasicSignIn } from '../../../src/auth/basic.ts';
import { createNtlmSignIn } from '../../../src/auth/ntlm.ts';
import type { SignInContext } from '../../../src/auth/sign-in.ts';
import { startSilentlyClosingBalancer } from '../../lab/auth/closing-balancer.ts';
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

const ntlmSkip = squidIsMissing ?? ntlmAuthIsMissing;
describe.skipIf(ntlmSkip !== null)(`NTLM behind a balancer ${ntlmSkip ?? ''}`, () => {
  test('that closes between the messages never gets as far as the credentials', { timeout: 30_000 }, async () => {
    const helper = makeNtlmHelper({ user: 'bob', domain: 'CORP', password: 'secret' });
    opened.push(() => {
      helper.stop();
    });
    const proxy = await startSquid({ auth: [{ scheme: 'ntlm', helper: helper.helper }] });
    opened.push(() => proxy.stop());
    const balancer = await startSilentlyClosingBalancer(proxy);
    opened.push(() => balancer.stop());
    const context: SignInContext = {
      method: 'GET',
      requestUri: 'http://127.0.0.1:1/',
      host: '127.0.0.1',
      port: balancer.port,
      to: 'proxy',
    };
    const signIn = createNtlmSignIn(bob('secret'), {
      clock: systemClock,
      randomBytes: (count) => new Uint8Array(count),
    });
    const connection = await openConnection({ host: '127.0.0.1', port: balancer.port });
    await expect(attempt(connection, signIn, context)).rejects.toThrow(/closed|EPIPE|ended|reset/i);
    connection.close();
    expect(signIn.hasSentCredentials).toBe(false);
  });
});
