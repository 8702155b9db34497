/** Where this person's data of Throughway lives; nothing secret is ever in there. */
import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { codeOf } from '../../src/base/error-code.ts';
import type { Environment } from './environment.ts';

export { createFolder } from '../../src/change/create-folder.ts';

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

/** Takes the folder away where nothing is left in it. */
export async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((thrown: unknown) => {
    if (codeOf(thrown) === null) throw thrown;
  });
}

/** The same on this computer. */
export function dataFolderHere(env: Environment): string {
  return dataFolder(env, process.platform);
}

/** Whether there is a place that the data folder belongs into: a home that doesn't exist is not made for our sake. */
export function hasHome(env: Environment): boolean {
  if ((env['THROUGHWAY_DATA_DIR'] ?? '') !== '') return true;
  return existsSync(env['HOME'] ?? env['APPDATA'] ?? homedir());
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
