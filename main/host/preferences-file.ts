/** What the person prefers, in a small file of the application's own. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Preferences } from '../../src/contract/api.ts';
import type { ParsedInput } from '../../src/contract/inputs.ts';

const SCHEMA = z.object({
  language: z.enum(['ja', 'en', 'system']).catch('system'),
  theme: z.enum(['light', 'dark', 'system']).catch('system'),
  controlUrls: z.array(z.string().max(4096)).max(10).catch([]),
  timeoutSeconds: z.int().min(1).max(120).catch(15),
  welcomed: z.boolean().catch(false),
});

type Saved = z.output<typeof SCHEMA>;

/** Reads and changes the file; a missing or broken one counts as empty, because nothing in it can't be chosen again. */
export interface PreferencesFile {
  readonly read: () => Promise<Preferences>;
  readonly change: (change: ParsedInput<'preferences.set'>) => Promise<Preferences>;
}

/** Opens the file in the data folder; nothing is touched before the first call. */
export function openPreferences(
  dataFolder: string,
  managed: () => Promise<Preferences['managed']> = () => Promise.resolve([]),
): PreferencesFile {
  const file = path.join(dataFolder, 'preferences.json');
  let last: Promise<Saved> | null = null;
  const read = (): Promise<Saved> => (last ??= readSaved(file));
  return {
    read: async () => asSeen(await read(), await managed()),
    change: async (change) => {
      const before = read();
      last = before.then((saved) => ({ ...saved, ...change }));
      const saved = await last;
      await mkdir(dataFolder, { recursive: true, mode: 0o700 });
      await writeFileAtomic(file, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 });
      return asSeen(saved, await managed());
    },
  };
}

/** What was saved before IT laid it down no longer counts. */
function asSeen(saved: Saved, managed: Preferences['managed']): Preferences {
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
