/** Whether a desktop window can be opened on this computer. */
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Environment } from './environment.ts';

export type Desktop =
  | { readonly state: 'available'; readonly program: string }
  | { readonly state: 'no-program' }
  | { readonly state: 'no-display' };

/** Looks for Electron's program and for a display; nothing is downloaded or started. */
export async function findDesktop(env: Environment): Promise<Desktop> {
  if (!hasDisplay(env)) return { state: 'no-display' };
  const program = await electronProgram();
  return program === null ? { state: 'no-program' } : { state: 'available', program };
}

/** Whether a window can be shown at all; only on Linux do programs run without a display. */
export function hasDisplay(env: Environment): boolean {
  if (process.platform !== 'linux') return true;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

const NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: path.join('Electron.app', 'Contents', 'MacOS', 'Electron'),
  win32: 'electron.exe',
};

async function electronProgram(): Promise<string | null> {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const program = path.join(folder, 'dist', NAMES[process.platform] ?? 'electron');
    await access(program);
    return program;
  } catch {
    // The package or its program is not there: its download is just what a broken proxy stops.
    return null;
  }
}
