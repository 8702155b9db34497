/** Reads every settings source of Windows at the same time: the policies of browsers, WinINET's and WinHTTP's settings. */
import { read, type Reading, unreadable } from '../../base/reading.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import type { SystemTools } from '../system-tools.ts';
import { readConsole } from './console-text.ts';
import { parseConnectionSettings } from './parse-connection-settings.ts';
import { connectionProxySettings, wininetSettings } from './parse-internet-settings.ts';
import { parseNetshWinhttp, winhttpSettings } from './parse-winhttp.ts';
import { plainValues, queryKey, type RegistryValues } from './registry.ts';
import {
  DEFAULT_CONNECTION,
  LEGACY_CONNECTION,
  LOCKED_PAGE_KEYS,
  LOCKING_VALUES,
  MACHINE_KEY,
  MACHINE_POLICY_KEY,
  PROXY_VALUES,
  USER_KEY,
  USER_POLICY_KEY,
  WINHTTP_CONNECTION,
} from './settings-keys.ts';

/** Everything of WinINET that one person's programs go by. */
export interface WininetState {
  /** `Internet Settings` of the person, or of the computer where IT laid down one for all. */
  readonly key: string;
  readonly values: Reading<RegistryValues>;
  readonly connections: RegistryValues;
  /** Values that group policy puts over these. */
  readonly fixed: ReadonlyMap<string, string | number>;
  /** IT laid it down: a person's own changes have no effect, or are not allowed. */
  readonly isManaged: boolean;
  /** The connection of the phone book that is up and has settings of its own: they go before the local network's. */
  readonly connected: string | null;
}

/** Reads WinINET's settings, six commands at the same time; a seventh where they are the computer's. */
export async function readWininetState(tools: SystemTools, signal: AbortSignal): Promise<WininetState> {
  const keys = [USER_KEY, `${USER_KEY}\\Connections`, MACHINE_POLICY_KEY, USER_POLICY_KEY, ...LOCKED_PAGE_KEYS];
  const [[values, connections, machinePolicy, userPolicy, ...locks], dialled] = await Promise.all([
    Promise.all(keys.map((key) => queryKey(tools, key, signal))),
    tools.run('rasdial.exe', [], { signal, encoding: 'latin1' }),
  ]);
  const policy = valuesOf(machinePolicy);
  const isPerMachine = plainValues(policy).get('ProxySettingsPerUser') === 0;
  const fixed = new Map(
    [...plainValues(valuesOf(userPolicy)), ...plainValues(policy)].filter(([name]) => isProxyValue(name)),
  );
  const isLocked = locks.some((lock) =>
    [...plainValues(valuesOf(lock))].some(([name, value]) => isLocking(name) && value === 1),
  );
  const isManaged = isPerMachine || isLocked || fixed.size > 0;
  if (isPerMachine) {
    const [own, ownConnections] = await Promise.all(
      [MACHINE_KEY, `${MACHINE_KEY}\\Connections`].map((key) => queryKey(tools, key, signal)),
    );
    const machine = { values: own ?? unreadable('not read'), connections: valuesOf(ownConnections) };
    return { key: MACHINE_KEY, ...machine, fixed, isManaged, connected: null };
  }
  const own = valuesOf(connections);
  const listed = dialled.state === 'done' ? await readConsole(tools, dialled.stdout, signal) : '';
  const lines = listed.split(/\r?\n/u).map((line) => line.trim());
  const connected = phoneBookNames(own).find((name) => lines.includes(name)) ?? null;
  return { key: USER_KEY, values: values ?? unreadable('not read'), connections: own, fixed, isManaged, connected };
}

