/** Who of this account's Throughways looks: one at a time for the same addresses (docs/adr/0016). */
import path from 'node:path';
import { z } from 'zod';
import { holderOf, holdLock } from '../../src/change/lock.ts';
import type { Clock } from '../../src/base/clock.ts';
import { systemCodeOf } from '../../src/base/error-code.ts';
import type { WatchHolder } from '../../src/watch/watch-event.ts';
import { createFolder, removeIfEmpty } from './data-folder.ts';

const FILE = 'watch.lock';

/** A program that was killed, or a computer that slept, is not waited for any longer than this. */
const LONGEST_MS = 120_000;

/** Three renewals may fail before another program takes over. */
export const RENEW_MS = 30_000;

const noteSchema = z.object({
  face: z.enum(['window', 'terminal']),
  urls: z.array(z.string().max(4_096)).max(64),
  keepsHistory: z.boolean(),
});

/** What a program that looks says of itself. */
export type WatchNote = Readonly<z.infer<typeof noteSchema>>;

/** `held`: it is ours. `other`: that program looks at all that we would, and keeps what it finds. `apart`: it looks at something else. */
export type Leasing =
  | { readonly is: 'held'; readonly renew: () => Promise<boolean>; readonly release: () => Promise<void> }
  | { readonly is: 'other'; readonly holder: WatchHolder }
  | { readonly is: 'apart' };

/** Whether no program of this account looks just now. */
export async function isNobodyWatching(folder: string, clock: Clock): Promise<boolean> {
  try {
    return (await holderOf(path.join(folder, FILE), clock, { longestMs: LONGEST_MS })) === null;
  } catch (thrown) {
    if (systemCodeOf(thrown) === null) throw thrown;
    return true;
  }
}

/** Tries to become the one that looks. */
export async function leaseWatch(folder: string, clock: Clock, own: WatchNote): Promise<Leasing> {
  const file = path.join(folder, FILE);
  try {
    await createFolder(folder);
    const lock = await holdLock(file, clock, { longestMs: LONGEST_MS, note: JSON.stringify(own) });
    if (lock !== null) {
      const release = async (): Promise<void> => {
        await lock.release();
        await removeIfEmpty(folder);
      };
      return { is: 'held', renew: lock.renew, release };
    }
    const holder = await holderOf(file, clock, { longestMs: LONGEST_MS });
    const note = noteSchema.safeParse(parseNote(holder?.note ?? '')).data;
    if (holder === null || note === undefined || !note.keepsHistory) return { is: 'apart' };
    const isSame = own.urls.every((url) => note.urls.includes(url));
    return isSame ? { is: 'other', holder: { face: note.face, pid: holder.pid } } : { is: 'apart' };
  } catch (thrown) {
    // No folder to meet in: then nobody else can be met there either.
    if (systemCodeOf(thrown) === null) throw thrown;
    return { is: 'held', renew: () => Promise.resolve(true), release: () => Promise.resolve() };
  }
}

function parseNote(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
