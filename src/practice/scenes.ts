/** The scenes of the practice network: one row a scene; its words are in `messages`. */
import { createServer } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { createAuthority, type Authority, type Certificate } from './certificates.ts';
import type { Ground } from './ground.ts';
import { createOfficeProxy, type OfficeProxyRules, type Place } from './office-proxy.ts';
import { CONTROL_HOST, createPlainSites, createSecureSites } from './office-sites.ts';
import { createPortal } from './portal.ts';

/** What a scene sets up: the address to reach and the settings under which to reach it. */
export interface Stage {
  readonly url: string;
  readonly proxy: string;
  readonly controlUrls: readonly string[];
  /** PEM file of the authority that this scene's computer trusts. */
  readonly trustedCertificates?: string;
}

interface Scene {
  readonly expect: CauseCode;
  readonly build: (ground: Ground, clock: Clock) => Promise<Stage>;
}

const SIGN_IN = { realm: 'Practice office', user: 'practice', password: 'open-sesame' } as const;
const PLAIN_CONTROL = `http://${CONTROL_HOST}/generate_204`;
const SECURE_CONTROL = `https://${CONTROL_HOST}/generate_204`;

export const SCENES = {
  healthy: { expect: 'ok', build: (ground, clock) => office(ground, clock, { url: 'https://www.practice.test/' }) },
  'sign-in': {
    expect: 'proxy.auth-required',
    build: (ground, clock) => office(ground, clock, { url: 'https://www.practice.test/', rules: { signIn: SIGN_IN } }),
  },
  'wrong-password': {
    expect: 'proxy.credentials-rejected',
    build: (ground, clock) =>
      office(ground, clock, {
        url: 'https://www.practice.test/',
        rules: { signIn: SIGN_IN },
        userinfo: 'practice:closed-sesame@',
      }),
  },
  'wrong-port': { expect: 'settings.proxy-port-wrong', build: wrongPort },
  'not-a-proxy': { expect: 'proxy.not-a-proxy', build: notAProxy },
  'blocked-site': {
    expect: 'proxy.access-denied',
    build: (ground, clock) =>
      office(ground, clock, { url: 'https://games.practice.test/', rules: { blocked: ['games.practice.test'] } }),
  },
  'dead-upstream': {
    expect: 'proxy.upstream-down',
    build: (ground, clock) =>
      office(ground, clock, { url: 'https://www.practice.test/', rules: { hasNoWayOut: true } }),
  },
  'sign-in-page': { expect: 'device.captive-portal', build: signInPage },
  'certificate-expired': {
    expect: 'tls.certificate-expired',
    build: (ground, clock) => office(ground, clock, { url: 'https://old.practice.test/' }),
  },
  'certificate-name': {
    expect: 'tls.name-mismatch',
    build: (ground, clock) => office(ground, clock, { url: 'https://renamed.practice.test/' }),
  },
  'certificate-untrusted': {
    expect: 'tls.certificate-untrusted',
    build: (ground, clock) => office(ground, clock, { url: 'https://homemade.practice.test/' }),
  },
  'proxy-off': { expect: 'settings.stale-local-proxy', build: proxyOff },
  'silent-proxy': { expect: 'proxy.no-response', build: silentProxy },
  'site-down': {
    expect: 'site.unreachable-from-proxy',
    build: (ground, clock) => office(ground, clock, { url: 'https://asleep.practice.test/' }),
  },
  'login-required': {
    expect: 'site.login-required',
    build: (ground, clock) => office(ground, clock, { url: 'https://members.practice.test/' }),
  },
  forbidden: {
    expect: 'site.forbidden',
    build: (ground, clock) => office(ground, clock, { url: 'https://closed.practice.test/' }),
  },
  'redirect-loop': {
    expect: 'site.redirect-loop',
    build: (ground, clock) => office(ground, clock, { url: 'https://circle.practice.test/' }),
  },
} as const satisfies Record<string, Scene>;

export type SceneId = keyof typeof SCENES;

