import ipaddr from 'ipaddr.js';
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import type { ObservationOf } from '../../observation/observation.ts';
import type { CommandOutcome, SystemTools } from '../system-tools.ts';
import { productOfRule } from '../rule-products.ts';
import {
  evaluateFirewall,
  firstAnswer,
  firstPacket,
  judgeFirewall,
  type FirewallChain,
  type OutgoingConnection,
  type Packet,
} from './evaluate-firewall.ts';
import { parseIptablesSave } from './iptables-save.ts';
import { isIP } from './is-ip.ts';
import { parseNftRuleset } from './nft-ruleset.ts';
import { routeToOnLinux } from './route-to.ts';
import { securityPrograms } from './security-programs.ts';
import type { RouteToReading } from '../system.ts';
import { whyNoFilter } from './kernel-filters.ts';

type Matching = ObservationOf<'firewall.rules'>['matching'];

/**
 * Returns the local rules that decide about an outgoing connection and its answer: nftables, iptables where it has
 * tables of its own (ufw and firewalld write into one of them), and routes that lead nowhere. Looking at filters needs
 * administrator rights; without, `unreadable`, unless the kernel has no filter loaded at all.
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
    tools.run(iptables, [], { signal }),
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
    ...(tools.gid === undefined ? {} : { gid: tools.gid }),
  };
  const readings = [
    readBackend(nft, 'nftables', connection, parseNftRuleset),
    readBackend(xtables, 'iptables', connection, parseIptablesSave),
  ];
  const found = [...deadRoute(route), ...readings.flatMap((one) => (one.state === 'read' ? one.value : []))];
  if (found.some(({ verdict }) => verdict !== 'accept')) return read(found);
  // One backend that is closed to us could hold the rule.
  const closed = readings.find((one) => one.state === 'unreadable');
  if (closed !== undefined) return (await whyNoFilter(tools)) === null ? withOthers(tools, closed.why) : read(found);
  return readings.every(({ state }) => state === 'absent') ? ABSENT : read(found);
}

/** Names the software besides that may decide: its rules are known to nobody but itself. */
async function withOthers(tools: SystemTools, why: string): Promise<Reading<Matching>> {
  const others = await securityPrograms(tools);
  return unreadable(others.length === 0 ? why : `${why}; security software that may decide: ${others.join(', ')}`);
}

/** A route of the kinds `unreachable`, `blackhole` and `prohibit` refuses like a rule: VPN clients use them as a kill switch. */
function deadRoute(route: Reading<RouteToReading>): Matching {
  if (route.state !== 'read' || route.value.covered || route.value.why === 'network-unreachable') return [];
  const rule = route.value.why === 'prohibited' ? 'prohibit route' : 'unreachable or blackhole route';
  return [{ rule, verdict: 'reject', backend: 'routes' }];
}

function readBackend(
  outcome: CommandOutcome,
  backend: string,
  connection: OutgoingConnection,
  parse: (text: string, packet: Packet) => readonly FirewallChain[] | null,
): Reading<Matching> {
  if (outcome.state === 'missing') return ABSENT;
  if (outcome.state === 'failed') return unreadable(outcome.why);
  if (outcome.exitCode !== 0)
    return unreadable(`${backend}: ${outcome.stderr.trim().split('\n')[0]?.slice(0, 160) ?? ''}`);
  const out = parse(outcome.stdout, firstPacket(connection));
  const back = parse(outcome.stdout, firstAnswer(connection));
  if (out === null || back === null) return unreadable(`${backend}: unknown output`);
  const way = judgeFirewall(out);
  const decisions = [...way.decisions, ...evaluateFirewall(back)];
  if (way.doubt !== null && decisions.every(({ verdict }) => verdict === 'accept')) {
    return unreadable(`${backend}: a condition that can't be judged: ${way.doubt}`.slice(0, 300));
  }
  return read(
    decisions.map((decision) => {
      const product = productOfRule(decision.rule);
      return { ...decision, backend, ...(product === undefined ? {} : { product }) };
    }),
  );
}
