/** The fix of a filter on this computer: the exact rule where the system's own filter blocks, else its own settings. */
import { ok, refuse } from '../base/result.ts';
import type { FirewallTool } from '../change/store.ts';
import type { ObservationOf } from '../observation/observation.ts';
import type { Details } from '../verdict/rule.ts';
import type { FixSituation } from './fix-flow.ts';
import { type Planned, placeText } from './plan-servers.ts';

type Reading = ObservationOf<'firewall.rules'>;
type Blocking = Reading['matching'][number];

/** What Windows Firewall does with a connection that no rule speaks of, as it is observed. */
const BLOCKED_BY_DEFAULT = 'DefaultOutboundAction=Block';

/** Programs that write rules of the system's filter and would not let a stranger's stand. */
const OWN_TOOLS: Readonly<Record<string, FirewallTool>> = { ufw: 'ufw', firewalld: 'firewalld' };

export function planAllowInFirewall(details: Details, { observations, platform }: FixSituation): Planned {
  const readings = observations.flatMap((one) => (one.probe === 'firewall.rules' ? [one] : []));
  const reading = readings.find((one) => blockingOf(one) !== undefined);
  const blocked = reading ?? failedConnect(observations);
  if (blocked === undefined) return refuse({ kind: 'no-settings' });
  const { address, port } = blocked;
  const rule = reading === undefined ? undefined : blockingOf(reading);
  const tool = toolFor(rule, details, platform);
  const place = placeText({ host: address, port });
  if (tool !== null)
    return ok([
      {
        kind: 'set-place',
        ref: { kind: 'firewall-rule', tool, address, port },
        to: 'accept',
        what: `${tool} ${place}`,
      },
      { kind: 'verify', as: null, isByHand: false },
    ]);
  const product = details.product ?? rule?.product;
  return ok([
    {
      kind: 'guide',
      guide: product === undefined ? 'allow-in-firewall' : 'allow-in-security-software',
      args: {
        address: place,
        command: commandFor({ address, port }, platform, rule),
        ...(product === undefined ? {} : { product }),
        ...(details.rule === undefined ? {} : { rule: details.rule }),
      },
      watch: { on: 'target' },
    },
    { kind: 'verify', as: null, isByHand: false },
  ]);
}

function blockingOf(reading: Reading): Blocking | undefined {
  return reading.matching.find(({ verdict }) => verdict !== 'accept');
}

function failedConnect(observations: FixSituation['observations']): ObservationOf<'tcp.connect'> | undefined {
  const connects = observations.flatMap((one) => (one.probe === 'tcp.connect' ? [one] : []));
  return connects.find((one) => one.way.purpose === 'target' && one.failure !== null);
}

/** Rules of a security product come back by themselves and are its own to change. */
function toolFor(
  rule: Blocking | undefined,
  { product }: Details,
  platform: FixSituation['platform'],
): FirewallTool | null {
  const own = OWN_TOOLS[rule?.product ?? product ?? ''];
  if (own !== undefined) return own;
  if ((rule?.product ?? product) !== undefined || rule === undefined) return null;
  switch (platform) {
    case 'linux':
      return rule.backend === 'nftables' ? 'nft' : null;
    case 'macos':
      return rule.backend === 'pf' ? 'pf' : null;
    case 'windows':
      // A rule that blocks goes before every rule that allows; against the default, ours decides.
      return rule.rule === BLOCKED_BY_DEFAULT ? 'netsh' : null;
  }
}

/** The command that an administrator would type. */
function commandFor(
  { address, port }: { readonly address: string; readonly port: number },
  platform: FixSituation['platform'],
  rule: Blocking | undefined,
): string {
  const isV6 = address.includes(':');
  if (platform === 'windows')
    return rule === undefined || rule.rule === BLOCKED_BY_DEFAULT
      ? `netsh advfirewall firewall add rule name="Throughway-${address}-${String(port)}" dir=out action=allow protocol=TCP remoteip=${address} remoteport=${String(port)}`
      : `netsh advfirewall firewall set rule name="${rule.rule.replaceAll('"', '')}" dir=out new enable=no`;
  if (platform === 'macos')
    return `echo "pass out quick proto tcp to ${address} port ${String(port)}" | sudo pfctl -a com.apple/throughway -f -`;
  if (rule?.backend === 'routes') return `ip route get ${address}`;
  return `${isV6 ? 'ip6tables' : 'iptables'} -I OUTPUT -p tcp -d ${address} --dport ${String(port)} -j ACCEPT`;
}
