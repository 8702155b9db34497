/** One value of the registry as a place of a change. */
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import { refuse } from '../../base/result.ts';
import type { Store, StoreAccess } from '../../change/store.ts';
import type { SystemTools } from '../system-tools.ts';
import { queryValue, type RegistryValue } from './registry.ts';
import { type RegistryPlace, writeRegistry } from './write-registry.ts';

/** Only accounts with administrator's rights may look into it. */
const SERVICE_KEY = 'HKU\\S-1-5-19';

/** Opens a value; its text is `REG_TYPE:data`. */
export function openRegistryStore(tools: SystemTools, place: RegistryPlace): Store {
  return {
    read: (signal) => readValue(tools, place, signal),
    write: async (text, signal) => {
      const value = text === null ? null : parseRegistryText(text);
      if (text !== null && value === null) return refuse({ kind: 'refused', detail: 'no value of the registry' });
      return await writeRegistry(tools, place, value, signal);
    },
    access: (signal) => accessTo(tools, place, signal),
  };
}

/** Returns the value of a text `REG_TYPE:data`; `null` where it is none. */
export function parseRegistryText(text: string): RegistryValue | null {
  const [, type, data = ''] = /^(REG_(?:SZ|EXPAND_SZ|MULTI_SZ|DWORD|QWORD|BINARY)):([^\r\n\0]*)$/u.exec(text) ?? [];
  return type === undefined ? null : { type, data };
}

async function readValue(tools: SystemTools, place: RegistryPlace, signal: AbortSignal): Promise<Reading<string>> {
  const found = await queryValue(tools, place, signal);
  if (found.state !== 'read') return found.state === 'absent' ? ABSENT : found;
  const text = `${found.value.type}:${found.value.data}`;
  // It could not be put back as it was.
  if (text.includes('\uFFFD')) return unreadable('holds signs that reg.exe can not print');
  return parseRegistryText(text) === null ? unreadable(`is a ${found.value.type}`) : read(text);
}

async function accessTo(tools: SystemTools, { key }: RegistryPlace, signal: AbortSignal): Promise<StoreAccess> {
  if (/\\policies\\/iu.test(`${key}\\`)) return { state: 'managed' };
  if (/^(?:HKCU|HKEY_CURRENT_USER)\\/iu.test(key)) return { state: 'allowed' };
  const outcome = await tools.run('reg.exe', ['query', SERVICE_KEY], { signal, encoding: 'latin1' });
  if (outcome.state === 'missing') return { state: 'impossible', why: 'reg.exe is missing' };
  return outcome.state === 'done' && outcome.exitCode === 0 ? { state: 'allowed' } : { state: 'needs-administrator' };
}
