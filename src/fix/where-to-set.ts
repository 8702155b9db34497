/** Which settings have to change so that the cause goes away, and how: written, by the person's own hand, or by IT. */
import { formatBypassList } from '../settings/format-bypass-list.ts';
import { formatProxyServer } from '../settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import type { SourceReading } from '../settings/settings-snapshot.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import { WRITABLE_SOURCES, type WritableSource } from '../settings/writable-source.ts';
import type { FixSituation, FixStep, Shell, VerifyAs } from './fix-flow.ts';

/** Where a change goes. `settings` are those that it starts from; `source` says what can be expressed there. */
export type Desk = { readonly settings: ProxySettings | null; readonly source: WritableSource } & (
  | { readonly how: 'write'; readonly verify: VerifyAs }
  /** A variable of this shell, which no other program can change. */
  | { readonly how: 'by-hand' }
  | { readonly how: 'managed' }
);

/** The files of a sign-in, in which our own changes to the environment go. */
const FILES: readonly { readonly source: WritableSource; readonly reading: SettingsSource; readonly from: RegExp }[] = [
  { source: 'env', reading: 'login-files', from: /environment\.d$/u },
  { source: 'etc-environment', reading: 'etc-environment', from: /./u },
];

/** Returns where the settings that led here are changed. */
export function whereToSet(situation: FixSituation): Desk {
  const { source, settings, own } = situation;
  if (situation.isManaged || source === 'policy' || source === 'preset')
    return { how: 'managed', settings, source: own };
  const writable = WRITABLE_SOURCES.find((one) => one === source);
  if (writable === 'env') return environmentDesk(situation);
  if (writable !== undefined) return { how: 'write', settings, source: writable, verify: null };
  return { how: 'write', settings: null, source: own, verify: verifyIn(own) };
}

/** A running session has its environment already; what a file says counts from the next sign-in on. */
function verifyIn(source: WritableSource): VerifyAs {
  const file = FILES.find((one) => one.source === source);
  return file === undefined ? null : { source: file.reading };
}

/** The file that names the same servers as this environment; where none does, somebody set it in the shell. */
function environmentDesk({ settings, readings }: FixSituation): Desk {
  for (const { source, reading, from } of FILES) {
    const found = readings.find((one) => one.source === reading && from.test(one.from) && namesSame(one, settings));
    if (found?.reading.state === 'read')
      return { how: 'write', settings: found.reading.value, source, verify: { source: reading } };
  }
  return { how: 'by-hand', settings, source: 'env' };
}

function namesSame({ reading }: SourceReading, settings: ProxySettings | null): boolean {
  if (reading.state !== 'read' || settings === null) return false;
  if (reading.value.mode !== 'manual' || settings.mode !== 'manual') return reading.value.mode === settings.mode;
  const placesOf = (one: typeof reading.value.servers): readonly string[] =>
    Object.values(one).map((server) =>
      server.state === 'valid' ? formatProxyServer(server.server) : JSON.stringify(server),
    );
  const there = placesOf(reading.value.servers);
  return placesOf(settings.servers).every((place) => there.includes(place));
}

/** Returns the steps that bring `to` about, with the diagnosis at the end. */
export function stepsTo(to: ProxySettings, desk: Desk, situation: FixSituation): readonly [FixStep, ...FixStep[]] {
  switch (desk.how) {
    case 'write':
      return [
        { kind: 'set-settings', source: desk.source, settings: to },
        { kind: 'verify', as: desk.verify, isByHand: false },
      ];
    case 'by-hand': {
      const { told, as } = shellSteps(to, situation);
      return [told, { kind: 'verify', as, isByHand: true }];
    }
    case 'managed':
      return [
        { kind: 'guide', guide: 'change-managed-setting', args: { source: situation.source }, watch: null },
        { kind: 'request', to: 'admin' },
        { kind: 'verify', as: null, isByHand: false },
      ];
  }
}

/** What a person types in a shell to bring `to` about, and as what it is tried. */
export function shellSteps(
  to: ProxySettings,
  shell: Shell,
): { readonly told: Extract<FixStep, { readonly kind: 'guide' }>; readonly as: VerifyAs } {
  const told = { kind: 'guide', guide: 'change-variable', args: variableArgs(to, shell), watch: null } as const;
  return { told, as: asOptions(to) };
}

function asOptions(to: ProxySettings): VerifyAs {
  if (to.mode !== 'manual') return { direct: true };
  const [server] = Object.values(to.servers).flatMap((one) => (one.state === 'valid' ? [one.server] : []));
  if (server === undefined) return { direct: true };
  return { proxy: formatProxyServer(server), bypass: formatBypassList(to.bypass, 'environment').text };
}

/** The command for this shell, and the line of a file that sets it again at every sign-in. */
function variableArgs(to: ProxySettings, { variables, platform }: Shell) {
  const values = new Map<string, string>();
  if (to.mode === 'manual') {
    const named = { http_proxy: to.servers.http, https_proxy: to.servers.https, all_proxy: to.servers.any };
    for (const [name, server] of Object.entries(named))
      if (server?.state === 'valid') values.set(name, formatProxyServer(server.server));
    const bypass = formatBypassList(to.bypass, 'environment').text;
    if (bypass !== '') values.set('no_proxy', bypass);
  }
  const gone = ['http_proxy', 'https_proxy', 'all_proxy'].filter((name) => !values.has(name));
  const set = [...values].map(([name, value]) => `${name}=${value}`);
  const command =
    platform === 'windows'
      ? [...values].map(([name, value]) => `setx ${name} "${value}"`).join(' & ')
      : [
          ...(gone.length > 0 ? [`unset ${gone.join(' ')}`] : []),
          ...(set.length > 0 ? [`export ${set.join(' ')}`] : []),
        ].join('; ');
  const files = variables.map(({ file, line }) => `${file}:${String(line)}`);
  return { command, file: [...new Set(files)].slice(0, 4).join(', ') };
}
