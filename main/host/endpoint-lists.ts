/** The endpoints of well-known services, as their makers name them (resources/endpoints). */

import type { Lang } from '../../src/messages/format.ts';

/** One list, as its file holds it. */
export interface EndpointList {
  readonly title: Readonly<Record<Lang, string>>;
  /** The maker's own page or file. */
  readonly source: string;
  /** The day as of which it holds (ISO 8601). */
  readonly date: string;
  /** Where it was read, where that was a dated copy of the source. */
  readonly copy?: string;
  /** What it is, where that is not what its source says today. */
  readonly note?: Readonly<Record<Lang, string>>;
  readonly urls: readonly string[];
  /** Names with `*`, which nobody can ask for. */
  readonly patterns: readonly string[];
}

const LISTS: Readonly<Record<string, () => Promise<{ readonly default: EndpointList }>>> = {
  apple: () => import('../../resources/endpoints/apple.json'),
  box: () => import('../../resources/endpoints/box.json'),
  github: () => import('../../resources/endpoints/github.json'),
  'google-workspace': () => import('../../resources/endpoints/google-workspace.json'),
  'microsoft-365': () => import('../../resources/endpoints/microsoft-365.json'),
  npm: () => import('../../resources/endpoints/npm.json'),
  slack: () => import('../../resources/endpoints/slack.json'),
  'windows-update': () => import('../../resources/endpoints/windows-update.json'),
  zoom: () => import('../../resources/endpoints/zoom.json'),
};

/** Names of all lists, in alphabetical order. */
export const ENDPOINT_LISTS: readonly string[] = Object.keys(LISTS);

/** Returns a list by its name, `null` where there is none. */
export async function endpointList(name: string): Promise<EndpointList | null> {
  const load = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  return load === undefined ? null : (await load()).default;
}
