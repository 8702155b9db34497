/** One key of GSettings as a place: GVariant text, and whether the person has set it at all. */
import { ABSENT, read, type Reading, unreadable } from '../../base/reading.ts';
import { ok, refuse, type Result } from '../../base/result.ts';
import type { Store, StoreAccess, StoreProblem } from '../../change/store.ts';
import { createFileStore } from '../file-store.ts';
import type { CommandOutcome, SystemTools } from '../system-tools.ts';
import { dconfKeys } from './dconf-keys.ts';
import { GNOME_SCHEMA } from './gnome-settings.ts';

/** Returns the place that a key is. */
export function createGsettingsStore(
  tools: SystemTools,
  ref: { readonly schema: string; readonly key: string },
): Store {
  const { schema, key } = ref;
  const run = async (verb: string, rest: readonly string[], signal: AbortSignal): Promise<CommandOutcome> =>
    await tools.run('gsettings', [verb, schema, key, ...rest], {
      signal,
      locale: 'C.UTF-8',
      deadline: verb === 'get' || verb === 'writable' ? 'command' : 'writingCommand',
    });
  const readKey = async (signal: AbortSignal): Promise<Reading<string>> => {
    const [outcome, isSet] = await Promise.all([run('get', [], signal), isSetByPerson(tools, ref, signal)]);
    if (outcome.state === 'missing') return unreadable('gsettings is not installed');
    if (outcome.state === 'failed') return unreadable(outcome.why);
    if (outcome.exitCode !== 0) return unreadable(firstLine(outcome.stderr));
    return isSet === false ? ABSENT : read(outcome.stdout.replace(/\n$/u, ''));
  };
  return {
    read: readKey,
    write: async (text, signal) => {
      if (text !== null && holdsSignIn(key, text)) return refuse(SIGN_IN);
      return writeOutcome(await (text === null ? run('reset', [], signal) : run('set', [text], signal)));
    },
    access: async (signal) => {
      const [writable, now] = await Promise.all([run('writable', [], signal), readKey(signal)]);
      if (now.state === 'unreadable') return { state: 'impossible', why: now.why };
      if (now.state === 'read' && holdsSignIn(key, now.value)) return { state: 'impossible', why: SIGN_IN.detail };
      return accessOutcome(writable);
    },
  };
}

const SIGN_IN = { kind: 'refused', detail: 'a sign-in in the address would show on a command line' } as const;

/** Commands take values as arguments, which everybody on the computer can see: a password must never be among them. */
function holdsSignIn(key: string, text: string): boolean {
  return key !== 'ignore-hosts' && /[@＠]/u.test(text);
}

function writeOutcome(outcome: CommandOutcome): Result<void, StoreProblem> {
  if (outcome.state === 'missing') return refuse({ kind: 'program-missing', program: 'gsettings' });
  if (outcome.state === 'failed') return refuse({ kind: 'refused', detail: outcome.why });
  if (outcome.exitCode === 0) return ok(undefined);
  // GLib's words where a key is locked by IT, in the C locale.
  if (/not writable/u.test(outcome.stderr)) return refuse({ kind: 'managed' });
  return refuse({ kind: 'refused', detail: firstLine(outcome.stderr) });
}

function accessOutcome(outcome: CommandOutcome): StoreAccess {
  if (outcome.state !== 'done' || outcome.exitCode !== 0)
    return { state: 'impossible', why: outcome.state === 'done' ? firstLine(outcome.stderr) : 'gsettings' };
  return outcome.stdout.trim() === 'false' ? { state: 'managed' } : { state: 'allowed' };
}

/** Whether the person's own database holds the key; `null` where that can't be told. */
async function isSetByPerson(
  tools: SystemTools,
  { schema, key }: { readonly schema: string; readonly key: string },
  signal: AbortSignal,
): Promise<boolean | null> {
  const { env, home } = tools;
  if (!schema.startsWith(GNOME_SCHEMA) || (env['GSETTINGS_BACKEND'] ?? 'dconf') !== 'dconf') return null;
  const database = env['DCONF_PROFILE'] === undefined ? await databaseName(tools) : null;
  if (database === null) return null;
  const config = env['XDG_CONFIG_HOME'] ?? '';
  const folder = config.startsWith('/') ? config : `${home}/.config`;
  const file = await createFileStore(`${folder}/dconf/${database}`).read(signal);
  if (file.state === 'unreadable') return null;
  if (file.state === 'absent') return false;
  const child = schema.slice(GNOME_SCHEMA.length).replaceAll('.', '/');
  return dconfKeys(Buffer.from(file.value, 'latin1'))?.has(`/system/proxy${child}/${key}`) ?? null;
}

/** The first line of a profile names the database that is written (dconf(7)). */
async function databaseName(tools: SystemTools): Promise<string | null> {
  const profile = await tools.readFile('/etc/dconf/profile/user');
  if (profile.state !== 'read') return 'user';
  const [first] = profile.value.split('\n').filter((line) => /^[^#\s]/u.test(line));
  return /^user-db:([\w.-]+)\s*$/u.exec(first ?? '')?.[1] ?? null;
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 200) ?? '';
}
