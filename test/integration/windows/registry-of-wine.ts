/** The registry as a test writes it and looks at it, with Windows' own `reg.exe`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseRegQuery, type RegistryValue } from '../../../src/system/windows/registry.ts';
import {
  type ConnectionSettings,
  formatConnectionSettings,
  NEW_CONNECTION_SETTINGS,
} from '../../../src/system/windows/parse-connection-settings.ts';
import { type Wine, windowsPath } from './wine.ts';

const readingSchema = z.object({
  source: z.string(),
  from: z.string(),
  as: z.string().optional(),
  raw: z.string().optional(),
  managed: z.boolean().optional(),
  reading: z.looseObject({ state: z.string(), value: z.looseObject({ mode: z.string() }).optional() }),
});
const snapshotSchema = z.object({
  snapshot: z.object({ decidedBy: z.string(), because: z.string(), readings: z.array(readingSchema) }),
  tookMs: z.number(),
});

/** One source, with what it says spread out. */
export interface SeenReading {
  readonly source: string;
  readonly from: string;
  readonly as?: string | undefined;
  readonly raw?: string | undefined;
  readonly managed?: boolean | undefined;
  readonly state: string;
  readonly mode?: string | undefined;
  readonly servers?: object;
}

/** Reads the settings inside. */
export async function readSnapshot(
  wine: Wine,
): Promise<{ readonly decidedBy: string; readonly because: string; readonly readings: readonly SeenReading[] }> {
  const { snapshot } = snapshotSchema.parse(await wine.ask({ verb: 'settings' }));
  return {
    ...snapshot,
    readings: snapshot.readings.map(({ reading, ...about }) => ({ ...about, state: reading.state, ...reading.value })),
  };
}

/** Values by their names: numbers become REG_DWORD, hex in an array REG_BINARY, all else REG_SZ. */
export type Values = Readonly<Record<string, string | number | readonly [hex: string]>>;

/** Takes keys away (`null`) and fills others, in one go. */
export async function setRegistry(wine: Wine, keys: Readonly<Record<string, Values | null>>): Promise<void> {
  const lines = Object.entries(keys).flatMap(([key, values]) => {
    const path = key.replace(/^HKCU/u, 'HKEY_CURRENT_USER').replace(/^HKLM/u, 'HKEY_LOCAL_MACHINE');
    if (values === null) return [`[-${path}]`];
    return [`[${path}]`, ...Object.entries(values).map(([name, value]) => `"${name}"=${dataOf(value)}`)];
  });
  const file = join(wine.folder, 'import.reg');
  writeFileSync(file, ['Windows Registry Editor Version 5.00', ...lines, ''].join('\r\n'));
  const { status, output } = await wine.run('regedit', ['/S', windowsPath(file)]);
  if (status !== 0) throw new Error(`regedit: ${output}`);
}

function dataOf(value: Values[string]): string {
  if (typeof value === 'number') return `dword:${value.toString(16).padStart(8, '0')}`;
  if (typeof value === 'string') return `"${value.replace(/["\\]/gu, '\\$&')}"`;
  return `hex:${value[0].replace(/..(?!$)/gu, '$&,')}`;
}

/** The values of a key; none where it isn't there. */
export async function valuesOf(wine: Wine, key: string): Promise<Readonly<Record<string, RegistryValue>>> {
  const { output } = await wine.run('reg', ['query', key]);
  return Object.fromEntries(parseRegQuery(output));
}

/** A binary value in hex. */
export function connectionValue(settings: Partial<ConnectionSettings>): string {
  return formatConnectionSettings({ ...NEW_CONNECTION_SETTINGS, counter: 9, ...settings });
}
