/** All proxies of one network service of macOS, read by `networksetup`. */
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import type { CommandOutcome, SystemTools } from '../system-tools.ts';
import {
  parseAutoDiscovery,
  parseAutoProxyUrl,
  parseBypassDomains,
  parseServiceProxy,
  type ServiceProxy,
} from './parse-networksetup.ts';
import type { ScutilDictionary, ScutilValue } from './parse-scutil.ts';

export const NETWORKSETUP = '/usr/sbin/networksetup';

/** The proxies of a service by `networksetup`'s names, and what `scutil` calls them. */
export const SERVICE_PROXIES = ['web', 'secureweb', 'ftp', 'socksfirewall'] as const;
export type ServiceProxyName = (typeof SERVICE_PROXIES)[number];
const SCUTIL_NAMES = { web: 'HTTP', secureweb: 'HTTPS', ftp: 'FTP', socksfirewall: 'SOCKS' } as const satisfies Record<
  ServiceProxyName,
  string
>;

/** Everything about proxies that a service holds. */
export interface ServiceSettings extends Readonly<Record<ServiceProxyName, ServiceProxy>> {
  readonly auto: { readonly enabled: boolean; readonly url: string };
  readonly discovery: boolean;
  readonly bypass: readonly string[];
}

/** Reads all proxies of a service, seven commands at the same time. */
export async function readNetworkService(
  tools: SystemTools,
  service: string,
  signal: AbortSignal,
): Promise<Reading<ServiceSettings>> {
  const ask = (verb: string): Promise<CommandOutcome> => tools.run(NETWORKSETUP, [verb, service], { signal });
  const [web, secureweb, ftp, socksfirewall, auto, discovery, bypass] = await Promise.all([
    ask('-getwebproxy'),
    ask('-getsecurewebproxy'),
    ask('-getftpproxy'),
    ask('-getsocksfirewallproxy'),
    ask('-getautoproxyurl'),
    ask('-getproxyautodiscovery'),
    ask('-getproxybypassdomains'),
  ]);
  if (web.state === 'missing') return unreadable('networksetup is missing');
  if (web.state === 'done' && /not a recognized network service/iu.test(web.stdout + web.stderr)) return ABSENT;
  const proxies = [web, secureweb, ftp, socksfirewall].map((one) => parseServiceProxy(textOf(one)));
  const [ownWeb, ownSecureweb, ownFtp, ownSocks] = proxies;
  const ownAuto = parseAutoProxyUrl(textOf(auto));
  const ownDiscovery = parseAutoDiscovery(textOf(discovery));
  if (!ownWeb || !ownSecureweb || !ownFtp || !ownSocks || ownAuto === null || ownDiscovery === null)
    return unreadable('unknown output of networksetup');
  if (bypass.state !== 'done') return unreadable('networksetup gave no answer');
  return read({
    ...{ web: ownWeb, secureweb: ownSecureweb, ftp: ownFtp, socksfirewall: ownSocks },
    ...{ auto: ownAuto, discovery: ownDiscovery },
    bypass: parseBypassDomains(bypass.stdout),
  });
}

function textOf(outcome: CommandOutcome): string {
  return outcome.state === 'done' ? outcome.stdout : '';
}

/** Returns a service's proxies in `scutil`'s words, so that both are understood in one place. */
export function asScutil(
  service: ServiceSettings,
  options: { readonly excludesSimpleNames: boolean },
): ScutilDictionary {
  const values = new Map<string, ScutilValue>([
    ['ProxyAutoDiscoveryEnable', service.discovery ? '1' : '0'],
    ['ProxyAutoConfigEnable', service.auto.enabled ? '1' : '0'],
    ['ProxyAutoConfigURLString', service.auto.url],
    ['ExceptionsList', service.bypass],
    ['ExcludeSimpleHostnames', options.excludesSimpleNames ? '1' : '0'],
  ]);
  for (const name of SERVICE_PROXIES) {
    const { enabled, server, port } = service[name];
    values.set(`${SCUTIL_NAMES[name]}Enable`, enabled ? '1' : '0');
    values.set(`${SCUTIL_NAMES[name]}Proxy`, server);
    values.set(`${SCUTIL_NAMES[name]}Port`, port === 0 ? '' : String(port));
  }
  return values;
}
