/** Paths of settings files, built without looking at any disk. */
import type { Form } from './form.ts';
import type { ToolPlace, Where } from './tool.ts';

/** Joins parts with the separator of the platform. */
export function joinPath(where: Where, ...parts: readonly string[]): string {
  const separator = where.platform === 'windows' ? '\\' : '/';
  return parts.map((part, index) => (index === 0 ? part.replace(/[\\/]+$/u, '') : part)).join(separator);
}

/** A path below the person's home folder. */
export function inHome(where: Where, ...parts: readonly string[]): string {
  return joinPath(where, where.home, ...parts);
}

/** The value of a variable that is set and not empty. */
export function variable(where: Where, name: string): string | undefined {
  const value = where.env[name];
  return value === '' ? undefined : value;
}

/** `$XDG_CONFIG_HOME`, else `~/.config`. @see XDG Base Directory Specification */
export function configHome(where: Where): string {
  const given = variable(where, 'XDG_CONFIG_HOME');
  return given?.startsWith('/') === true ? given : inHome(where, '.config');
}

/** `%APPDATA%`, else where it is by default. */
export function appData(where: Where): string {
  return variable(where, 'APPDATA') ?? inHome(where, 'AppData', 'Roaming');
}

/** `~/Library/…` of macOS. */
export function library(where: Where, ...parts: readonly string[]): string {
  return inHome(where, 'Library', ...parts);
}

/** A file that the tool reads. */
export function fileAt(path: string, form: Form): ToolPlace {
  return { kind: 'file', path, form };
}

/** A file that the tool reads where it is there, and that nobody makes. */
export function existingFileAt(path: string, form: Form): ToolPlace {
  return { kind: 'file', path, form, isNeverMade: true };
}
