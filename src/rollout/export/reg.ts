/** A preset as a registry file, for computers without Group Policy and for looking at. */
import { WINDOWS_POLICY_KEY } from '../../presets/policy-folders.ts';
import { POLICY_KEYS, type PolicyKey } from '../../presets/preset-fields.ts';
import type { ExportedFile } from './exported-file.ts';
import type { PolicyValues } from './policy-values.ts';

const ROOT = `HKEY_LOCAL_MACHINE\\${WINDOWS_POLICY_KEY}`;

/** Returns the file in UTF-16 with a mark at its start, as the registry editor writes it itself. */
export function regFile(values: PolicyValues): ExportedFile {
  return { name: 'throughway.reg', bytes: Buffer.from(`\uFEFF${regText(values)}`, 'utf16le') };
}

/** Returns the text. Keys of lists are emptied first, so that entries of an older preset don't stay. */
export function regText(values: PolicyValues): string {
  const parts = [...section(ROOT, values.locked), ...section(`${ROOT}\\Defaults`, values.proposed)];
  return `Windows Registry Editor Version 5.00\r\n\r\n[-${ROOT}]\r\n\r\n${parts.join('\r\n\r\n')}\r\n`;
}

function section(key: string, values: ReadonlyMap<PolicyKey, unknown>): readonly string[] {
  if (values.size === 0) return [];
  const own: string[] = [];
  const lists: string[] = [];
  for (const [name, value] of values) {
    if (POLICY_KEYS[name] === 'list' && Array.isArray(value)) {
      const entries = value.map((one: unknown, index) => `${quoted(String(index + 1))}=${quoted(String(one))}`);
      lists.push([`[${key}\\${name}]`, ...entries].join('\r\n'));
    } else if (typeof value === 'boolean') own.push(`${quoted(name)}=dword:0000000${value ? '1' : '0'}`);
    else own.push(`${quoted(name)}=${quoted(typeof value === 'string' ? value : asciiJson(value))}`);
  }
  return [[`[${key}]`, ...own].join('\r\n'), ...lists];
}

/** `reg.exe` prints in the code page of the console, which on many computers has no Japanese: JSON can do without. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/gu, (sign) =>
    Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}

function quoted(text: string): string {
  return `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[\r\n]+/gu, ' ')}"`;
}
