/** Where the built page of the window lies: beside the built program, or under `out` of a checkout. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const PLACES = ['../renderer', '../../renderer', '../../out/renderer'] as const;

/** Returns the folder, `null` where the page was not built. */
export function findPageFolder(here: string = import.meta.dirname): string | null {
  for (const place of PLACES) {
    const folder = path.resolve(here, place);
    if (existsSync(path.join(folder, 'index.html')) && existsSync(path.join(folder, 'assets'))) return folder;
  }
  return null;
}
