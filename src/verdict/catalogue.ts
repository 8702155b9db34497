/** The table of causes: who can act on each, what it explains away, and what it is easily taken for. Rules are data here. */
import type { CauseCode } from './cause-code.ts';
import type { Fixer } from './verdict.ts';

export interface CauseEntry {
  readonly fixer: readonly Fixer[];
  /** Causes that are mere consequences of this one and are not shown beside it. */
  readonly hides: readonly CauseCode[];
  /** Causes that look the same at first sight; the verdict says what ruled each of them out. */
  readonly lookAlikes: readonly CauseCode[];
  /** Never the answer by itself while another cause holds: shown among what was also found. */
  readonly isSecondary?: boolean;
  /** Worth asking about also where another cause already holds; `isSecondary` implies it. */
  readonly isAlwaysAsked?: boolean;
}

const CONNECTION: readonly CauseCode[] = [
  'proxy.down',
  'proxy.unreachable',
  'firewall.network-block',
  'settings.proxy-port-wrong',
];
const SERVICE: readonly CauseCode[] = [
  'proxy.no-response',
  'proxy.drops-connection',
  'proxy.malformed-reply',
  'proxy.not-a-proxy',
  'settings.proxy-type-wrong',
  'settings.proxy-port-wrong',
];
const SIGN_IN: readonly CauseCode[] = [
  'proxy.auth-required',
  'proxy.credentials-rejected',
  'proxy.auth-scheme-unsupported',
  'proxy.access-denied',
  'proxy.auth-broken',
];
const CERTIFICATE: readonly CauseCode[] = [
  'tls.intercepted-untrusted',
  'tls.certificate-untrusted',
  'tls.certificate-expired',
  'tls.name-mismatch',
  'device.clock-wrong',
];
const UPSTREAM: readonly CauseCode[] = [
  'proxy.upstream-down',
  'site.unreachable-from-proxy',
  'site.name-not-found',
  'proxy.overloaded',
];

const others = (codes: readonly CauseCode[], ...own: readonly CauseCode[]): readonly CauseCode[] =>
  codes.filter((code) => !own.includes(code));

