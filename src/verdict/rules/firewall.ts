/** Causes in a filter: on this computer, or in the network between it and the proxy. */
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { portsOf, portsRequest } from '../kinds.ts';
import { physicalDefault, physicalWay } from '../links.ts';
import { ends, endsOf, everyConnect, isCutOrMute, likeControls, pathOf, type Path } from '../path.ts';
import { isLoopback } from '../../settings/canonical-host.ts';
import type { ObservationOf } from '../../observation/observation.ts';
import { DIRECT } from '../../settings/proxy-server.ts';
import type { Missing } from '../missing.ts';
import type { Answer, Details, Rule } from '../rule.ts';
import { observed, type Connect } from '../ways.ts';

/** An error that comes back sooner was sent on purpose or from memory; a host that is looked for in vain takes about 3 s (RFC 1122 §2.3.2.1). */
const AT_ONCE_MS = 1_000;

/** Addresses of one host whose rules are looked at. */
const MOST_ADDRESSES = 3;

const localBlock: Rule = {
  code: 'firewall.local-block',
  judge: (facts) => {
    const { path, connects } = blockedConnects(facts);
    const [first] = connects;
    if (!first) return fails('connection-accepted', ...ends(path));
    const about = proxyOf(path);
    if (everyConnect(connects, ['permission-denied'])) return holds(0.93, [first, ...connects], about);
    const tried = [...new Map(connects.map((connect) => [connect.address, connect])).values()].slice(0, MOST_ADDRESSES);
    const question = ask(
      facts,
      ...tried.map(({ address, port }) => ({ probe: 'firewall.rules', host: address, port }) as const),
    );
    if (question) return question;
    const readings = tried.flatMap((connect) => rulesFor(facts, connect) ?? []);
    const blocking = readings.filter((one) => one.matching.some(({ verdict }) => verdict !== 'accept'));
    const [reading] = blocking;
    const rule = reading?.matching.find(({ verdict }) => verdict !== 'accept');
    if (reading && rule) {
      const details = { rule: rule.rule, ...(rule.product === undefined ? {} : { product: rule.product }) };
      return holds(blocking.length === tried.length ? 0.95 : 0.82, [reading, ...blocking, ...connects], {
        ...details,
        ...about,
      });
    }
    if (readings.length > 0 && readings.every(({ state }) => state !== 'unreadable')) {
      return fails('no-local-rule', ...readings);
    }
    return ownRefusal(facts, first, about) ?? fails('not-looked-at', ...readings);
  },
};

/** The rules are closed to us; where one stops an echo as well, this computer says so itself. */
function ownRefusal(facts: Case, connect: Connect, about: Details): Answer | null {
  const question = ask(facts, { probe: 'host.ping', host: connect.address }, { probe: 'device.network' });
  if (question) return question;
  const ping = pingOf(facts, connect);
  if (ping?.refusal === undefined) return null;
  const { kind, from } = ping.refusal;
  const own = observed(facts, 'device.network').at(-1);
  const isOwn = own?.interfaces.some(({ addresses }) => addresses.some((block) => block.split('/')[0] === from));
  return kind === 'permission-denied' || (kind === 'prohibited' && isOwn === true)
    ? holds(0.79, [ping, connect, rulesFor(facts, connect)], { ...about, missing: ['firewall-rules'] })
    : null;
}

function rulesFor(facts: Case, connect: Connect): ObservationOf<'firewall.rules'> | undefined {
  return observed(facts, 'firewall.rules').find(
    (item) => item.address === connect.address && item.port === connect.port,
  );
}

function pingOf(facts: Case, connect: Connect): ObservationOf<'host.ping'> | undefined {
  return observed(facts, 'host.ping').find((item) => item.host === connect.address && item.interface === undefined);
}

/** Connects of the judged way that all failed, whoever they went to. */
function blockedConnects(facts: Case): { readonly path: Path; readonly connects: readonly Connect[] } {
  const path = pathOf(facts);
  return { path, connects: path.end.at === 'connect' ? path.end.connects : [] };
}

