import type { CauseCode } from '../../../src/verdict/cause-code.ts';
import type { Scenario } from '../scenario.ts';
import { DEVICE } from './device.ts';
import { FIREWALL } from './firewall.ts';
import { FOREIGN_PROXIES } from './foreign-proxies.ts';
import { FOREIGN_CERTIFICATES } from './foreign-certificates.ts';
import { FOREIGN_NETWORKS } from './foreign-networks.ts';
import { FOREIGN_PLACES } from './foreign-places.ts';
import { NAMES } from './dns.ts';
import { OK } from './ok.ts';
import { PAC } from './pac.ts';
import { PROXY } from './proxy.ts';
import { PROXY_POLICIES } from './proxy-policies.ts';
import { PROXY_REFUSALS } from './proxy-refusals.ts';
import { QUALITY } from './quality.ts';
import { SETTINGS } from './settings.ts';
import { SETTINGS_CONFLICTS } from './settings-conflicts.ts';
import { SIGN_IN } from './sign-in.ts';
import { SITE } from './site.ts';
import { STRANGE_NETWORKS } from './strange-networks.ts';
import { STRANGE_PROXIES } from './strange-proxies.ts';
import { TLS } from './tls.ts';
import { UNFAMILIAR_NETWORKS } from './unfamiliar-networks.ts';
import { UNFAMILIAR_PLACES } from './unfamiliar-places.ts';
import { UNFAMILIAR_PROXIES } from './unfamiliar-proxies.ts';
import { VPN } from './vpn.ts';

/** Every scenario, in the order of the route. */
export const SCENARIOS: readonly Scenario[] = [
  ...OK,
  ...DEVICE,
  ...QUALITY,
  ...SETTINGS,
  ...SETTINGS_CONFLICTS,
  ...PAC,
  ...VPN,
  ...FIREWALL,
  ...NAMES,
  ...PROXY,
  ...PROXY_REFUSALS,
  ...SIGN_IN,
  ...PROXY_POLICIES,
  ...TLS,
  ...SITE,
  ...STRANGE_PROXIES,
  ...STRANGE_NETWORKS,
  ...UNFAMILIAR_PROXIES,
  ...FOREIGN_PROXIES,
  ...UNFAMILIAR_NETWORKS,
  ...UNFAMILIAR_PLACES,
  ...FOREIGN_PLACES,
  ...FOREIGN_NETWORKS,
  ...FOREIGN_CERTIFICATES,
];

/** Causes without a rule so far, or that this lab cannot show; the list only ever gets shorter. */
export const CODES_TO_COME: ReadonlySet<CauseCode> = new Set<CauseCode>([
  'device.keychain-unavailable',
  'settings.conflict',
  // Never a verdict by itself: it is looked for among `alsoFound`.
  'tls.inspected',
]);
