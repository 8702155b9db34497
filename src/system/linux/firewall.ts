import ipaddr from 'ipaddr.js';
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import type { ObservationOf } from '../../observation/observation.ts';
import type { CommandOutcome, SystemTools } from '../system-tools.ts';
import { evaluateFirewall, type FirewallChain, type OutgoingConnection } from './evaluate-firewall.ts';
import { parseIptablesSave } from './iptables-save.ts';
import { isIP } from './is-ip.ts';
import { parseNftRuleset } from './nft-ruleset.ts';
import { routeToOnLinux } from './route-to.ts';

type Matching = ObservationOf<'firewall.rules'>['matching'];

/**
 * Returns the local rules that decide about an outgoing connection: nftables, and iptables where it has tables of its
 * own (ufw and firewalld write into one of them). Looking at them needs administrator rights; without, `unreadable`.
 */
export async function firewallRulesOnLinux(
  tools: SystemTools,
  to: { readonly address: string; readonly port: number },
  signal: AbortSignal,
): Promise<Reading<Matching>> {
  if (!isIP(to.address)) return unreadable('not an address');
  const isV4 = ipaddr.process(to.address).kind() === 'ipv4';
  const iptables = isV4 ? 'iptables-save' : 'ip6tables-save';
  const [route, nft, xtables] = await Promise.all([
    routeToOnLinux(tools, to.address, signal),
    tools.run('nft', ['-j', 'list', 'ruleset'], { signal }),
    tools.run(iptables, ['-t', 'filter'], { signal }),
  ]);
  const connection: OutgoingConnection = {
    ...to,
    ...(route.state === 'read' && route.value.covered
      ? {
          interface: route.value.interface,
          ...(route.value.sourceAddress === undefined ? {} : { sourceAddress: route.value.sourceAddress }),
        }
      : {}),
    ...(tools.uid === null ? {} : { uid: tools.uid }),
  };
  const readings = [
    readBackend(nft, 'nftables', (text) => parseNftRuleset(text, connection)),
    readBackend(xtables, 'iptables', (text) => parseIptablesSave(text, connection)),
  ];
  const found = readings.flatMap((one) => (one.state === 'read' ? one.value : []));
  if (found.some(({ verdict }) => verdict !== 'accept')) return read(found);
  // One backend that is closed to us could hold the rule.
  const closed = readings.find((one) => one.state === 'unreadable');
  if (closed !== undefined) return closed;
  return readings.every(({ state }) => state === 'absent') ? ABSENT : read(found);
}

function readBackend(
  outcome: CommandOutcome,
  backend: string,
  parse: (text: string) => readonly FirewallChain[] | null,
): Reading<Matching> {
  if (outcome.state === 'missing') return ABSENT;
  if (outcome.state === 'failed') return unreadable(outcome.why);
  if (outcome.exitCode !== 0)
    return unreadable(`${backend}: ${outcome.stderr.trim().split('\n')[0]?.slice(0, 160) ?? ''}`);
  const chains = parse(outcome.stdout);
  return chains === null
    ? unreadable(`${backend}: unknown output`)
    : read(evaluateFirewall(chains).map((decision) => ({ ...decision, backend })));
}
