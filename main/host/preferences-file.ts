/** What the person prefers, in a small file of the application's own. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Preferences } from '../../src/contract/api.ts';
import type { WatchPreferences } from '../../src/contract/history-view.ts';
import type { ParsedInput } from '../../src/contract/inputs.ts';

const TIME_OF_DAY = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const NOT_WATCHING = { isOn: false, everyMinutes: 5, quiet: null, urls: [] };

const SCHEMA = z.object({
  language: z.enum(['ja', 'en', 'system']).catch('system'),
  theme: z.enum(['light', 'dark', 'system']).catch('system'),
  controlUrls: z.array(z.string().max(4096)).max(10).catch([]),
  timeoutSeconds: z.int().min(1).max(120).catch(15),
  welcomed: z.boolean().catch(false),
  watch: z
    .object({
      isOn: z.boolean().catch(false),
      everyMinutes: z.int().min(1).max(1_440).catch(5),
      quiet: z.object({ from: TIME_OF_DAY, to: TIME_OF_DAY }).nullable().catch(null),
      urls: z.array(z.string().max(4096)).max(10).catch([]),
    })
    .catch(NOT_WATCHING),
});

type Saved = z.output<typeof SCHEMA>;

/** Reads and changes the file; a missing or broken one counts as empty, because nothing in it can't be chosen again. */
export interface PreferencesFile {
  readonly read: () => Promise<Preferences>;
  readonly change: (change: ParsedInput<'preferences.set'>) => Promise<Preferences>;
  readonly readWatch: () => Promise<WatchPreferences>;
  readonly changeWatch: (change: Partial<WatchPreferences>) => Promise<WatchPreferences>;
}

/** Opens the file in the data folder; nothing is touched before the first call. */
export function openPreferences(
  dataFolder: string,
  managed: () => Promise<Preferences['managed']> = () => Promise.resolve([]),
): PreferencesFile {
  const file = path.join(dataFolder, 'preferences.json');
  let last: Promise<Saved> | null = null;
  const read = (): Promise<Saved> => (last ??= readSaved(file));
  const save = async (change: (saved: Saved) => Saved): Promise<Saved> => {
    last = read().then(change);
    const saved = await last;
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(file, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 });
    return saved;
  };
  return {
    read: async () => asSeen(await read(), await managed()),
    change: async (change) => asSeen(await save((saved) => ({ ...saved, ...change })), await managed()),
    readWatch: async () => (await read()).watch,
    changeWatch: async ({ urls, ...change }) => {
      const changed = ({ watch }: Saved): Saved['watch'] => ({ ...watch, ...change, urls: [...(urls ?? watch.urls)] });
      return (await save((saved) => ({ ...saved, watch: changed(saved) }))).watch;
    },
  };
}

/** What was saved before IT laid it down no longer counts. */
function asSeen({ watch: _apart, ...saved }: Saved, managed: Preferences['managed']): Preferences {
  return { ...saved, managed, ...(managed.includes('controlUrls') ? { controlUrls: [] } : {}) };
}

async function readSaved(file: string): Promise<Saved> {
  let value: unknown = {};
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Not there yet, or broken by hand: the defaults are as good as any, and the next change writes a whole file.
  }
  const parsed = SCHEMA.safeParse(value);
  return parsed.success ? parsed.data : SCHEMA.parse({});
}