const networkBlock: Rule = {
  code: 'firewall.network-block',
  judge: (facts) => {
    const { path, connects } = blockedConnects(facts);
    const [first] = connects;
    if (!first) return muteDirect(facts, path) ?? fails('connection-accepted', ...ends(path));
    if (everyConnect(connects, ['prohibited'])) return holds(0.93, [first, ...connects]);
    if (!path.proxy) return directBlock(facts, path, connects);
    if (!everyConnect(connects, ['timed-out', 'host-unreachable', 'network-unreachable', 'prohibited'])) {
      const nearer = refusedOnTheWay(facts, path, connects);
      if (nearer) return nearer;
      return fails('connection-refused', ...connects);
    }
    const question = ask(
      facts,
      portsRequest(path.proxy),
      { probe: 'host.ping', host: first.address },
      { probe: 'firewall.rules', host: first.address, port: first.port },
    );
    if (question) return question;
    const ports = portsOf(facts, path.proxy);
    const ping = pingOf(facts, first);
    const details: Details = { ...proxyOf(path), ...unseen(facts, first) };
    const answers = ports?.ports.find((item) => item.failure === null || item.failure.kind === 'connection-refused');
    if (ports && answers) return holds(0.9, [first, ...connects, ports, ping], details);
    if (ping?.answered === true) return holds(0.9, [first, ...connects, ping, ports], details);
    if (ping?.refusal?.kind === 'prohibited') return holds(0.92, [first, ...connects, ping, ports], details);
    const again = ping && isFilteredByProtocol(connects, ping) ? secondEcho(facts, first) : null;
    if (again !== null && typeof again === 'object') return again;
    if (again === 'silent' && ping) return holds(0.8, [first, ...connects, ping, ports], details);
    return fails('host-answers-nowhere', ports, ping);
  },
};

/** An echo must take this much longer than a refusal before it tells that they came from two places, milliseconds. */
const CLEARLY_LATER_MS = 8;

/** A refusal that came much sooner than the host's own echo, twice, was sent by somebody nearer. */
function refusedOnTheWay(facts: Case, path: Path, connects: readonly Connect[]): Answer | null {
  const [first] = connects;
  if (!first || isLoopback(first.address) || !everyConnect(connects, ['connection-refused', 'connection-reset'])) {
    return null;
  }
  const question = ask(
    facts,
    { probe: 'host.ping', host: first.address },
    { probe: 'firewall.rules', host: first.address, port: first.port },
  );
  if (question) return question;
  const isLater = ({ rttMs }: ObservationOf<'host.ping'>): boolean =>
    rttMs !== undefined && first.tookMs < FROM_AFAR_SHARE * rttMs && rttMs - first.tookMs > CLEARLY_LATER_MS;
  const ping = pingOf(facts, first);
  if (!ping || !isLater(ping)) return null;
  const second = secondEcho(facts, first);
  if (typeof second !== 'string') return second;
  const again = observed(facts, 'host.ping').find(
    (item) => item.host === first.address && item.interface !== undefined,
  );
  if (!again || !isLater(again)) return null;
  return holds(0.82, [first, ...connects, ping, again], { ...proxyOf(path), ...unseen(facts, first) });
}

/**
 * Connections are refused by an ICMP error at once while an echo gets no word back: a route that is missing or a host
 * that is gone would treat both alike.
 */
function isFilteredByProtocol(connects: readonly Connect[], ping: ObservationOf<'host.ping'>): boolean {
  return (
    ping.answered === false &&
    ping.refusal === undefined &&
    everyConnect(connects, ['host-unreachable']) &&
    connects.every((connect) => connect.tookMs < AT_ONCE_MS)
  );
}

/**
 * Routers ration their ICMP errors (RFC 1812 §4.3.2.8), so that one echo among a dozen connects may miss its own; a
 * second one, bound to the same link, comes when those are over.
 */
