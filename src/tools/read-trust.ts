/** Whether a program trusts authorities, from what its files, its variables and the stores say. Pure. */
import type { Reading } from '../base/reading.ts';
import type { TrustRow } from './trust-rows.ts';

/** `off`: it checks no certificate at all. `unsure`: it depends on its version, or could not be read. */
export type TrustState = 'trusts' | 'lacks' | 'unsure' | 'off';

/** Why; worded in `messages`. */
export type TrustReason =
  /** A file or variable of it names a bundle. */
  | 'bundle'
  | 'system-store'
  | 'own-list'
  /** Its own database. */
  | 'own-store'
  | 'by-version'
  | 'checking-off'
  | 'unreadable';

export interface TrustReading {
  readonly state: TrustState;
  readonly reason: TrustReason;
  /** The settings file or variable that names the bundle, and what it names; `null` where none does. */
  readonly from: string | null;
  readonly bundle: string | null;
  /** What names it is a variable that is stronger than any file. */
  readonly isVariableStronger: boolean;
}

/** One settings file that may name a bundle. */
export interface TrustFile {
  readonly path: string;
  readonly text: Reading<string>;
}

/** What the reading takes beside the row; whether a store or a bundle holds the authorities is found out before. */
export interface TrustFacts {
  readonly files: readonly TrustFile[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: 'linux' | 'macos' | 'windows';
  /** Whether the system's store holds them; `null`: it can't be told. */
  readonly isInSystem: boolean | null;
  /** Whether the program's own database holds them. */
  readonly isInStore: boolean | null;
  /** Whether a bundle holds them; `null`: it can't be read. */
  readonly isInBundle: (path: string) => boolean | null;
}

/** A bundle that is named, and by what. */
interface NamedBundle {
  readonly from: string;
  readonly bundle: string;
  readonly isVariableStronger: boolean;
}

const ALONE = { from: null, bundle: null, isVariableStronger: false } as const;

/** Returns what counts for a program. */
export function readTrust(row: TrustRow, facts: TrustFacts): TrustReading {
  const off = valueFrom(row, facts.files, row.off?.key);
  if (row.off !== undefined && off.value !== null && row.off.is.test(off.value.trim()))
    return { ...ALONE, state: 'off', reason: 'checking-off', from: off.path };
  const isChecked = facts.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0' || !row.after.includes('NODE_EXTRA_CA_CERTS');
  if (!isChecked) return { ...ALONE, state: 'off', reason: 'checking-off', from: 'NODE_TLS_REJECT_UNAUTHORIZED' };
  const named = namedBundle(row, facts);
  if (named === 'unreadable') return { ...ALONE, state: 'unsure', reason: 'unreadable' };
  // Node's variable adds to the list that is there; what it does not name may still be trusted otherwise.
  const adds = row.own === 'NODE_EXTRA_CA_CERTS';
  if (named !== null) {
    const has = facts.isInBundle(named.bundle);
    if (has === true || !adds) return { ...named, state: stateOf(has), reason: has === null ? 'unreadable' : 'bundle' };
  }
  const about = named ?? ALONE;
  switch (row.otherwise[facts.platform]) {
    case 'system':
      return { ...about, state: stateOf(facts.isInSystem), reason: 'system-store' };
    case 'own-list':
      return { ...about, state: 'lacks', reason: 'own-list' };
    case 'by-version':
      // Where the system lacks them as well, neither kind of version has them.
      return facts.isInSystem === false
        ? { ...about, state: 'lacks', reason: 'system-store' }
        : { ...about, state: 'unsure', reason: 'by-version' };
    case 'store':
      return {
        ...about,
        state: stateOf(facts.isInStore),
        reason: facts.isInStore === null ? 'unreadable' : 'own-store',
      };
  }
}

function stateOf(has: boolean | null): TrustState {
  return has === null ? 'unsure' : has ? 'trusts' : 'lacks';
}

/** Returns the bundle that counts; `null` where none is named. */
function namedBundle(
  row: TrustRow,
  { files, env }: Pick<TrustFacts, 'files' | 'env'>,
): NamedBundle | 'unreadable' | null {
  const byVariable = (names: readonly string[], isVariableStronger: boolean): NamedBundle | null => {
    for (const from of names) {
      const bundle = env[from] ?? '';
      if (bundle !== '') return { from, bundle, isVariableStronger };
    }
    return null;
  };
  const first = byVariable(row.before, true);
  if (first !== null) return first;
  const found = valueFrom(row, files, row.file?.key);
  if (found.value === 'unreadable' && found.path === null) return 'unreadable';
  if (found.value !== null && found.path !== null && !/^(?:|true|false|yes|no|null)$/iu.test(found.value))
    return { from: found.path, bundle: found.value, isVariableStronger: false };
  return byVariable(row.after, false);
}

/** The value that counts, with its file; `path` null and a value: something could not be read. */
function valueFrom(
  { file }: TrustRow,
  files: readonly TrustFile[],
  key: string | undefined,
): { readonly value: string | null; readonly path: string | null } {
  if (file === undefined || key === undefined) return { value: null, path: null };
  const there = files.filter(({ text }) => text.state !== 'absent');
  for (const { path, text } of (file.isFirstOnly ? there.slice(-1) : there).toReversed()) {
    const read = text.state === 'read' ? file.format.read(text.value, [key]) : null;
    if (read?.ok !== true) return { value: 'unreadable', path: null };
    const value = read.value.get(key);
    if (value !== undefined) return { value, path };
  }
  return { value: null, path: null };
}
