/** The code of what was thrown, e.g. `ENOENT`; `null` where it carries none. */
export function codeOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
}

/** The same for what a call of the system refused; `null` for anything else, which is a bug and no refusal. */
export function systemCodeOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'syscall' in thrown ? codeOf(thrown) : null;
}
