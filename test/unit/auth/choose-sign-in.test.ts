import { describe, expect, test } from 'vitest';
import { ok, refuse } from '../../../src/base/result.ts';
import { Secret } from '../../../src/base/secret.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { parseAccountName } from '../../../src/auth/account-name.ts';
import { parseChallenges } from '../../../src/auth/challenge.ts';
import { createSignInChooser } from '../../../src/auth/choose-sign-in.ts';
import type { NegotiateProblem, NegotiateProvider } from '../../../src/auth/negotiate-provider.ts';
import type { SignInContext } from '../../../src/auth/sign-in.ts';

const ALL =
  'Basic realm="r", Bearer, Digest realm="r", nonce="1", Digest realm="r", nonce="2", algorithm=SHA-256, NTLM, Negotiate';
const context: SignInContext = { method: 'GET', requestUri: 'http://o.test/', host: 'p.test', port: 8080, to: 'proxy' };
const bob = { user: 'bob', password: new Secret('secret'), from: 'option' } as const;

const withTicket: NegotiateProvider = {
  begin: () => Promise.resolve(ok({ step: () => Promise.resolve(ok(new Secret('VE9LRU4='))) })),
};
const without = (problem: NegotiateProblem): NegotiateProvider => ({
  begin: () => Promise.resolve(ok({ step: () => Promise.resolve(refuse(problem)) })),
});

async function choose(
  line: string,
  options: {
    readonly negotiate?: NegotiateProvider | null;
    readonly credentials?: typeof bob | null;
    readonly exclude?: readonly string[];
    readonly to?: 'proxy' | 'site';
  } = {},
): Promise<{
  readonly scheme: string | undefined;
  readonly nonce: string | undefined;
  readonly unusable: readonly string[];
}> {
  const { signIn, challenge, unusable } = await createSignInChooser({
    clock: systemClock,
    negotiate: options.negotiate ?? null,
  }).choose(parseChallenges([line]).challenges, {
    credentials: options.credentials === undefined ? bob : options.credentials,
    context: { ...context, to: options.to ?? 'proxy' },
    exclude: new Set(options.exclude),
  });
  return {
    scheme: signIn?.scheme,
    nonce: challenge?.params['nonce'],
    unusable: unusable.map(({ scheme, why }) => `${scheme}: ${why}`),
  };
}

describe('the chooser', () => {
  test('takes Negotiate where there is a ticket, without any credentials', async () => {
    expect(await choose(ALL, { negotiate: withTicket, credentials: null })).toMatchObject({ scheme: 'negotiate' });
  });

  test('passes over what this machine can not do, and says why', async () => {
    expect(await choose(ALL)).toMatchObject({
      scheme: 'ntlm',
      unusable: ['bearer: unknown-scheme', 'negotiate: no-library'],
    });
    expect(await choose(ALL, { negotiate: without('ticket-expired') })).toMatchObject({
      scheme: 'ntlm',
      unusable: ['bearer: unknown-scheme', 'negotiate: ticket-expired'],
    });
  });

  test('takes the strongest Digest algorithm after the schemes that are excluded', async () => {
    expect(await choose(ALL, { exclude: ['negotiate', 'ntlm'] })).toMatchObject({ scheme: 'digest', nonce: '2' });
    expect(await choose(ALL, { exclude: ['negotiate', 'ntlm', 'digest'] })).toMatchObject({ scheme: 'basic' });
  });

  test('names every scheme where there is nothing to sign in with', async () => {
    expect(await choose(ALL, { credentials: null, negotiate: without('no-ticket') })).toEqual({
      scheme: undefined,
      nonce: undefined,
      unusable: [
        'bearer: unknown-scheme',
        'negotiate: no-ticket',
        'ntlm: no-credentials',
        'digest: no-credentials',
        'basic: no-credentials',
      ],
    });
  });

  test('shows no ticket to a site', async () => {
    expect(await choose('Negotiate', { negotiate: withTicket, to: 'site' })).toMatchObject({
      scheme: undefined,
      unusable: ['negotiate: not-for-this-peer'],
    });
  });
});

describe('Basic', () => {
  const answer = async (user: string, password: string, line = 'Basic realm="r"'): Promise<string | undefined> => {
    const { challenges } = parseChallenges([line]);
    const { signIn, challenge } = await createSignInChooser({ clock: systemClock, negotiate: null }).choose(
      challenges,
      {
        credentials: { user, password: new Secret(password), from: 'option' },
        context,
        exclude: new Set(),
      },
    );
    const given = challenge === null ? undefined : await signIn?.answer(challenge, context);
    return given?.ok === true ? given.value?.open() : given?.problem;
  };

  test('is what RFC 7617 §2 and §2.1 show', async () => {
    expect(await answer('Aladdin', 'open sesame')).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
    expect(await answer('test', '123£', 'Basic realm="foo", charset="UTF-8"')).toBe('Basic dGVzdDoxMjPCow==');
  });

  test('refuses a name with a colon, which the proxy would cut in two', async () => {
    expect(await answer('a:b', 'c')).toBe('no-credentials');
  });
});

describe('parseAccountName', () => {
  test.each([
    ['ito', 'plain', 'ito', null],
    ['CORP\\ito', 'down-level', 'ito', 'CORP'],
    ['ito@corp.test', 'principal', 'ito', 'corp.test'],
    ['@ito', 'plain', '@ito', null],
    ['', 'plain', '', null],
  ])('reads "%s" as %s', (text, form, user, domain) => {
    expect(parseAccountName(text)).toEqual({ form, user, domain });
  });
});