/** One entry a code, checked for completeness by the compiler. */
export const CATALOGUE: Readonly<Record<CauseCode, CauseEntry>> = {
  ok: { fixer: [], hides: [], lookAlikes: ['device.captive-portal', 'proxy.not-a-proxy'] },
  undetermined: { fixer: [], hides: [], lookAlikes: [] },
  'device.offline': {
    fixer: ['user'],
    hides: [
      'dns.resolver-unreachable',
      'proxy.unreachable',
      'site.unreachable',
      'vpn.required',
      'dns.proxy-name-not-found',
      'firewall.network-block',
      'settings.pac-unreachable',
    ],
    lookAlikes: ['proxy.unreachable', 'dns.resolver-unreachable', 'firewall.network-block'],
  },
  'device.captive-portal': {
    fixer: ['user'],
    hides: [
      'proxy.unreachable',
      'proxy.down',
      'dns.proxy-name-not-found',
      'tls.name-mismatch',
      'tls.certificate-untrusted',
      'tls.intercepted-untrusted',
      'site.unreachable',
      'settings.proxy-not-needed-here',
      'vpn.required',
      'firewall.network-block',
      'site.port-closed',
      'dns.resolver-unreachable',
      'settings.pac-unreachable',
      'settings.pac-invalid',
    ],
    lookAlikes: ['proxy.unreachable', 'tls.intercepted-untrusted', 'settings.proxy-not-needed-here'],
  },
  'device.network-unstable': {
    isAlwaysAsked: true,
    fixer: ['user', 'admin'],
    hides: [
      'site.unreachable',
      'proxy.unreachable',
      'proxy.no-response',
      'proxy.drops-connection',
      'site.unreachable-from-proxy',
    ],
    lookAlikes: ['site.unreachable', 'proxy.drops-connection', 'device.mtu-black-hole'],
  },
  'device.mtu-black-hole': {
    fixer: ['admin'],
    hides: [
      'site.unreachable',
      'site.unreachable-from-proxy',
      'firewall.network-block',
      'proxy.connect-not-supported',
      'proxy.upstream-down',
    ],
    lookAlikes: ['site.unreachable', 'device.network-unstable', 'proxy.no-response'],
  },
  'device.keychain-unavailable': { fixer: ['user'], hides: [], lookAlikes: [], isSecondary: true },
  'device.clock-wrong': {
    fixer: ['user'],
    hides: ['tls.certificate-expired', 'settings.pac-unreachable'],
    lookAlikes: ['tls.certificate-expired', 'tls.intercepted-untrusted', 'proxy.tls-untrusted'],
  },
  'settings.proxy-missing': {
    fixer: ['user'],
    hides: [
      'site.unreachable',
      'site.name-not-found',
      'firewall.network-block',
      'site.port-closed',
      'dns.resolver-unreachable',
      'settings.conflict',
    ],
    lookAlikes: ['site.unreachable', 'firewall.network-block', 'dns.resolver-unreachable'],
  },
  'settings.proxy-address-invalid': {
    fixer: ['user'],
    hides: [],
    lookAlikes: ['dns.proxy-name-not-found', 'settings.proxy-port-wrong'],
  },
  'settings.proxy-port-wrong': {
    fixer: ['user'],
    hides: [
      'proxy.down',
      'proxy.unreachable',
      'firewall.network-block',
      'proxy.not-a-proxy',
      'proxy.no-response',
      'proxy.drops-connection',
      'proxy.malformed-reply',
      'settings.proxy-not-needed-here',
    ],
    lookAlikes: others([...CONNECTION, 'proxy.not-a-proxy', 'settings.proxy-type-wrong'], 'settings.proxy-port-wrong'),
  },
  'settings.proxy-type-wrong': {
    fixer: ['user'],
    hides: ['proxy.no-response', 'proxy.drops-connection', 'proxy.malformed-reply', 'proxy.not-a-proxy'],
    lookAlikes: others(SERVICE, 'settings.proxy-type-wrong'),
  },
  'settings.stale-local-proxy': {
    fixer: ['user'],
    hides: ['proxy.down', 'settings.proxy-port-wrong', 'settings.proxy-not-needed-here'],
    lookAlikes: ['proxy.down', 'settings.proxy-port-wrong', 'proxy.unreachable', 'dns.proxy-name-not-found'],
  },
  'settings.proxy-not-needed-here': {
    fixer: ['user'],
    hides: [
      'dns.proxy-name-not-found',
      'proxy.unreachable',
      'vpn.required',
      'firewall.network-block',
      'settings.conflict',
    ],
    lookAlikes: ['proxy.unreachable', 'dns.proxy-name-not-found', 'vpn.required', 'proxy.down'],
  },
  'settings.pac-unreachable': {
    fixer: ['user', 'admin'],
    hides: [],
    lookAlikes: [
      'settings.pac-invalid',
      'device.offline',
      'device.captive-portal',
      'device.clock-wrong',
      'dns.resolver-unreachable',
    ],
  },
  'settings.pac-invalid': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: ['settings.pac-unreachable', 'device.captive-portal'],
  },
  'settings.bypass-missing': {
    fixer: ['user', 'admin'],
    hides: ['site.unreachable-from-proxy', 'proxy.access-denied', 'site.name-not-found'],
    lookAlikes: ['proxy.access-denied', 'site.unreachable-from-proxy'],
  },
  'settings.bypass-too-broad': {
    fixer: ['user', 'admin'],
    hides: ['site.unreachable', 'firewall.network-block', 'site.name-not-found', 'site.port-closed'],
    lookAlikes: ['site.unreachable', 'firewall.network-block', 'site.name-not-found'],
  },
  'settings.conflict': { fixer: ['user'], hides: [], lookAlikes: [], isSecondary: true },
  'vpn.required': {
    fixer: ['user'],
    hides: ['dns.proxy-name-not-found', 'proxy.unreachable'],
    lookAlikes: ['proxy.unreachable', 'dns.proxy-name-not-found', 'settings.proxy-not-needed-here'],
  },
  'vpn.captures-proxy-route': {
    fixer: ['user', 'admin'],
    hides: ['proxy.unreachable', 'firewall.network-block'],
    lookAlikes: ['proxy.unreachable', 'firewall.network-block', 'vpn.required'],
  },
  'vpn.dns-override': {
    fixer: ['user', 'admin'],
    hides: ['dns.proxy-name-not-found'],
    lookAlikes: ['dns.proxy-name-not-found', 'dns.resolver-unreachable'],
  },
  'firewall.local-block': {
    fixer: ['user', 'admin'],
    hides: [
      'proxy.down',
      'proxy.unreachable',
      'firewall.network-block',
      'site.unreachable',
      'site.port-closed',
      'settings.proxy-not-needed-here',
    ],
    lookAlikes: ['proxy.down', 'proxy.unreachable', 'firewall.network-block'],
  },
  'firewall.network-block': {
    fixer: ['admin'],
    hides: ['proxy.unreachable', 'site.unreachable'],
    lookAlikes: ['proxy.unreachable', 'proxy.down', 'firewall.local-block', 'site.unreachable'],
  },
  'dns.resolver-unreachable': {
    fixer: ['user', 'admin'],
    hides: ['dns.proxy-name-not-found', 'site.name-not-found'],
    lookAlikes: ['dns.proxy-name-not-found', 'site.name-not-found', 'device.offline'],
  },
  'dns.proxy-name-not-found': {
    fixer: ['user'],
    hides: [],
    lookAlikes: ['dns.resolver-unreachable', 'settings.proxy-not-needed-here', 'vpn.required'],
  },
  'proxy.down': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: [...others(CONNECTION, 'proxy.down'), 'firewall.local-block', 'settings.stale-local-proxy'],
  },
  'proxy.unreachable': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: [
      ...others(CONNECTION, 'proxy.unreachable'),
      'settings.proxy-not-needed-here',
      'vpn.required',
      'device.offline',
    ],
  },
  'proxy.not-a-proxy': {
    fixer: ['user'],
    hides: ['proxy.malformed-reply', 'proxy.drops-connection'],
    lookAlikes: others(SERVICE, 'proxy.not-a-proxy'),
  },
  'proxy.no-response': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: [...others(SERVICE, 'proxy.no-response'), 'site.unreachable-from-proxy'],
  },
  'proxy.drops-connection': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: [...others(SERVICE, 'proxy.drops-connection'), 'proxy.access-denied'],
  },
  'proxy.malformed-reply': { fixer: ['admin'], hides: [], lookAlikes: others(SERVICE, 'proxy.malformed-reply') },
  'proxy.tls-untrusted': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: [
      'tls.certificate-untrusted',
      'tls.intercepted-untrusted',
      'settings.proxy-type-wrong',
      'device.clock-wrong',
    ],
  },
  'proxy.auth-required': { fixer: ['user'], hides: [], lookAlikes: others(SIGN_IN, 'proxy.auth-required') },
  'proxy.credentials-rejected': {
    fixer: ['user'],
    hides: [],
    lookAlikes: others(SIGN_IN, 'proxy.credentials-rejected'),
  },
  'proxy.auth-scheme-unsupported': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: others(SIGN_IN, 'proxy.auth-scheme-unsupported'),
  },
  'proxy.auth-challenge-missing': { fixer: ['admin'], hides: [], lookAlikes: SIGN_IN },
  'proxy.auth-broken': {
    fixer: ['admin'],
    hides: ['proxy.access-denied'],
    lookAlikes: others(SIGN_IN, 'proxy.auth-broken'),
  },
  'proxy.access-denied': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: [
      'proxy.credentials-rejected',
      'proxy.client-not-allowed',
      'proxy.port-not-allowed',
      'site.forbidden',
      'settings.bypass-missing',
    ],
  },
  'proxy.client-not-allowed': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: ['proxy.access-denied', 'proxy.auth-required', 'proxy.port-not-allowed'],
  },
  'proxy.request-too-large': {
    fixer: ['admin'],
    hides: [],
    lookAlikes: ['proxy.connect-not-supported', 'proxy.access-denied', 'site.error'],
  },
  'proxy.port-not-allowed': {
    fixer: ['admin'],
    hides: ['proxy.access-denied'],
    lookAlikes: ['proxy.access-denied', 'proxy.client-not-allowed', 'proxy.connect-not-supported'],
  },
  'proxy.connect-not-supported': {
    fixer: ['admin'],
    hides: ['proxy.access-denied', 'site.unreachable-from-proxy'],
    lookAlikes: ['proxy.not-a-proxy', 'proxy.access-denied', 'proxy.port-not-allowed'],
  },
  'proxy.upstream-down': {
    fixer: ['admin'],
    hides: ['site.unreachable-from-proxy', 'site.name-not-found'],
    lookAlikes: others(UPSTREAM, 'proxy.upstream-down'),
  },
  'proxy.overloaded': {
    fixer: ['admin'],
    hides: ['proxy.upstream-down', 'site.unreachable-from-proxy'],
    lookAlikes: ['proxy.upstream-down', 'site.rate-limited', 'site.unreachable-from-proxy'],
  },
  'tls.intercepted-untrusted': {
    fixer: ['admin'],
    hides: ['tls.certificate-untrusted'],
    lookAlikes: others(CERTIFICATE, 'tls.intercepted-untrusted'),
  },
  'tls.inspected': { fixer: [], hides: [], lookAlikes: [], isSecondary: true },
  'tls.certificate-untrusted': {
    fixer: ['site'],
    hides: [],
    lookAlikes: others(CERTIFICATE, 'tls.certificate-untrusted'),
  },
  'tls.certificate-expired': { fixer: ['site'], hides: [], lookAlikes: others(CERTIFICATE, 'tls.certificate-expired') },
  'tls.name-mismatch': { fixer: ['site'], hides: [], lookAlikes: others(CERTIFICATE, 'tls.name-mismatch') },
  'tls.handshake-failed': {
    fixer: ['site', 'admin'],
    hides: [],
    lookAlikes: ['site.scheme-mismatch', 'site.unreachable', 'tls.certificate-untrusted'],
  },
  'site.name-not-found': {
    fixer: ['user'],
    hides: ['site.unreachable-from-proxy'],
    lookAlikes: [
      'dns.resolver-unreachable',
      'site.unreachable-from-proxy',
      'proxy.upstream-down',
      'settings.proxy-missing',
    ],
  },
  'site.port-closed': {
    fixer: ['site'],
    hides: [],
    lookAlikes: ['site.unreachable', 'firewall.local-block', 'site.scheme-mismatch'],
  },
  'site.unreachable': {
    fixer: ['site'],
    hides: [],
    lookAlikes: ['firewall.network-block', 'device.mtu-black-hole', 'site.port-closed', 'settings.proxy-missing'],
  },
  'site.unreachable-from-proxy': {
    fixer: ['site', 'admin'],
    hides: [],
    lookAlikes: [
      ...others(UPSTREAM, 'site.unreachable-from-proxy'),
      'proxy.access-denied',
      'proxy.no-response',
      'settings.bypass-missing',
    ],
  },
  'site.login-required': {
    fixer: ['user'],
    hides: [],
    lookAlikes: ['site.credentials-rejected', 'site.session-expired', 'proxy.auth-required'],
  },
  'site.credentials-rejected': {
    fixer: ['user'],
    hides: [],
    lookAlikes: ['site.login-required', 'site.session-expired', 'proxy.credentials-rejected'],
  },
  'site.session-expired': {
    fixer: ['user'],
    hides: ['site.login-required', 'site.credentials-rejected'],
    lookAlikes: ['site.login-required', 'site.credentials-rejected'],
  },
  'site.challenge-missing': {
    fixer: ['site'],
    hides: [],
    lookAlikes: ['site.login-required', 'proxy.auth-challenge-missing'],
  },
  'site.forbidden': {
    fixer: ['site'],
    hides: [],
    lookAlikes: ['proxy.access-denied', 'proxy.client-not-allowed', 'site.login-required'],
  },
  'site.not-found': {
    fixer: ['user'],
    hides: [],
    lookAlikes: ['site.name-not-found', 'site.error', 'proxy.not-a-proxy'],
  },
  'site.rate-limited': { fixer: ['user'], hides: [], lookAlikes: ['proxy.overloaded', 'site.error'] },
  'site.error': {
    fixer: ['site'],
    hides: [],
    lookAlikes: ['proxy.upstream-down', 'site.unreachable-from-proxy', 'proxy.overloaded'],
  },
  'site.redirect-loop': {
    fixer: ['site'],
    hides: [],
    lookAlikes: ['device.captive-portal', 'proxy.access-denied', 'site.login-required'],
  },
  'site.scheme-mismatch': {
    fixer: ['user'],
    hides: [
      'site.unreachable',
      'site.error',
      'tls.handshake-failed',
      'site.port-closed',
      'site.unreachable-from-proxy',
    ],
    lookAlikes: ['tls.handshake-failed', 'site.error', 'site.unreachable'],
  },
  'site.sends-407': { fixer: ['site'], hides: [], lookAlikes: ['proxy.auth-required', 'proxy.credentials-rejected'] },
};
