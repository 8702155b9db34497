/** One WinINET connection as a place of a change: written by the API, and what that leaves out by `reg.exe`. */
import { read, type Reading, unreadable } from '../../base/reading.ts';
import { ok, refuse, type Result } from '../../base/result.ts';
import type { Store, StoreAccess, StoreProblem } from '../../change/store.ts';
import type { SystemTools } from '../system-tools.ts';
import { readWininetState } from './read-settings.ts';
import { queryKey, type RegistryValue, type RegistryValues } from './registry.ts';
import { DEFAULT_CONNECTION, LEGACY_CONNECTION, PROXY_VALUES, USER_KEY } from './settings-keys.ts';
import { connectionHex, connectionText, formatWininet, parseWininet, type WininetText } from './wininet-text.ts';
import { type RegistryPlace, writeRegistry } from './write-registry.ts';

const CONNECTIONS_KEY = `${USER_KEY}\\Connections`;

/** The registry values of one connection. */
interface Present {
  readonly values: RegistryValues;
  readonly connections: RegistryValues;
}

/** Opens a connection; `null` is the local network. */
export function openWininetStore(tools: SystemTools, connection: string | null): Store {
  return {
    read: async (signal) => {
      const present = await readPresent(tools, signal);
      return present.state === 'read' ? textOf(present.value, connection) : present;
    },
    write: async (text, signal) => {
      const wanted = text === null ? null : parseWininet(text);
      if (wanted === null) return refuse({ kind: 'refused', detail: 'no settings of a connection' });
      return await write(tools, { connection, wanted }, signal);
    },
    access: async (signal): Promise<StoreAccess> => {
      const state = await readWininetState(tools, signal);
      if (state.values.state === 'unreadable') return { state: 'impossible', why: state.values.why };
      return { state: state.isManaged ? 'managed' : 'allowed' };
    },
  };
}

async function readPresent(tools: SystemTools, signal: AbortSignal): Promise<Reading<Present>> {
  const [values, connections] = await Promise.all(
    [USER_KEY, CONNECTIONS_KEY].map((key) => queryKey(tools, key, signal)),
  );
  const failed = [values, connections].find((one) => one?.state === 'unreadable');
  if (failed?.state === 'unreadable') return failed;
  const none: RegistryValues = new Map<string, RegistryValue>();
  return read({
    values: values?.state === 'read' ? values.value : none,
    connections: connections?.state === 'read' ? connections.value : none,
  });
}

/** A value that could not be put back exactly makes the whole place unreadable. */
function textOf({ values, connections }: Present, connection: string | null): Reading<string> {
  const own = connection ?? DEFAULT_CONNECTION;
  const shown = connection === null ? [own, LEGACY_CONNECTION] : [own];
  for (const name of shown) {
    const value = connections.get(name);
    if (value !== undefined && (value.type !== 'REG_BINARY' || connectionText(value.data) === null))
      return unreadable(`${name} is cut short`);
  }
  for (const name of PROXY_VALUES) {
    const value = values.get(name);
    const type = name === 'ProxyEnable' ? 'REG_DWORD' : 'REG_SZ';
    if (value !== undefined && (value.type !== type || value.data.includes('\uFFFD')))
      return unreadable(`${name} holds what reg.exe can not print`);
  }
  const text = (name: string): string | null => values.get(name)?.data ?? null;
  const enabled = text('ProxyEnable');
  return read(
    formatWininet({
      values:
        connection === null
          ? {
              ProxyEnable: enabled === null ? null : Number(enabled),
              ProxyServer: text('ProxyServer'),
              ProxyOverride: text('ProxyOverride'),
              AutoConfigURL: text('AutoConfigURL'),
            }
          : null,
      connection: connectionText(connections.get(own)?.data),
      legacy: connection === null ? connectionText(connections.get(LEGACY_CONNECTION)?.data) : null,
    }),
  );
}

interface Order {
  readonly connection: string | null;
  readonly wanted: WininetText;
}

async function write(tools: SystemTools, order: Order, signal: AbortSignal): Promise<Result<void, StoreProblem>> {
  const { connection, wanted } = order;
  const told = wanted.connection === null ? undefined : await tools.wininet?.set({ connection, ...wanted.connection });
  const corrections = await correct(tools, order, signal);
  if (!corrections.ok) return corrections;
  // What was written behind WinINET's back is known to running programs only when they are told.
  if (told?.ok !== true || corrections.value > 0) await tools.wininet?.announce();
  return ok(undefined);
}

/** Writes whatever is not yet as it should be; returns how many values that were. */
async function correct(
  tools: SystemTools,
  { connection, wanted }: Order,
  signal: AbortSignal,
): Promise<Result<number, StoreProblem>> {
  const present = await readPresent(tools, signal);
  if (present.state !== 'read') return refuse({ kind: 'refused', detail: 'reg.exe gave no answer' });
  const { values, connections } = present.value;
  const changes: (readonly [RegistryPlace, RegistryValue | null])[] = [];
  for (const name of wanted.values === null ? [] : PROXY_VALUES) {
    const value = wanted.values?.[name] ?? null;
    const now = values.get(name);
    const isNumber = name === 'ProxyEnable';
    const same = isNumber && now !== undefined && value !== null ? Number(now.data) === value : now?.data === value;
    if (same || (now === undefined && value === null)) continue;
    const type = isNumber ? 'REG_DWORD' : 'REG_SZ';
    changes.push([{ key: USER_KEY, name }, value === null ? null : { type, data: String(value) }]);
  }
  const binaries = [
    [connection ?? DEFAULT_CONNECTION, wanted.connection],
    ...(connection === null ? [[LEGACY_CONNECTION, wanted.legacy] as const] : []),
  ] as const;
  for (const [name, value] of binaries) {
    const now = connections.get(name)?.data;
    if (JSON.stringify(connectionText(now)) === JSON.stringify(value) && (now === undefined) === (value === null))
      continue;
    const place = { key: CONNECTIONS_KEY, name };
    changes.push([place, value === null ? null : { type: 'REG_BINARY', data: connectionHex(value, now) }]);
  }
  for (const [place, value] of changes) {
    const written = await writeRegistry(tools, place, value, signal);
    if (!written.ok) return written;
  }
  return ok(changes.length);
}
