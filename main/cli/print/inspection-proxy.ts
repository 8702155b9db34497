/** What was seen of a proxy: addresses, sign-ins, ports, how it says no, and how fast it answers. */
import type { ErrorView, ProxyView } from '../../../src/inspect/proxy-view.ts';
import type { Quality } from '../../../src/inspect/quality.ts';
import { formatDuration, formatList } from '../../../src/messages/format.ts';
import type { CommandContext } from '../command-context.ts';
import { printable } from '../commands/pac-input.ts';
import { certificateLines } from './inspection-site.ts';

/** Returns the sections, each a list of lines. */
export function proxyLines(proxy: ProxyView, context: CommandContext): readonly (readonly string[])[] {
  const { words, paint } = context;
  const { inspect, cli } = words;
  const titled = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [paint.bold(cli.form.heading(title)), ...lines.map((line) => `  ${line}`)];
  return [
    titled(inspect.addresses, addressLines(proxy, context)),
    proxy.tls === null ? [] : certificateLines(proxy.tls, context),
    titled(inspect.signIn, signInLines(proxy, context)),
    titled(inspect.ports, portLines(proxy, context)),
    titled(inspect.keepAlive, keepAliveLines(proxy, context)),
    titled(inspect.names, [
      ...proxy.names.via.map((via) => `Via: ${printable(via)}`),
      ...proxy.names.proxyStatus.map((text) => `Proxy-Status: ${printable(text)}`),
      ...proxy.names.server.map((text) => `Server: ${printable(text)}`),
    ]),
    titled(inspect.errors, [
      ...errorLines(inspect.unknownName, proxy.errors.unknownName, context),
      ...errorLines(inspect.refusedPort, proxy.errors.refusedPort, context),
      ...errorLines(inspect.closedPort, proxy.errors.closedPort, context),
    ]),
    proxy.quality === null ? [] : titled(inspect.quality, qualityLines(proxy.quality, context)),
  ];
}

function addressLines({ addresses, speaks }: ProxyView, { words, lang }: CommandContext): readonly string[] {
  const { inspect, cli } = words;
  const kinds = (speaks ?? []).map((kind) => words.proxyKinds[kind]);
  return [
    ...addresses.map(({ address, failure, tookMs }) =>
      cli.form.labelled(address, failure === null ? formatDuration(tookMs, lang) : words.failures[failure.kind]),
    ),
    ...(kinds.length === 0 ? [] : [cli.form.labelled(inspect.speaks, formatList(kinds, lang))]),
  ];
}

function signInLines({ signIn }: ProxyView, { words }: CommandContext): readonly string[] {
  const { inspect, cli } = words;
  if (signIn === null) return [inspect.noSignIn];
  return [
    ...signIn.schemes.map(({ scheme, strength, realm, algorithm }) => {
      const name = [scheme, algorithm ?? '', realm === null ? '' : `"${printable(realm)}"`]
        .filter((part) => part !== '')
        .join(' ');
      return cli.form.labelled(name, inspect.strengths[strength]);
    }),
    cli.form.labelled(inspect.outcome, inspect.signInOutcomes[signIn.outcome]),
  ];
}

function portLines({ ports }: ProxyView, { words }: CommandContext): readonly string[] {
  const { inspect, cli } = words;
  return ports.map(({ host, port, outcome, status }) => {
    const text =
      status === null ? inspect.portOutcomes[outcome] : cli.form.aside(inspect.portOutcomes[outcome], String(status));
    return cli.form.labelled(`${host}:${String(port)}`, text);
  });
}

function keepAliveLines({ keepAlive }: ProxyView, { words }: CommandContext): readonly string[] {
  if (keepAlive === null || keepAlive.kept === null) return [];
  const text = keepAlive.kept ? words.inspect.kept : words.inspect.notKept;
  return [keepAlive.scheme === null ? text : words.cli.form.aside(text, keepAlive.scheme.toUpperCase())];
}

function errorLines(label: string, error: ErrorView | null, { words, lang }: CommandContext): readonly string[] {
  if (error === null) return [];
  const what =
    error.status === null
      ? error.failure === null
        ? '–'
        : words.failures[error.failure.kind]
      : `${String(error.status)} ${error.reason}`.trim();
  const page = error.page === '' ? [] : [`“${printable(error.page)}”`];
  return [words.cli.form.labelled(label, [printable(what), ...page, formatDuration(error.tookMs, lang)].join(' · '))];
}

/** Eight heights of a bar; a lost answer is a cross. */
const BARS = '▁▂▃▄▅▆▇█';

function qualityLines(quality: Quality, { words, lang, paint }: CommandContext): readonly string[] {
  const { inspect } = words;
  const ms = (value: number | null): string => (value === null ? '–' : formatDuration(value, lang));
  const most = quality.maxMs ?? 1;
  const plot = quality.timesMs.map((one) =>
    one === null ? paint.red('✕') : (BARS[Math.min(7, Math.floor((one / most) * 7.99))] ?? '▁'),
  );
  return [
    plot.join(''),
    inspect.qualityLine(ms(quality.minMs), ms(quality.medianMs), ms(quality.p90Ms), ms(quality.jitterMs)),
    inspect.lossLine(quality.lost, quality.attempts),
  ];
}
