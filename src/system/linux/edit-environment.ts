/** Signs that mean nothing to pam_env, systemd or a shell; any other value is put into quotes. */
const PLAIN = /^[\w./:,*@%+~-]*$/u;

/**
 * Returns a file of `NAME=value` lines with other values for some variables; `null` takes a variable away. Names are
 * compared exactly. All other lines, their order and their line ends stay as they are.
 * @see pam_env.conf(5), environment.d(5)
 */
export function editEnvironment(text: string, wanted: ReadonlyMap<string, string | null>): string {
  const lineEnd = /\r\n/u.test(text) ? '\r\n' : '\n';
  const left = new Map([...wanted].filter((entry): entry is [string, string] => entry[1] !== null));
  const edited: string[] = [];
  for (const line of text === '' ? [] : text.split(/(?<=\n)/u)) {
    const [, before = '', name = ''] = /^(\s*(?:export\s+)?)([A-Za-z_][A-Za-z0-9_]*)=/u.exec(line) ?? [];
    if (!wanted.has(name)) {
      edited.push(line);
      continue;
    }
    const value = left.get(name);
    // Written twice, the later line would count; it is left out.
    if (value !== undefined) edited.push(`${before}${name}=${quoted(value)}${/\r?\n$/u.exec(line)?.[0] ?? ''}`);
    left.delete(name);
  }
  const last = edited.at(-1);
  if (left.size > 0 && last !== undefined && !last.endsWith('\n')) edited.push(lineEnd);
  return [...edited, ...[...left].map(([name, value]) => `${name}=${quoted(value)}${lineEnd}`)].join('');
}

function quoted(value: string): string {
  return PLAIN.test(value) ? value : `"${value}"`;
}
