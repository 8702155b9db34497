/** Causes in a filter: on this computer, or in the network between it and the proxy. */
import { ask, fails, holds } from '../ask.ts';
import { portsOf, portsRequest } from '../kinds.ts';
import { controlsOver, ends, everyConnect, pathOf, type Path } from '../path.ts';
import { DIRECT } from '../../settings/proxy-server.ts';
import type { Rule } from '../rule.ts';
import { observed, type Connect } from '../ways.ts';

const localBlock: Rule = {
  code: 'firewall.local-block',
  judge: (facts) => {
    const { path, connects } = blockedConnects(facts);
    const [first] = connects;
    if (!first) return fails('connection-accepted', ...ends(path));
    if (everyConnect(connects, ['permission-denied'])) return holds(0.93, [first, ...connects]);
    const question = ask(facts, { probe: 'firewall.rules', host: first.address, port: first.port });
    if (question) return question;
    const reading = observed(facts, 'firewall.rules').find(
      (item) => item.address === first.address && item.port === first.port,
    );
    const rule = reading?.matching.find((item) => item.verdict !== 'accept');
    if (!reading || !rule) return fails(reading?.state === 'read' ? 'no-local-rule' : 'not-looked-at', reading);
    return holds(0.95, [reading, ...connects], { rule: rule.rule });
  },
};

/** Connects of the judged way that all failed, whoever they went to. */
function blockedConnects(facts: Parameters<Rule['judge']>[0]): {
  readonly path: Path;
  readonly connects: readonly Connect[];
} {
  const path = pathOf(facts);
  return { path, connects: path.end.at === 'connect' ? path.end.connects : [] };
}

const networkBlock: Rule = {
  code: 'firewall.network-block',
  judge: (facts) => {
    const { path, connects } = blockedConnects(facts);
    const [first] = connects;
    if (!first) return fails('connection-accepted', ...ends(path));
    if (everyConnect(connects, ['prohibited'])) return holds(0.93, [first, ...connects]);
    if (!path.proxy) return directBlock(facts, path, connects);
    if (!everyConnect(connects, ['timed-out', 'host-unreachable', 'prohibited'])) {
      return fails('connection-refused', ...connects);
    }
    const question = ask(facts, portsRequest(path.proxy), { probe: 'host.ping', host: first.address });
    if (question) return question;
    const ports = portsOf(facts, path.proxy);
    const ping = observed(facts, 'host.ping').find((item) => item.host === first.address);
    const answers = ports?.ports.find((item) => item.failure === null || item.failure.kind === 'connection-refused');
    if (ports && answers) return holds(0.9, [ports, ...connects, ping]);
    if (ping?.answered === true) return holds(0.9, [ping, ...connects, ports]);
    return fails('host-answers-nowhere', ports, ping);
  },
};

/** Direct access that is silent for the outside as well, in a network where names resolve: it wants a proxy. */
function directBlock(
  facts: Parameters<Rule['judge']>[0],
  path: Path,
  connects: readonly Connect[],
): ReturnType<Rule['judge']> {
  const [first] = connects;
  if (!first) return fails('not-looked-at');
  const question = ask(facts, { probe: 'controls', leg: DIRECT });
  if (question) return question;
  const controls = controlsOver(facts, path, DIRECT);
  if (controls.state === 'passes') return fails('control-passes', ...controls.passed.flatMap((view) => view.exchanges));
  const blocked = controls.failed.filter((view) => view.end.at === 'connect');
  const others = new Set(blocked.flatMap((view) => view.connects.map((connect) => connect.address)));
  for (const connect of connects) others.delete(connect.address);
  if (others.size === 0) return fails('control-not-known', ...connects);
  const samePlight = blocked.every((view) =>
    view.connects.every((connect) => connect.failure?.kind === first.failure?.kind),
  );
  if (!samePlight) return fails('control-fails-too', ...connects);
  return holds(0.82, [first, ...connects, ...blocked.flatMap((view) => view.connects)], { missing: ['control-site'] });
}

export const firewallRules: readonly Rule[] = [localBlock, networkBlock];
