/** Reads keys of the registry with `reg.exe`, which starts in a tenth of PowerShell's time. */
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import type { SystemTools } from '../system-tools.ts';
import { readConsole } from './console-text.ts';
import { WELL_KNOWN_VALUES } from './settings-keys.ts';

/** One value: its type (`REG_SZ`) and its data as `reg.exe` prints it. */
export interface RegistryValue {
  readonly type: string;
  readonly data: string;
}

/** The values of one key by their names. */
export type RegistryValues = ReadonlyMap<string, RegistryValue>;

const MOST_LINES = 50_000;

/** Windows compares names without regard to case, and scripts write them in any. */
const WELL_KNOWN = new Map(WELL_KNOWN_VALUES.map((name) => [name.toLowerCase(), name]));

/** Returns the values of one key in the output of `reg query`; the keys below it are named after them. */
export function parseRegQuery(output: string): RegistryValues {
  const values = new Map<string, RegistryValue>();
  for (const line of output.split(/\r?\n/u, MOST_LINES)) {
    const value = parseValue(line);
    if (value !== null)
      values.set(WELL_KNOWN.get(value.name.toLowerCase()) ?? value.name, { type: value.type, data: value.data });
  }
  return values;
}

/** `    NAME    REG_TYPE    DATA`; a name may hold blanks. */
function parseValue(line: string): (RegistryValue & { readonly name: string }) | null {
  const at = line.search(/ {4}REG_[A-Z_]+(?: {4}|$)/u);
  const name = line.slice(4, at);
  if (at < 5 || !line.startsWith('    ') || name.startsWith(' ')) return null;
  const [type = ''] = /^REG_[A-Z_]+/u.exec(line.slice(at + 4)) ?? [];
  return { name, type, data: line.slice(at + 4 + type.length + 4) };
}

/** Returns values in a form to work with: numbers as numbers, all else as text. */
export function plainValues(values: RegistryValues): ReadonlyMap<string, string | number> {
  return new Map(
    [...values].map(([name, { type, data }]) => {
      const isNumber = type === 'REG_DWORD' && /^0x[0-9a-f]+$/iu.test(data.trim());
      return [name, isNumber ? Number(data.trim()) : data];
    }),
  );
}

/** Reads the values of one key. A key that isn't there is `absent`. */
export async function queryKey(tools: SystemTools, key: string, signal: AbortSignal): Promise<Reading<RegistryValues>> {
  const outcome = await tools.run('reg.exe', ['query', key], { signal, encoding: 'latin1' });
  if (outcome.state === 'missing') return unreadable('reg.exe is missing');
  if (outcome.state === 'failed') return unreadable(outcome.why);
  // Its words are translated: a key that isn't there and one that may not be read both end with 1 and print nothing.
  if (outcome.exitCode !== 0) return ABSENT;
  return read(parseRegQuery(await readConsole(tools, outcome.stdout, signal)));
}

/** Reads one value; a text of several lines is `unreadable`, because its end can't be told. */
export async function queryValue(
  tools: SystemTools,
  { key, name }: { readonly key: string; readonly name: string },
  signal: AbortSignal,
): Promise<Reading<RegistryValue>> {
  const named = name === '(Default)' ? ['/ve'] : ['/v', name];
  const outcome = await tools.run('reg.exe', ['query', key, ...named], { signal, encoding: 'latin1' });
  if (outcome.state === 'missing') return unreadable('reg.exe is missing');
  if (outcome.state === 'failed') return unreadable(outcome.why);
  if (outcome.exitCode !== 0) return ABSENT;
  const text = await readConsole(tools, outcome.stdout, signal);
  const lines = text.split(/\r?\n/u, MOST_LINES).filter((line) => line !== '');
  const [value, ...others] = lines.flatMap((line) => parseValue(line) ?? []);
  // The key's own line, and the value's.
  if (value === undefined || others.length > 0 || lines.length !== 2) return unreadable('more than one line');
  return read({ type: value.type, data: value.data });
}
