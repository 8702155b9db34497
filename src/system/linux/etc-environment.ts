import type { Environment } from '../../settings/environment-settings.ts';

/**
 * Returns the variables of `/etc/environment` as pam_env reads it: `NAME=value` a line, an optional `export`, quotes
 * around the value, `#` begins a comment. Nothing is expanded.
 * @see pam_env(8)
 */
export function parseEtcEnvironment(text: string): Environment {
  const env: Record<string, string> = {};
  for (const line of text.split('\n').slice(0, 10_000)) {
    const hit = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/u.exec(line.replace(/\r$/u, ''));
    const [, name, value = ''] = hit ?? [];
    if (name === undefined) continue;
    const trimmed = value.trim();
    const quoted = /^(["'])(.*)\1$/su.exec(trimmed);
    env[name] = quoted === null ? trimmed.replace(/\s+#.*$/u, '') : (quoted[2] ?? '');
  }
  return env;
}
