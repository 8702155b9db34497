import { scenario, type Scenario } from '../scenario.ts';
import { setProxy } from './proxy-env.ts';

/** What is wrong with certificates and handshakes. */
export const TLS: readonly Scenario[] = [
  scenario('the office inspects TLS with a CA that this computer does not trust', {
    code: 'tls.intercepted-untrusted',
    nearMissOf: 'tls.certificate-untrusted',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      const issue = async (name: string) => [name, await lab.sites.stranger.issue([name])] as const;
      const inspect = Object.fromEntries([
        await issue(lab.sites.main.name),
        await issue(lab.sites.controls.secure.name),
      ]);
      await lab.filteringProxy(spot, { inspect });
      return spot;
    },
    when: (lab, spot) => ({ url: lab.sites.main.https(), env: setProxy(spot.url()) }),
    then: () => ({ fixer: ['admin'] }),
  }),
  scenario('the certificate of the site is its own voucher', {
    code: 'tls.certificate-untrusted',
    nearMissOf: 'tls.intercepted-untrusted',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.selfSigned.https() }),
    then: () => ({ fixer: ['site'], confidence: 0.9 }),
  }),
  scenario('the certificate of the site comes from a stranger, through the proxy', {
    code: 'tls.certificate-untrusted',
    nearMissOf: 'tls.intercepted-untrusted',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.unknownIssuer.https(), env: setProxy(squid.spot.url()) }),
    then: () => ({ fixer: ['site'] }),
  }),
  scenario('the certificate of the site has expired', {
    code: 'tls.certificate-expired',
    nearMissOf: 'tls.certificate-untrusted',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.expired.https() }),
    then: () => ({ fixer: ['site'], confidence: 0.9 }),
  }),
  scenario('the certificate of the site is not valid yet', {
    code: 'tls.certificate-expired',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.notYetValid.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('the certificate of the site is for another name', {
    code: 'tls.name-mismatch',
    nearMissOf: ['tls.certificate-expired', 'tls.certificate-untrusted'],
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.wrongName.https() }),
    then: (lab) => ({ fixer: ['site'], confidence: 0.9, details: { names: [`other.${lab.sites.wrongName.name}`] } }),
  }),
  scenario('the site is asked for by its address, which is not in its certificate', {
    code: 'tls.name-mismatch',
    given: () => undefined,
    when: (lab) => ({ url: `https://${lab.sites.main.address}/` }),
  }),
  scenario('the certificate is for another name and comes from a stranger too', {
    code: 'tls.certificate-untrusted',
    nearMissOf: 'tls.name-mismatch',
    given: (lab) => {
      lab.resolver.know('door.example', lab.sites.selfSigned.address);
    },
    when: () => ({ url: 'https://door.example/' }),
    then: () => ({ confidence: 0.5 }),
  }),
  scenario('the site speaks only a TLS version of the last century', {
    code: 'tls.handshake-failed',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.oldTls.https() }),
  }),
  scenario('the site refuses the handshake with an alert, through the proxy', {
    code: 'tls.handshake-failed',
    nearMissOf: 'site.unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      return lab.squid(lab.spot());
    },
    when: (lab, squid) => ({ url: lab.sites.refusesTls.https(), env: setProxy(squid.spot.url()) }),
  }),
  scenario('a secure shell server answers where TLS is due', {
    code: 'tls.handshake-failed',
    nearMissOf: 'site.scheme-mismatch',
    given: async (lab) => {
      const spot = lab.siteSpot(lab.sites.noPorts);
      await lab.misbehaving(spot, { does: 'greets', with: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n' }, 'site');
      return spot;
    },
    when: (lab, spot) => ({ url: `https://${lab.sites.noPorts.name}:${String(spot.port)}/` }),
    then: () => ({ confidence: 0.5 }),
  }),
];
