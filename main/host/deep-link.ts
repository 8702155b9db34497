/** What another program asked this one to open. */
import { fileURLToPath } from 'node:url';

const SCHEME = 'throughway:';
/** A preset with its signature in a link; systems hand over no longer command lines. */
const LONGEST_LINK = 30_000;
/** The long name for people, the short one where double-clicking goes by what follows the last dot. */
const PRESET_FILE = /\.throughway(?:\.json)?$/u;

/**
 * Returns the place in the window that a link or a command line names; `null` where none does.
 * @example placeOf(['throughway://check?url=https%3A%2F%2Fwww.example.com%2F']) // '/check?url=…'
 */
export function placeOf(given: readonly string[]): string | null {
  for (const text of given) {
    if (text.toLowerCase().startsWith(SCHEME)) {
      const place = text.length > LONGEST_LINK || !URL.canParse(text) ? null : placeOfLink(new URL(text));
      if (place !== null) return place;
    } else if (PRESET_FILE.test(text) && !isOtherAddress(text)) {
      return `/presets?file=${encodeURIComponent(filePath(text))}`;
    }
  }
  return null;
}

/** An address that is no file; one letter before the colon is a drive of Windows. */
function isOtherAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/iu.test(text) && !text.startsWith('file:');
}

/** File managers name a file as they like: as a path or as an address. */
function filePath(text: string): string {
  if (!text.startsWith('file:')) return text;
  try {
    return fileURLToPath(text);
  } catch (thrown) {
    // On another computer, or broken: reading it will say so.
    if (thrown instanceof TypeError) return text;
    throw thrown;
  }
}

/** A preset comes in the link itself, in base64url: a link names no file of this computer, and fetches nothing. */
function placeOfPreset(given: URLSearchParams): string {
  const query = ['data', 'signature'].flatMap((name) => {
    const text = given.get(name) ?? '';
    return /^[\w-]+={0,2}$/u.test(text) ? [`${name}=${encodeURIComponent(text)}`] : [];
  });
  return query[0]?.startsWith('data=') === true ? `/presets?${query.join('&')}` : '/presets';
}

/** A link may only lead to a page, fill in an address or show a preset; it starts nothing. */
function placeOfLink(link: URL): string | null {
  const page = link.host === '' ? link.pathname.replace(/^\/+/u, '') : link.host;
  switch (page) {
    case 'check': {
      const url = link.searchParams.get('url') ?? '';
      return /^https?:\/\//u.test(url) && URL.canParse(url) ? `/check?url=${encodeURIComponent(url)}` : '/check';
    }
    case 'preset':
      return placeOfPreset(link.searchParams);
    case 'settings':
    case 'credentials':
    case 'practice':
    case 'presets':
    case 'preferences':
      return `/${page}`;
    case 'learn': {
      const id = link.pathname.replace(/^\/+/u, '');
      return /^[a-z0-9.-]{1,60}$/u.test(id) ? `/learn/${id}` : '/learn';
    }
    default:
      return null;
  }
}
