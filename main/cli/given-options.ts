/** Reads the options that several commands share, and refuses what can't be meant. */
import path from 'node:path';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { SettingsOverrides } from '../../src/assistant/assistant.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { SETTINGS_SOURCES, type SettingsSource } from '../../src/settings/settings-source.ts';
import type { GivenOptions } from './command-context.ts';
import { UsageProblem } from './usage-problem.ts';

/** Sources that can be named on the command line. */
const NAMEABLE = ['auto', 'env', 'gnome', 'kde', 'windows', 'macos', 'firefox', 'preset'];

/** Returns the text of an option, or `undefined` where it was not given. */
export function textOption(options: GivenOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Returns the texts of a repeatable option. */
export function textsOption(options: GivenOptions, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Returns the settings that the options put before the machine's. */
export function readOverrides(options: GivenOptions, words: Messages): SettingsOverrides {
  const source = textOption(options, 'source');
  const proxy = textOption(options, 'proxy');
  const pac = textOption(options, 'pac');
  const bypass = textOption(options, 'bypass');
  const direct = options['direct'] === true;
  const given = [
    ...(proxy === undefined ? [] : ['--proxy']),
    ...(pac === undefined ? [] : ['--pac']),
    ...(direct ? ['--direct'] : []),
  ];
  const [one, other] = given;
  if (one !== undefined && other !== undefined) throw new UsageProblem(words.cli.errors.exclusive(one, other));
  return {
    ...(source === undefined ? {} : { source: readSource(source, words) }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(pac === undefined ? {} : { pac: pacAddress(pac) }),
    ...(direct ? { direct } : {}),
    ...(bypass === undefined ? {} : { bypass }),
  };
}

/** Checks that every text is a URL that can be diagnosed; none of a bad list may run. */
export function checkUrls(urls: readonly string[], words: Messages): void {
  for (const url of urls) {
    if (!parseTarget(url).ok) throw new UsageProblem(words.cli.errors.badUrl(shownUrl(url)));
  }
}

/** Returns the time limit of each URL in milliseconds, `undefined` where none was given. */
export function readTimeout(text: string | undefined, words: Messages): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= 1 && seconds <= 120)) throw new UsageProblem(words.cli.errors.timeoutRange(text));
  return seconds * 1000;
}

function readSource(text: string, words: Messages): SettingsSource | 'auto' {
  const known = SETTINGS_SOURCES.find((source) => source === text);
  if (!NAMEABLE.includes(text))
    throw new UsageProblem(words.cli.errors.badChoice('--source', text, NAMEABLE.join(', ')));
  return known ?? 'auto';
}

/** Returns the address of a script, which is named by its URL or as a file of this computer. */
export function pacAddress(text: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(text) && !/^[a-z]:[\\/]/i.test(text) ? text : path.resolve(text);
}

/** A bad URL is echoed, but nothing before an `@` is: it may be a password. Control characters would reach the terminal. */
export function shownUrl(text: string): string {
  const at = text.lastIndexOf('@');
  const shown = at < 0 ? text : `…${text.slice(at)}`;
  return shown.replace(/\p{Cc}/gu, ' ').slice(0, 200);
}
