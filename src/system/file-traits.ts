import path from 'node:path';
import { z } from 'zod';
import { fileAt, nearestFolder } from './target-file.ts';

/** What goes with a file beside its bytes; where there is no file, the first of the folders above it that is missing. */
export type FileTraits =
  { readonly mode: number; readonly uid: number; readonly gid: number } | { readonly missingFolder: string };

const schema = z.union([
  z.object({ mode: z.int().min(0).max(0o7777), uid: z.int().min(0), gid: z.int().min(0) }),
  z.object({ missingFolder: z.string() }),
]);

/** Returns the traits of a file as text for the journal; `null` where there is nothing to keep. */
export async function fileTraits(file: string): Promise<string | null> {
  const { path: target, stats } = await fileAt(file);
  if (stats !== null) return JSON.stringify({ mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid });
  const folder = path.dirname(target);
  const nearest = await nearestFolder(folder);
  if (nearest === folder) return null;
  const [first = ''] = path.relative(nearest, folder).split(path.sep);
  return JSON.stringify({ missingFolder: path.join(nearest, first) });
}

/** Returns the traits that a text holds. */
export function parseFileTraits(text: string | null): FileTraits | null {
  return text === null ? null : schema.parse(JSON.parse(text));
}
