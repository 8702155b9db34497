/** Where this person's data of Throughway lives; nothing secret is ever in there. */
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Environment } from './environment.ts';

/**
 * Returns the absolute folder: `THROUGHWAY_DATA_DIR`, else the platform's convention
 * (XDG Base Directory Specification, `%APPDATA%`, `~/Library/Application Support`).
 */
export function dataFolder(env: Environment, platform: NodeJS.Platform): string {
  const given = env['THROUGHWAY_DATA_DIR'];
  if (given !== undefined && given !== '') return path.resolve(given);
  if (platform === 'win32')
    return path.join(env['APPDATA'] ?? path.join(homedir(), 'AppData', 'Roaming'), 'Throughway');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Throughway');
  const xdg = env['XDG_DATA_HOME'];
  // The specification says that a relative path is invalid and must be ignored.
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(homedir(), '.local', 'share');
  return path.join(base, 'throughway');
}

/** A file of our own data could not be read or written. Whoever was asked to keep something must say so. */
export class DataFolderProblem extends Error {
  readonly file: string;
  /** The system's code, e.g. `EACCES`. */
  readonly code: string;

  constructor(file: string, code: string) {
    super(`${file}: ${code}`);
    this.name = 'DataFolderProblem';
    this.file = file;
    this.code = code;
  }
}

/**
 * Creates a folder and those above it. Not by `recursive`: Node then tries without end where the system says that a
 * folder does not exist and lets nobody create it, as below /proc (seen with Node 20.20).
 */
export async function createFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EEXIST') return;
    const above = path.dirname(folder);
    if (code !== 'ENOENT' || above === folder) throw thrown;
    await createFolder(above);
    await mkdir(folder, { mode: 0o700 });
  }
}
