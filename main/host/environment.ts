/** What this process was started with. The only reader of `process.env`, with the rest of this folder. */

/** The environment as the product sees it: read once, never written. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the environment of this process. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Returns the language that the locale names: Japanese where it says so, else English. */
export function languageOf(env: Environment): 'ja' | 'en' {
  const named = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '');
  // Loading ICU costs a healthy check a tenth of its time; where the variables are the whole locale, it knows no more.
  const isInVariables = process.platform !== 'win32' && process.platform !== 'darwin';
  const locale = named ?? (isInVariables ? 'C' : Intl.DateTimeFormat().resolvedOptions().locale);
  return /^ja(?:$|[-_.@])/i.test(locale) ? 'ja' : 'en';
}

/** Whether colours may be used where the output is a terminal (https://no-color.org: any value that is not empty says no). */
export function allowsColor(env: Environment): boolean {
  return (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

/** Returns the control sites that the environment names (comma-separated), or `null` where it names none. */
export function controlUrlsOf(env: Environment): readonly string[] | null {
  const urls = (env['THROUGHWAY_CONTROL_URLS'] ?? '')
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '');
  return urls.length === 0 ? null : urls;
}
