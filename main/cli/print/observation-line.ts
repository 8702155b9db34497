/** One observation as one technical line, for those who asked for evidence. */
import type { Failure } from '../../../src/observation/failure.ts';
import type { Observation, ReplyFact } from '../../../src/observation/observation.ts';
import type { Lang } from '../../../src/messages/format.ts';
import { formatDuration } from '../../../src/messages/format.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import { routeText } from './legs.ts';

/** Returns the line: id, probe, what was looked at, what came of it, how long it took. */
export function observationLine(observation: Observation, words: Messages, lang: Lang): string {
  const { about, outcome } = summarise(observation, words);
  const parts = [observation.id.padEnd(4), observation.probe, about].filter((part) => part !== '');
  return words.cli.form.aside(`${parts.join(' ')} → ${printable(outcome)}`, formatDuration(observation.tookMs, lang));
}

function summarise(one: Observation, words: Messages): { readonly about: string; readonly outcome: string } {
  switch (one.probe) {
    case 'run.start':
      return { about: '', outcome: `${String(one.controlUrls.length)} control sites` };
    case 'settings.read':
      return {
        about: words.sources[one.source],
        outcome: one.state === 'read' ? routeText(one.route, words) : (one.why ?? one.state),
      };
    case 'route.resolve':
      return { about: one.url, outcome: `${routeText(one.route, words)} [${one.because}]` };
    case 'pac.fetch':
      return { about: one.url, outcome: failureText(one.failure, words) ?? String(one.status ?? one.bytes ?? '–') };
    case 'pac.run':
      return { about: one.url, outcome: one.answer ?? one.problem ?? '–' };
    case 'wpad.look-up':
      return { about: one.names.join(', '), outcome: one.found ?? '–' };
    case 'credentials.look-up':
      return { about: one.proxy, outcome: one.problem ?? words.credentialOrigins[one.from] };
    case 'device.network':
      return {
        about: '',
        outcome:
          one.interfaces
            .filter((face) => face.isUp)
            .map((face) => face.name)
            .join(', ') || '–',
      };
    case 'device.route-to':
      return { about: one.address, outcome: failureText(one.failure, words) ?? one.interface ?? '–' };
    case 'dns.lookup':
      return { about: one.name, outcome: failureText(one.failure, words) ?? one.addresses.join(', ') };
    case 'tcp.connect':
      return { about: `${one.address}:${String(one.port)}`, outcome: failureText(one.failure, words) ?? 'connected' };
    case 'proxy.handshake':
      return {
        about: `${one.method} ${one.authority}`,
        outcome: replyText(one.reply) ?? failureText(one.failure, words) ?? 'accepted',
      };
    case 'tls.handshake':
      return {
        about: one.serverName,
        outcome: failureText(one.failure, words) ?? one.rejection ?? one.protocol ?? 'finished',
      };
    case 'http.exchange':
      return { about: one.way.url, outcome: replyText(one.reply) ?? failureText(one.failure, words) ?? '–' };
    case 'proxy.kind':
      return {
        about: `${one.host}:${String(one.port)}`,
        outcome: failureText(one.connect, words) ?? (one.speaks.join(', ') || '–'),
      };
    case 'host.ports':
      return {
        about: one.host,
        outcome:
          one.ports
            .filter((port) => port.failure === null)
            .map((port) => String(port.port))
            .join(', ') || '–',
      };
    case 'host.ping':
      return { about: one.host, outcome: one.answered === true ? 'answered' : (one.why ?? '–') };
    case 'quality.connects':
      return { about: `${one.host}:${String(one.port)}`, outcome: `${String(one.succeeded)}/${String(one.attempts)}` };
    case 'proxy.requests':
      return {
        about: hostAndPort(one),
        outcome: `${String(one.timesMs.filter((ms) => ms !== null).length)}/${String(one.attempts)}`,
      };
    case 'proxy.keep-alive':
      return { about: hostAndPort(one), outcome: failureText(one.failure, words) ?? String(one.kept ?? '–') };
    case 'vpn.connections':
      return { about: '', outcome: one.why ?? (one.connections.map((vpn) => vpn.name).join(', ') || one.state) };
    case 'firewall.rules':
      return {
        about: `${one.address}:${String(one.port)}`,
        outcome: one.why ?? (one.matching.map((match) => match.rule).join('; ') || one.state),
      };
    case 'run.end':
      return { about: '', outcome: one.reason };
  }
}

function hostAndPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${String(port)}`;
}

function failureText(failure: Failure | null, words: Messages): string | null {
  if (failure === null) return null;
  const code = failure.code === undefined ? '' : ` [${failure.code}]`;
  return `${words.failures[failure.kind]}${code}`;
}

function replyText(reply: ReplyFact | null): string | null {
  return reply === null ? null : `${String(reply.status)} ${reply.reason}`.trim();
}

/** Text from outside may hold control characters, which a terminal would obey. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 300);
}
