import { isProxyVariable } from '../settings/environment-settings.ts';

/**
 * Returns the environment for a child process: output in English, and no variable that may hold a password. A proxy
 * address with anything before an `@` is left out as a whole.
 */
export function childEnvironment(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const child: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    if (isProxyVariable(name) || /:\/\/[^/\s]*[@＠]/u.test(value)) {
      if (/[@＠]/u.test(value)) continue;
      // A forgotten host, `http://bob:secret`, looks like an address without userinfo.
      if (isProxyVariable(name)) continue;
    }
    if (/passw|secret|token|credential/iu.test(name)) continue;
    child[name] = value;
  }
  return { ...child, LC_ALL: 'C', LANGUAGE: 'C' };
}