/** Returns the readings of WinINET: first the one that its programs go by, then what stands beside it. */
export function wininetReadings(state: WininetState): readonly SourceReading[] {
  const { key, values, connections, fixed, isManaged, connected } = state;
  const managed = isManaged ? { managed: true } : {};
  const lan = ((): SourceReading => {
    const about = { source: 'windows', from: key } as const;
    if (values.state === 'unreadable') return { ...about, reading: values };
    const all = new Map([...plainValues(valuesOf(values)), ...fixed]);
    const reading = read(wininetSettings(all, connections.get(DEFAULT_CONNECTION)?.data));
    return { ...about, reading, raw: showValues(all), ...managed };
  })();
  const vpns = phoneBookNames(connections).flatMap((name): readonly SourceReading[] => {
    const parsed = parseConnectionSettings(connections.get(name)?.data ?? '');
    if (parsed === null) return [];
    const raw = [parsed.servers, parsed.bypass, parsed.pacUrl].map(redactList).join('\n');
    const reading = read(connectionProxySettings(parsed));
    return [{ source: 'windows', from: `${key}\\Connections\\${name}`, reading, raw, ...managed }];
  });
  const decides = vpns.find(({ from }) => from === `${key}\\Connections\\${connected ?? ''}`) ?? lan;
  return [
    decides,
    ...(decides === lan ? [] : [{ ...lan, as: 'LAN' } as const]),
    ...vpns.filter((one) => one !== decides).map((one) => ({ ...one, as: 'VPN' }) as const),
  ];
}

/** Reads the proxy of services and of Windows Update, which no program of the person goes by. */
export async function readWinhttp(tools: SystemTools, signal: AbortSignal): Promise<readonly SourceReading[]> {
  const key = `${MACHINE_KEY}\\Connections`;
  const about = { source: 'windows', from: `${key}\\${WINHTTP_CONNECTION}`, as: 'WinHTTP' } as const;
  const values = await queryKey(tools, key, signal);
  if (values.state === 'unreadable') return [{ ...about, reading: values }];
  const hex = valuesOf(values).get(WINHTTP_CONNECTION)?.data;
  // Nobody ever set one: direct, as WinHTTP takes it. Nothing to show.
  if (hex === undefined) return [];
  const settings = winhttpSettings(hex) ?? (await askNetsh(tools, signal));
  if (settings === null) return [{ ...about, reading: unreadable('the value is cut short') }];
  const parsed = parseConnectionSettings(hex);
  const raw = parsed === null ? '' : [parsed.servers, parsed.bypass].map(redactList).join('\n');
  return [{ ...about, reading: read(settings), raw }];
}

async function askNetsh(tools: SystemTools, signal: AbortSignal): Promise<ProxySettings | null> {
  const outcome = await tools.run('netsh.exe', ['winhttp', 'show', 'proxy'], { signal });
  return outcome.state === 'done' && outcome.exitCode === 0 ? parseNetshWinhttp(outcome.stdout) : null;
}

/** The phone book's connections that have settings of their own. */
function phoneBookNames(connections: RegistryValues): readonly string[] {
  const others: readonly string[] = [DEFAULT_CONNECTION, LEGACY_CONNECTION, WINHTTP_CONNECTION];
  return [...connections].filter(([name, { type }]) => type === 'REG_BINARY' && !others.includes(name)).map(([n]) => n);
}

function valuesOf(reading: Reading<RegistryValues> | undefined): RegistryValues {
  return reading?.state === 'read' ? reading.value : new Map<string, never>();
}

function isProxyValue(name: string): boolean {
  const known: readonly string[] = PROXY_VALUES;
  return known.includes(name);
}

function isLocking(name: string): boolean {
  const known: readonly string[] = LOCKING_VALUES;
  return known.includes(name);
}

function showValues(values: ReadonlyMap<string, string | number>): string {
  return PROXY_VALUES.flatMap((name) => {
    const value = values.get(name);
    if (value === undefined) return [];
    return [`${name}=${name === 'ProxyOverride' ? String(value) : redactList(String(value))}`];
  }).join('\n');
}

function redactList(text: string): string {
  return text.split(';').map(redactProxyText).join(';');
}
