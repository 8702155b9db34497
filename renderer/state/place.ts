/** Pages by the part of the address after `#`, so that a reload and a bookmark lead to the same place. */

/** The pages of the navigation; the first is where an empty address leads. */
export const PAGES = [
  'check',
  'fixes',
  'settings',
  'credentials',
  'presets',
  'practice',
  'history',
  'learn',
  'preferences',
] as const;

/** Pages that others lead to. */
const FURTHER_PAGES = ['report', 'site', 'proxy'] as const;

export type NavigationPage = (typeof PAGES)[number];
export type PageName = NavigationPage | (typeof FURTHER_PAGES)[number];

/** Where the window is. */
export interface Place {
  readonly page: PageName | null;
  /** What follows the page's name, e.g. the article `407` of `#/learn/407`. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

/** Returns the place that the text after `#` names; `page` is `null` where there is no such page. */
export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#?\/?/u, '').split('?', 2);
  const [first = '', ...others] = path.split('/');
  const name = first === '' ? PAGES[0] : [...PAGES, ...FURTHER_PAGES].find((page) => page === first);
  return { page: name ?? null, rest: safeDecode(others.join('/')), query: new URLSearchParams(query) };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    // A hand-typed address with a broken escape leads nowhere rather than nowhere fast.
    if (thrown instanceof URIError) return text;
    throw thrown;
  }
}

/** The address of a page, for links. */
export function hrefOf(
  page: PageName,
  options: { readonly rest?: string; readonly query?: Record<string, string> } = {},
): string {
  const rest = options.rest === undefined ? '' : `/${encodeURIComponent(options.rest)}`;
  const query = options.query === undefined ? '' : `?${new URLSearchParams(options.query).toString()}`;
  return `#/${page}${rest}${query}`;
}
