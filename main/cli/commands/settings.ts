/** `throughway settings`: every source side by side, and the effective route of the URLs that `--for` names. */
import type { Leg } from '../../../src/settings/proxy-server.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import type { SettingsSnapshot, SourceReading } from '../../../src/settings/settings-snapshot.ts';
import type { Route } from '../../../src/route/route.ts';
import type { Host } from '../../host/compose.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { checkUrls, readOverrides, textsOption } from '../given-options.ts';
import { legText, routeText } from '../print/legs.ts';
import { pacDocument, pacLines } from '../print/pac-explanation.ts';

export const runSettings: RunCommand = async (context, given) => {
  const { options } = given;
  if (options['trust'] === true) return (await import('./settings-trust.ts')).runSettingsTrust(context, given);
  if (options['tools'] !== undefined) return (await import('./settings-tools.ts')).runSettingsTools(context, given);
  const { words, terminal, common } = context;
  const overrides = readOverrides(options, words);
  const urls = textsOption(options, 'for');
  checkUrls(urls, words);
  const host = await context.openHost({});
  const explain = options['explain'] === true || common.verbose;
  if (urls.length === 0) {
    const snapshot = await host.readSettings(overrides, context.interruption);
    terminal.print(common.json ? JSON.stringify(snapshotDocument(snapshot)) : snapshotText(snapshot, context));
    return EXIT.good;
  }
  for (const url of urls) {
    const { route, pac } = await host.settingsFor(url, overrides, context.interruption);
    const explained = explain ? { pac } : null;
    terminal.print(
      common.json
        ? JSON.stringify(routeDocument(url, route, explained, context))
        : routeLines(url, route, explained, context),
    );
  }
  return EXIT.good;
};

/** What `--explain` adds; `pac` is `null` where no script was asked. */
interface Explained {
  readonly pac: Awaited<ReturnType<Host['settingsFor']>>['pac'];
}

function routeDocument(url: string, route: Route, explained: Explained | null, context: CommandContext): object {
  const pac = explained?.pac ?? null;
  const { invalid, pacProblem, pacUrl, bypassRule } = route;
  return {
    url: withoutUserinfo(url),
    route: route.legs,
    bypassed: route.bypassed,
    because: route.because,
    source: route.source,
    ...(bypassRule === undefined ? {} : { bypassRule }),
    ...(invalid === undefined ? {} : { invalid }),
    ...(pacUrl === undefined ? {} : { pacUrl: withoutUserinfo(pacUrl) }),
    ...(pacProblem === undefined ? {} : { pacProblem }),
    ...(pac === null ? {} : { pac: pacDocument(pac, context) }),
  };
}

function snapshotDocument(snapshot: SettingsSnapshot): object {
  return {
    source: snapshot.decidedBy,
    because: snapshot.because,
    sources: snapshot.readings.map((one) => ({
      source: one.source,
      state: one.reading.state,
      from: one.from,
      ...(one.as === undefined ? {} : { as: one.as }),
      ...(one.reading.state === 'unreadable' ? { why: one.reading.why } : {}),
      ...(one.raw === undefined ? {} : { raw: one.raw }),
      managed: one.managed ?? false,
      ...(one.reading.state === 'read' ? { settings: settingsDocument(one.reading.value) } : {}),
    })),
  };
}

/** The parsed settings without anything secret: of credentials only that there are some. */
function settingsDocument(settings: ProxySettings): object {
  if (settings.mode === 'direct' || settings.mode === 'auto-detect') return { mode: settings.mode };
  if (settings.mode === 'pac')
    return { mode: 'pac', pacUrl: withoutUserinfo(settings.pacUrl), bypass: settings.bypass };
  const servers = Object.entries(settings.servers).map(
    ([scheme, server]) =>
      [
        scheme,
        server.state === 'valid'
          ? { state: 'valid', server: server.server, hasCredentials: server.credentials !== undefined }
          : server,
      ] as const,
  );
  return { mode: 'manual', servers: Object.fromEntries(servers), bypass: settings.bypass };
}

function snapshotText(snapshot: SettingsSnapshot, context: CommandContext): string {
  const { words, paint } = context;
  const { headings, form } = words.cli;
  return [
    paint.bold(headings.settingsBySource),
    ...snapshot.readings.map((one) => sourceText(one, snapshot, context)),
    '',
    `${paint.bold(form.labelled(headings.decidedBy, ''))}${words.sources[snapshot.decidedBy]}`,
    `${paint.bold(form.labelled(headings.because, ''))}${words.sourceRules[snapshot.because]}`,
  ].join('\n');
}

function sourceText(one: SourceReading, snapshot: SettingsSnapshot, { words, paint, common }: CommandContext): string {
  const { result, headings, form } = words.cli;
  const isDeciding = one.source === snapshot.decidedBy && one.as === undefined;
  const source = words.sources[one.source];
  const name = one.as === undefined ? source : form.aside(source, one.as);
  const shown = form.labelled(isDeciding ? paint.bold(name) : name, readingText(one, words));
  const lines = [`  ${isDeciding ? paint.green('●') : '○'} ${shown}`];
  if (one.managed === true) lines.push(`      ${paint.dim(result.managed)}`);
  if (common.verbose) {
    lines.push(`      ${paint.dim(one.from)}`);
    if (one.raw !== undefined && one.raw !== '') {
      lines.push(`      ${form.heading(headings.rawText)}`);
      lines.push(...one.raw.split('\n').map((line) => `        ${line.replace(/\p{Cc}/gu, ' ')}`));
    }
  }
  return lines.join('\n');
}

function readingText(one: SourceReading, words: CommandContext['words']): string {
  const { result } = words.cli;
  if (one.reading.state === 'absent') return result.nothingSet;
  if (one.reading.state === 'unreadable') return result.unreadable(one.reading.why);
  const settings = one.reading.value;
  switch (settings.mode) {
    case 'direct':
      return words.proxyKinds.direct;
    case 'auto-detect':
      return 'WPAD';
    case 'pac':
      return `PAC ${withoutUserinfo(settings.pacUrl)}`;
    case 'manual':
      return words.cli.form.listed(
        ...Object.entries(settings.servers).map(([scheme, server]) => `${scheme} ${serverText(server, words)}`),
      );
  }
}

type Server = NonNullable<Extract<ProxySettings, { mode: 'manual' }>['servers']['any']>;

function serverText(server: Server, words: CommandContext['words']): string {
  if (server.state === 'direct') return words.proxyKinds.direct;
  if (server.state === 'valid') return legText(server.server satisfies Leg, words);
  return words.addressProblems[server.problem.kind];
}

function routeLines(url: string, route: Route, explained: Explained | null, context: CommandContext): string {
  const { words, paint } = context;
  const { headings, result, form } = words.cli;
  const lines = [form.labelled(paint.bold(withoutUserinfo(url)), routeText(route.legs, words))];
  if (route.invalid !== undefined) lines.push(`  ${words.addressProblems[route.invalid.kind]}`);
  if (explained === null) {
    if (route.pacProblem !== undefined) lines.push(`  ${words.pacProblems[route.pacProblem.kind]}`);
    return lines.join('\n');
  }
  lines.push(`  ${form.labelled(headings.decidedBy, words.sources[route.source])}`);
  lines.push(`  ${form.labelled(headings.because, words.routeRules[route.because])}`);
  if (route.bypassRule !== undefined) lines.push(`  ${result.bypassedBy(route.bypassRule)}`);
  if (explained.pac !== null) lines.push(...pacLines(explained.pac, context));
  return lines.join('\n');
}

function withoutUserinfo(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}
