/** Which remedies fit a cause: a pure table from cause code to fix ids; what a fix does lives beside this file. */
import type { CauseCode } from '../verdict/cause-code.ts';
import type { Details } from '../verdict/rule.ts';

/**
 * Who does the work: `automatic` needs consent only, `guided` has the person act and the machine watch,
 * `ask` is a ready request to somebody else (cli.md, `fixes[].kind`).
 */
export type FixKind = 'automatic' | 'guided' | 'ask';

/** One remedy, before anything has been done. */
export interface ProposedFix {
  readonly id: FixId;
  readonly kind: FixKind;
  /** Whether it can be taken back afterwards. */
  readonly undo: boolean;
}

/** Every remedy by its stable id (public interface), with what it takes. */
export const FIXES = {
  'enter-credentials': { kind: 'guided', undo: true },
  'replace-credentials': { kind: 'guided', undo: true },
  'correct-port': { kind: 'automatic', undo: true },
  'correct-kind': { kind: 'automatic', undo: true },
  'correct-address': { kind: 'guided', undo: true },
  'remove-local-proxy': { kind: 'automatic', undo: true },
  'go-direct': { kind: 'automatic', undo: true },
  'connect-vpn': { kind: 'guided', undo: true },
  'compare-without-vpn': { kind: 'guided', undo: false },
  'sign-in-to-portal': { kind: 'guided', undo: false },
  'ask-administrator': { kind: 'ask', undo: false },
  'ask-site-owner': { kind: 'ask', undo: false },
  'set-clock': { kind: 'guided', undo: false },
  'try-again-later': { kind: 'guided', undo: false },
  'correct-url': { kind: 'guided', undo: false },
  'bypass-site': { kind: 'automatic', undo: true },
  'narrow-bypass': { kind: 'automatic', undo: true },
  'sign-in-to-site': { kind: 'guided', undo: false },
  'unlock-keychain': { kind: 'guided', undo: false },
  // Not for a cause: the way is fine, and a program does not go it.
  'set-tool-proxy': { kind: 'automatic', undo: true },
  'use-found-proxy': { kind: 'automatic', undo: true },
  'repair-pac': { kind: 'automatic', undo: true },
  'allow-in-firewall': { kind: 'guided', undo: true },
  'trust-inspection-ca': { kind: 'automatic', undo: true },
  'install-inspection-ca-request': { kind: 'ask', undo: false },
  'check-network': { kind: 'guided', undo: false },
  'clear-browser-data': { kind: 'guided', undo: false },
} as const satisfies Record<string, { readonly kind: FixKind; readonly undo: boolean }>;

export type FixId = keyof typeof FIXES;

/** The ready request, for where nothing can be done on this computer itself. */
export const REQUEST = { id: 'ask-administrator', ...FIXES['ask-administrator'] } as const;

