import type { SquidAuth, SquidUser } from '../servers/squid.ts';
import type { Lab } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

const account = (lab: Lab): { readonly realm: string; readonly users: readonly SquidUser[] } => ({
  realm: 'office',
  users: [{ user: lab.user.name, password: lab.user.password }],
});
const digest = (lab: Lab): SquidAuth => ({ scheme: 'digest', ...account(lab) });
const basic = (lab: Lab): SquidAuth => ({ scheme: 'basic', ...account(lab) });

/** Signing in, scheme by scheme; the account must never be locked by it. */
export const SIGN_IN: readonly Scenario[] = [
  scenario('the proxy wants Digest and the password is right', {
    code: 'ok',
    nearMissOf: 'proxy.credentials-rejected',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot(), { auth: [digest(lab)] });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url('http', lab.userinfo)) }),
    then: () => ({
      seen: (document) => [
        (document.verdict.details.flags ?? []).includes('basic-in-clear') && 'Digest is called readable on the way',
      ],
    }),
  }),
  scenario('the proxy offers Digest before Basic, and the password is wrong', {
    code: 'proxy.credentials-rejected',
    nearMissOf: ['proxy.auth-required', 'proxy.auth-broken'],
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot(), { auth: [digest(lab), basic(lab)] });
    },
    when: (lab, squid) => ({ url: lab.sites.main.https(), env: setProxy(squid.spot.url('http', lab.wrongUserinfo)) }),
    then: (_, squid) => ({
      details: { schemes: ['digest', 'basic'] },
      seen: () => [
        squid.signedTries().length !== 1 && `the wrong password was sent ${String(squid.signedTries().length)} times`,
      ],
    }),
  }),
  scenario('the proxy wants Basic over a line without encryption, and the password is right', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot(), { auth: [basic(lab)] });
    },
    when: (lab, squid) => ({ url: lab.sites.main.http(), env: setProxy(squid.spot.url('http', lab.userinfo)) }),
    then: () => ({ details: { flags: ['basic-in-clear'] } }),
  }),
];
