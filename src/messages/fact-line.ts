/** One observation in words: what was asked, of whom, and what came of it. */
import type { Observation, ReplyFact } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import { formatDuration, formatList, type Lang } from './format.ts';
import type { Messages } from './messages.ts';
import { schemeName } from './scheme-name.ts';

/** Names on one line; more are no longer read. */
const MOST_NAMES = 6;

/** The parts of a line; each may be empty but the first. */
export interface FactWords {
  readonly what: string;
  readonly about: string;
  readonly outcome: string;
  readonly took: string;
}

/** Returns the words for an observation. */
export function factWords(observation: Observation, words: Messages, lang: Lang): FactWords {
  return {
    what: words.ui.verdict.facts[observation.probe],
    about: aboutOf(observation, words),
    outcome: outcomeOf(observation, words, lang),
    took: formatDuration(observation.tookMs, lang),
  };
}

/** Returns a leg as text, in the words of the settings. */
export function legWords(leg: Leg, words: Messages): string {
  if (leg.kind === 'direct') return words.proxyKinds.direct;
  return `${words.proxyKinds[leg.kind]} ${hostPort(leg.host, leg.port)}`;
}

/** Returns a way as text: what is tried first, and what after it. */
export function wayWords(legs: readonly Leg[], words: Messages): string {
  return words.ui.common.inTurn(...legs.map((leg) => legWords(leg, words)));
}

/** Returns `host:port`, IPv6 in brackets. */
export function hostPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

function aboutOf(observation: Observation, words: Messages): string {
  switch (observation.probe) {
    case 'settings.read':
      return words.sources[observation.source];
    case 'route.resolve':
      return words.sources[observation.source];
    case 'credentials.look-up':
      return observation.proxy;
    case 'device.route-to':
      return observation.address;
    case 'dns.lookup':
      return observation.name;
    case 'tcp.connect':
      return `${observation.host} (${hostPort(observation.address, observation.port)})`;
    case 'proxy.handshake':
      return `${observation.method} ${observation.authority}`;
    case 'tls.handshake':
      return observation.serverName;
    case 'http.exchange':
      return observation.way.url;
    case 'proxy.kind':
    case 'proxy.requests':
    case 'proxy.keep-alive':
    case 'quality.connects':
      return hostPort(observation.host, observation.port);
    case 'host.ports':
    case 'host.ping':
      return observation.host;
    case 'firewall.rules':
      return hostPort(observation.address, observation.port);
    default:
      return '';
  }
}

function outcomeOf(observation: Observation, words: Messages, lang: Lang): string {
  const { outcomes } = words.ui.verdict;
  if ('failure' in observation && observation.failure !== null) return words.failures[observation.failure.kind];
  switch (observation.probe) {
    case 'settings.read':
    case 'vpn.connections':
    case 'firewall.rules':
      if (observation.state !== 'read') return observation.state === 'absent' ? outcomes.absent : outcomes.unreadable;
      if (observation.probe === 'settings.read') return legList(observation.route, words);
      if (observation.probe === 'vpn.connections')
        return names(observation.connections.map((one) => one.name)) || outcomes.none;
      return names(observation.matching.map((one) => `${one.verdict}: ${one.rule}`)) || outcomes.none;
    case 'route.resolve':
      return legList(observation.route, words);
    case 'credentials.look-up':
      return observation.problem === undefined
        ? words.credentialOrigins[observation.from]
        : words.keychainProblems[observation.problem];
    case 'device.network':
      return (
        names(observation.interfaces.filter((one) => one.isUp && one.kind !== 'loopback').map((one) => one.name)) ||
        outcomes.none
      );
    case 'device.route-to':
      return outcomes.viaInterface(observation.interface ?? '–');
    case 'dns.lookup':
      return names(observation.addresses);
    case 'proxy.handshake':
    case 'http.exchange':
      return observation.reply === null ? outcomes.fine : replyWords(observation.reply, words);
    case 'tls.handshake':
      return observation.trusted
        ? `${outcomes.fine} ${observation.protocol ?? ''}`.trim()
        : (observation.rejection ?? words.failures['certificate-rejected']);
    case 'proxy.kind':
      return observation.speaks.length === 0
        ? outcomes.speaksNothing
        : outcomes.speaks(
            formatList(
              observation.speaks.map((kind) => words.proxyKinds[kind]),
              lang,
            ),
          );
    case 'host.ports':
      return outcomes.portsOpen(
        names(observation.ports.filter((one) => one.failure === null).map((one) => String(one.port))) || outcomes.none,
      );
    case 'host.ping':
      return observation.answered === true ? outcomes.fine : outcomes.noAnswer;
    case 'proxy.requests':
      return outcomes.share(observation.timesMs.filter((ms) => ms !== null).length, observation.attempts);
    case 'proxy.keep-alive':
      return observation.kept === true ? outcomes.kept : outcomes.closed;
    case 'quality.connects':
      return outcomes.share(observation.succeeded, observation.attempts);
    default:
      return outcomes.fine;
  }
}

/** The status, and for a sign-in every way that is offered, each with the area it is for. */
function replyWords({ status, reason, proxyChallenges, siteChallenges }: ReplyFact, { cli }: Messages): string {
  const offered = (status === 407 ? proxyChallenges : status === 401 ? siteChallenges : []).map(({ scheme, realm }) =>
    realm === undefined ? schemeName(scheme) : cli.form.aside(schemeName(scheme), realm),
  );
  return [`${String(status)} ${reason}`.trim(), ...offered.slice(0, MOST_NAMES)].join(' · ');
}

function legList(legs: readonly Leg[], words: Messages): string {
  return legs.length === 0 ? words.ui.verdict.outcomes.none : legs.map((leg) => legWords(leg, words)).join(' → ');
}

function names(list: readonly string[]): string {
  return list.slice(0, MOST_NAMES).join(', ');
}