function secondEcho(facts: Case, connect: Connect): Answer | 'silent' | 'not-silent' {
  const question = ask(facts, { probe: 'device.network' });
  if (question) return question;
  const network = observed(facts, 'device.network').at(-1);
  const link = network && (physicalWay(network, connect.address) ?? physicalDefault(network, connect.address));
  if (link === undefined) return 'not-silent';
  const echo = ask(facts, { probe: 'host.ping', host: connect.address, interface: link });
  if (echo) return echo;
  const second = observed(facts, 'host.ping').find((item) => item.host === connect.address && item.interface === link);
  return second?.answered === false && second.refusal === undefined ? 'silent' : 'not-silent';
}

/** An answer that took this share of an echo's time has been on the way; a rule of this computer answers at once. */
const FROM_AFAR_SHARE = 0.5;

/** Echoes that are quicker than this tell nothing apart, milliseconds. */
const NEAR_MS = 1;

/**
 * A local rule that we may not read would look the same, unless something came back from farther away: an ICMP error, or a
 * refusal that took as long as an echo.
 */
export function unseen(facts: Case, connect: Connect): { readonly missing?: readonly Missing[] } {
  if (rulesFor(facts, connect)?.state !== 'unreadable') return {};
  const ping = pingOf(facts, connect);
  const rttMs = ping?.rttMs ?? 0;
  const isRefusedAfar =
    connect.failure?.kind === 'connection-refused' && rttMs >= NEAR_MS && connect.tookMs >= FROM_AFAR_SHARE * rttMs;
  const isUnreachableAfar = connect.failure?.kind === 'host-unreachable' && connect.tookMs >= AT_ONCE_MS;
  return isRefusedAfar || isUnreachableAfar ? {} : { missing: ['firewall-rules'] };
}

/** Direct access that is silent for the outside as well, in a network where names resolve: it wants a proxy. */
function directBlock(facts: Case, path: Path, connects: readonly Connect[]): Answer {
  const [first] = connects;
  if (!first) return fails('not-looked-at');
  const question = ask(facts, { probe: 'controls', leg: DIRECT });
  if (question) return question;
  const controls = likeControls(facts, path, DIRECT);
  if (controls.state === 'passes') return fails('control-passes', ...controls.passed.flatMap((view) => view.exchanges));
  const blocked = controls.failed.filter((view) => view.end.at === 'connect');
  const others = new Set(blocked.flatMap((view) => view.connects.map((connect) => connect.address)));
  for (const connect of connects) others.delete(connect.address);
  if (others.size === 0) return fails('control-not-known', ...connects);
  const samePlight = blocked.every((view) =>
    view.connects.every((connect) => connect.failure?.kind === first.failure?.kind),
  );
  if (!samePlight) return fails('control-fails-too', ...connects);
  const missing: readonly Missing[] = ['control-site', ...(unseen(facts, first).missing ?? [])];
  return holds(0.82, [first, ...connects, ...blocked.flatMap((view) => view.connects)], { missing });
}

/** Connections stand, and whatever is said into them is dropped or answered by a reset, for the outside as a whole. */
function muteDirect(facts: Case, path: Path): Answer | null {
  if (path.proxy || !isCutOrMute(path) || isLoopback(facts.target.host)) return null;
  const question = ask(facts, { probe: 'controls', leg: DIRECT });
  if (question) return question;
  const controls = likeControls(facts, path, DIRECT);
  if (controls.state !== 'fails' || !controls.failed.every((view) => isCutOrMute(view))) return null;
  const [first, ...rest] = ends(path);
  if (!first) return null;
  return holds(0.82, [first, ...rest, ...controls.failed.flatMap((view) => endsOf(view.end))], {
    missing: ['control-site'],
  });
}

function proxyOf(path: Path): Details {
  return path.proxy ? { proxyHost: path.proxy.host, proxyPort: path.proxy.port } : {};
}

export const firewallRules: readonly Rule[] = [localBlock, networkBlock];
