/** What one tool says, from the texts of its files. */
import type { Reading } from '../base/reading.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import type { Form, Role, RoleValues } from './form.ts';
import type { FormatProblem } from './formats/text-format.ts';
import type { Follows, Tool, ToolId, Where } from './tool.ts';
import { hasCredentials, settingsOf } from './tool-proxy.ts';

/** One file of a tool as it was found; folders are already their files. Weakest first. */
export interface ToolFile {
  readonly path: string;
  readonly form: Form;
  readonly text: Reading<string>;
  /** Never made where it is absent. */
  readonly isNeverMade: boolean;
}

/** What a tool does about proxies. */
export type ToolProxy =
  | { readonly state: 'set'; readonly settings: ProxySettings }
  | { readonly state: 'follows'; readonly whom: Follows }
  | { readonly state: 'unreadable'; readonly path: string; readonly why: string };

export interface ToolReading {
  readonly tool: ToolId;
  readonly proxy: ToolProxy;
  /** The file or variable that decides; `null` where the tool says nothing itself. */
  readonly from: string | null;
  /** A variable that is stronger than every file. */
  readonly variable?: string;
  /** A name or password stands in clear in what it says. */
  readonly hasCredentials: boolean;
  readonly files: readonly { readonly path: string; readonly state: Reading<string>['state'] }[];
}

/** Values of one file, or why there are none. */
export type FileValues =
  | { readonly state: 'read'; readonly values: RoleValues }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly why: string }
  | { readonly state: 'not-understood'; readonly why: FormatProblem };

/** Reads one file by its form. */
export function valuesOf(file: ToolFile): FileValues {
  if (file.text.state !== 'read') return file.text;
  const values = file.form.read(file.text.value);
  return values.ok ? { state: 'read', values: values.value } : { state: 'not-understood', why: values.problem };
}

/** Returns the tool's word: variables before files, the stronger file before the weaker. */
export function readTool(tool: Tool, files: readonly ToolFile[], where: Where): ToolReading {
  const about = { tool: tool.id, files: files.map(({ path, text }) => ({ path, state: text.state })) };
  const read = files.map((file) => ({ path: file.path, values: valuesOf(file) }));
  const counting = tool.choice === 'first' ? read.filter(({ values }) => values.state !== 'absent').slice(-1) : read;
  const merged = mergeFiles(counting);
  const { values: given, name } = fromVariables(tool, where);
  const values = expand(tool, { ...merged.values, ...given }, where);
  const settings = settingsOf(tool, values);
  const from = name ?? merged.from;
  const isSaid = settings !== null;
  // What can't be read may say anything, unless something stronger has spoken.
  const dark = counting.findLast(({ values: one }) => one.state === 'unreadable' || one.state === 'not-understood');
  const isHidden = dark !== undefined && name === null && (!isSaid || counting.indexOf(dark) > merged.index);
  const proxy: ToolProxy = isHidden
    ? { state: 'unreadable', path: dark.path, why: 'why' in dark.values ? dark.values.why : '' }
    : settings !== null
      ? { state: 'set', settings }
      : { state: 'follows', whom: tool.follows };
  return {
    ...about,
    proxy,
    from: isSaid ? from : null,
    ...(name === null || !isSaid ? {} : { variable: name }),
    hasCredentials: hasCredentials(tool, values),
  };
}

/** Values role by role, from the strongest file that has them. */
function mergeFiles(files: readonly { readonly path: string; readonly values: FileValues }[]): {
  readonly values: RoleValues;
  readonly from: string | null;
  readonly index: number;
} {
  const values: Partial<Record<Role, string | null>> = {};
  let from: string | null = null;
  let decided = -1;
  for (const [index, file] of files.entries()) {
    if (file.values.state !== 'read') continue;
    const own = Object.entries(file.values.values).filter(([, value]) => value !== null);
    if (own.some(([role]) => role !== 'bypass')) {
      from = file.path;
      decided = index;
    }
    Object.assign(values, Object.fromEntries(own));
  }
  return { values, from, index: decided };
}

function fromVariables(tool: Tool, where: Where): { readonly values: RoleValues; readonly name: string | null } {
  const values: Partial<Record<Role, string>> = {};
  let deciding: string | null = null;
  for (const role of ['any', 'http', 'https', 'bypass'] as const) {
    const name = (tool.variables?.[role] ?? []).find((one) => (where.env[one] ?? '') !== '');
    const value = name === undefined ? undefined : where.env[name];
    if (name === undefined || value === undefined) continue;
    values[role] = value;
    if (role !== 'bypass') deciding ??= name;
  }
  return { values, name: deciding };
}

/** Replaces `${NAME}`, `${NAME?}`, `${NAME-other}` and `${NAME:-other}` where the tool does. */
function expand(tool: Tool, values: RoleValues, where: Where): RoleValues {
  if (tool.expandsVariables !== true) return values;
  const replaced: Partial<Record<Role, string | null>> = {};
  for (const role of ['any', 'http', 'https', 'bypass', 'switch'] as const) {
    const value = values[role];
    if (value === undefined) continue;
    replaced[role] =
      value?.replace(
        /\$\{([A-Za-z_]\w*)(?:\?|:?-([^}]*))?\}/gu,
        (_all, name: string, other?: string) => where.env[name] ?? other ?? '',
      ) ?? null;
  }
  return replaced;
}
