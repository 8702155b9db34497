/** The journal of changes: a file a change, whole on the disk before anything else is touched. */
import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import { isJournalName, type JournalEntry, journalEntrySchema } from './journal-entry.ts';
import { syncFolder } from './sync-folder.ts';
import { codeOf } from '../base/error-code.ts';

/** Sealed texts of some twenty files of a megabyte each. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_ENTRIES = 200;
const MAX_AGE_MS = 366 * 24 * 3_600_000;

/** The folder of journal files. Every call throws the file system's own error where that refuses. */
export interface Journal {
  /** `unreadable`: the file is not one of ours, or broken. */
  read(id: string): Promise<Reading<JournalEntry>>;
  /** Newest first; broken files are left out. */
  list(): Promise<readonly JournalEntry[]>;
  /** On the disk when it returns, also through a power cut. */
  write(entry: JournalEntry): Promise<void>;
  /** Takes away what is too old or too much (never what was cut short), and what a killed process left behind. */
  tidy(nowMs: number): Promise<void>;
}

/** Opens the journal in a folder, which must be there before the first `write`. */
export function openJournal(folder: string): Journal {
  const fileOf = (id: string): string => path.join(folder, `${id}.json`);
  const readEntry = async (id: string): Promise<Reading<JournalEntry>> => {
    if (!isJournalName(`${id}.json`)) return ABSENT;
    const text = await readBounded(fileOf(id));
    if (text === null) return ABSENT;
    const parsed = journalEntrySchema.safeParse(parseJson(text));
    if (!parsed.success) return unreadable(z.prettifyError(parsed.error).slice(0, 200));
    return parsed.data.id === id ? read(parsed.data) : unreadable('the name of the file is another one');
  };
  const names = async (): Promise<readonly string[]> => await orNothing(readdir(folder), []);
  const list = async (): Promise<readonly JournalEntry[]> => {
    const ids = (await names()).filter(isJournalName).map((name) => name.slice(0, -'.json'.length));
    const readings = await Promise.all(
      ids
        .sort()
        .slice(-2 * MAX_ENTRIES)
        .map(readEntry),
    );
    return readings
      .flatMap((one) => (one.state === 'read' ? [one.value] : []))
      .sort((a, b) => b.order - a.order || (a.id < b.id ? 1 : -1));
  };
  return {
    read: readEntry,
    list,
    write: async (entry) => {
      await writeFileAtomic(fileOf(entry.id), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
      await syncFolder(folder);
    },
    tidy: async (nowMs) => {
      const entries = await list();
      const old = entries.filter(
        (entry, index) => !isCutShort(entry) && (index >= MAX_ENTRIES || nowMs - Date.parse(entry.at) > MAX_AGE_MS),
      );
      const leftBehind = (await names()).filter((name) => /^(?:[^/]+\.json|lock)\.[0-9a-f-]+$/u.test(name));
      const files = [...old.map(({ id }) => fileOf(id)), ...leftBehind.map((name) => path.join(folder, name))];
      await Promise.all(files.map((file) => orNothing(unlink(file), undefined)));
    },
  };
}

/** Whether the program ended while it made the change or took it back. */
export function isCutShort(entry: JournalEntry): boolean {
  return entry.phase === 'applying' || entry.phase === 'undoing';
}

async function readBounded(file: string): Promise<string | null> {
  return await orNothing(
    stat(file).then(async ({ size }) => (size > MAX_FILE_BYTES ? '' : await readFile(file, 'utf8'))),
    null,
  );
}

async function orNothing<T, N>(work: Promise<T>, nothing: N): Promise<T | N> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return nothing;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
