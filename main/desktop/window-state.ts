/** Where the window was, so that it opens there again; never off the screen. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const SCHEMA = z.object({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300) });

/** The size of a first start. */
export const FIRST_SIZE = { width: 1100, height: 760 } as const;

/** Reads the saved bounds if they still lie on one of the screens. */
export async function readBounds(folder: string, screens: readonly Bounds[]): Promise<Bounds | null> {
  try {
    const parsed = SCHEMA.safeParse(JSON.parse(await readFile(fileIn(folder), 'utf8')));
    return parsed.success && isVisible(parsed.data, screens) ? parsed.data : null;
  } catch {
    // Not there yet, or broken: the window opens as at the first start.
    return null;
  }
}

/** Saves the bounds. */
export async function saveBounds(folder: string, bounds: Bounds): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFileAtomic(fileIn(folder), JSON.stringify(bounds), { mode: 0o600 });
}

/** Whether the title bar can still be seen and grabbed. */
export function isVisible(bounds: Bounds, screens: readonly Bounds[]): boolean {
  return screens.some(
    (screen) =>
      bounds.x + bounds.width > screen.x + 100 &&
      bounds.x < screen.x + screen.width - 100 &&
      bounds.y >= screen.y &&
      bounds.y < screen.y + screen.height - 40,
  );
}

function fileIn(folder: string): string {
  return path.join(folder, 'window.json');
}
