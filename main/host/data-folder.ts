/** Where this person's data of Throughway lives; nothing secret is ever in there. */
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