const BY_CAUSE: Readonly<Record<CauseCode, readonly FixId[]>> = {
  ok: [],
  undetermined: [],
  'device.offline': ['check-network'],
  'device.captive-portal': ['sign-in-to-portal'],
  'device.network-unstable': ['check-network', 'ask-administrator'],
  'device.mtu-black-hole': ['ask-administrator'],
  'device.keychain-unavailable': ['unlock-keychain'],
  'device.clock-wrong': ['set-clock'],
  'settings.proxy-missing': ['use-found-proxy', 'ask-administrator'],
  'settings.proxy-address-invalid': ['correct-address'],
  'settings.proxy-port-wrong': ['correct-port'],
  'settings.proxy-type-wrong': ['correct-kind'],
  'settings.stale-local-proxy': ['remove-local-proxy'],
  'settings.proxy-not-needed-here': ['go-direct'],
  'settings.pac-unreachable': ['repair-pac', 'ask-administrator'],
  'settings.pac-invalid': ['repair-pac', 'ask-administrator'],
  'settings.bypass-missing': ['bypass-site', 'ask-administrator'],
  'settings.bypass-too-broad': ['narrow-bypass', 'ask-administrator'],
  'settings.conflict': ['use-found-proxy', 'correct-address'],
  'vpn.required': ['connect-vpn'],
  'vpn.captures-proxy-route': ['compare-without-vpn', 'ask-administrator'],
  'vpn.dns-override': ['compare-without-vpn', 'ask-administrator'],
  'firewall.local-block': ['allow-in-firewall', 'ask-administrator'],
  'firewall.network-block': ['ask-administrator'],
  'dns.resolver-unreachable': ['check-network', 'ask-administrator'],
  'dns.proxy-name-not-found': ['correct-address', 'ask-administrator'],
  'proxy.down': ['ask-administrator'],
  'proxy.unreachable': ['ask-administrator'],
  'proxy.not-a-proxy': ['correct-address'],
  'proxy.no-response': ['ask-administrator'],
  'proxy.drops-connection': ['ask-administrator'],
  'proxy.malformed-reply': ['ask-administrator'],
  'proxy.tls-untrusted': ['ask-administrator'],
  'proxy.auth-required': ['enter-credentials'],
  'proxy.credentials-rejected': ['replace-credentials'],
  'proxy.auth-scheme-unsupported': ['ask-administrator'],
  'proxy.auth-challenge-missing': ['ask-administrator'],
  'proxy.auth-broken': ['ask-administrator'],
  'proxy.access-denied': ['ask-administrator'],
  'proxy.client-not-allowed': ['ask-administrator'],
  'proxy.request-too-large': ['clear-browser-data', 'ask-administrator'],
  'proxy.port-not-allowed': ['ask-administrator'],
  'proxy.connect-not-supported': ['ask-administrator'],
  'proxy.upstream-down': ['ask-administrator'],
  'proxy.overloaded': ['try-again-later', 'ask-administrator'],
  'tls.intercepted-untrusted': ['trust-inspection-ca', 'install-inspection-ca-request'],
  'tls.inspected': [],
  'tls.certificate-untrusted': ['ask-site-owner'],
  'tls.certificate-expired': ['ask-site-owner'],
  'tls.name-mismatch': ['ask-site-owner'],
  'tls.handshake-failed': ['ask-site-owner', 'ask-administrator'],
  'site.name-not-found': ['correct-url'],
  'site.port-closed': ['ask-site-owner'],
  'site.unreachable': ['try-again-later', 'ask-site-owner'],
  'site.unreachable-from-proxy': ['ask-site-owner', 'ask-administrator'],
  'site.login-required': ['sign-in-to-site'],
  'site.credentials-rejected': ['sign-in-to-site', 'clear-browser-data'],
  'site.session-expired': ['sign-in-to-site', 'clear-browser-data'],
  'site.challenge-missing': ['ask-site-owner'],
  'site.forbidden': ['ask-site-owner'],
  'site.not-found': ['correct-url'],
  'site.rate-limited': ['try-again-later'],
  'site.error': ['try-again-later', 'ask-site-owner'],
  'site.redirect-loop': ['clear-browser-data', 'ask-site-owner'],
  'site.scheme-mismatch': ['correct-url'],
  'site.sends-407': ['ask-site-owner'],
};

/**
 * Returns the remedies for a cause, the most direct first. A remedy that needs a known replacement
 * (another port, another kind) is left out where the facts name none; where that leaves nothing, there is the request. `isInspectionNamed`: a preset of IT names the
 * authority that signed; without that, nobody is offered to trust one.
 */
export function proposeFixes(
  finding: { readonly code: CauseCode; readonly details: Details },
  { isInspectionNamed = false }: { readonly isInspectionNamed?: boolean } = {},
): readonly ProposedFix[] {
  const meant = BY_CAUSE[finding.code];
  const possible = meant.filter((id) => isPossible(id, finding.details, isInspectionNamed));
  if (possible.length === 0 && meant.length > 0) return [REQUEST];
  return possible.map((id) => ({ id, ...FIXES[id] }));
}

function isPossible(id: FixId, details: Details, isInspectionNamed: boolean): boolean {
  switch (id) {
    case 'trust-inspection-ca':
      return isInspectionNamed;
    case 'correct-port':
      return details.suggestedPort !== undefined;
    case 'correct-kind':
      return details.suggestedKind !== undefined;
    default:
      return true;
  }
}