interface OfficePlan {
  readonly url: string;
  readonly rules?: Omit<OfficeProxyRules, 'resolve'>;
  /** Stands before the proxy's host in its address: a made-up sign-in of this scene. */
  readonly userinfo?: string;
}

/** The office as it is meant to be, with what the scene breaks. */
async function office(ground: Ground, clock: Clock, plan: OfficePlan): Promise<Stage> {
  const authority = await createAuthority('Practice Office CA', clock);
  const stranger = await createAuthority('Homemade CA', clock);
  const { certificates, usual } = await issueAll(authority, stranger);
  const plain = await ground.listen(createPlainSites());
  const secure = await ground.listen(createSecureSites(certificates, usual));
  const asleep = await ground.closedPort();
  const proxy = createOfficeProxy({ ...plan.rules, resolve: resolver(ground, { plain, secure, asleep }) });
  const port = await ground.listen(proxy);
  return {
    url: plan.url,
    proxy: `http://${plan.userinfo ?? ''}${ground.address}:${String(port)}`,
    controlUrls: [PLAIN_CONTROL, SECURE_CONTROL],
    trustedCertificates: await ground.file('practice-ca.pem', authority.certificate),
  };
}

async function issueAll(
  authority: Authority,
  stranger: Authority,
): Promise<{ readonly certificates: Map<string, Certificate>; readonly usual: Certificate }> {
  const usual = await authority.issue(['*.practice.test']);
  const certificates = new Map([
    ['old.practice.test', await authority.issue(['old.practice.test'], { fromDays: -20, toDays: -2 })],
    ['renamed.practice.test', await authority.issue(['former.practice.test'])],
    ['homemade.practice.test', await stranger.issue(['homemade.practice.test'])],
  ]);
  return { certificates, usual };
}

function resolver(
  ground: Ground,
  ports: { readonly plain: number; readonly secure: number; readonly asleep: number },
): (host: string, port: number) => Place | null {
  return (host, port) => {
    if (!host.endsWith('.practice.test')) return null;
    if (host === 'asleep.practice.test') return { host: ground.address, port: ports.asleep };
    return { host: ground.address, port: port === 443 ? ports.secure : ports.plain };
  };
}

/** The settings name a port where a web server answers; the proxy is on one of the usual ports of the same host. */
async function wrongPort(ground: Ground): Promise<Stage> {
  const plain = await ground.listen(createPlainSites());
  const resolve = resolver(ground, { plain, secure: plain, asleep: plain });
  await ground.listenOnCommonPort(createOfficeProxy({ resolve }));
  return {
    url: 'https://www.practice.test/',
    proxy: `http://${ground.address}:${String(plain)}`,
    controlUrls: [PLAIN_CONTROL],
  };
}

async function notAProxy(ground: Ground): Promise<Stage> {
  const port = await ground.listen(createPlainSites());
  return {
    url: 'https://www.practice.test/',
    proxy: `http://${ground.address}:${String(port)}`,
    controlUrls: [PLAIN_CONTROL],
  };
}

async function signInPage(ground: Ground): Promise<Stage> {
  const portal = await ground.listen(createPortal());
  const nobody = await ground.closedPort();
  return {
    url: 'http://www.practice.test/',
    proxy: `http://${ground.address}:${String(nobody)}`,
    controlUrls: [`http://${ground.address}:${String(portal)}/generate_204`],
  };
}

async function proxyOff(ground: Ground): Promise<Stage> {
  const nobody = await ground.closedPort();
  return {
    url: 'https://www.practice.test/',
    proxy: `http://${ground.address}:${String(nobody)}`,
    controlUrls: [PLAIN_CONTROL],
  };
}

async function silentProxy(ground: Ground): Promise<Stage> {
  const port = await ground.listen(createServer((socket) => socket.resume()));
  return {
    url: 'https://www.practice.test/',
    proxy: `http://${ground.address}:${String(port)}`,
    controlUrls: [PLAIN_CONTROL],
  };
}
