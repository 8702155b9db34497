/** What another program asked this one to open. */
import { fileURLToPath } from 'node:url';

const SCHEME = 'throughway:';
/** The long name for people, the short one where double-clicking goes by what follows the last dot. */
const PRESET_FILE = /\.throughway(?:\.json)?$/u;

/**
 * Returns the place in the window that a link or a command line names; `null` where none does.
 * @example placeOf(['throughway://check?url=https%3A%2F%2Fwww.example.com%2F']) // '/check?url=…'
 */
export function placeOf(given: readonly string[]): string | null {
  for (const text of given) {
    if (PRESET_FILE.test(text)) return `/presets?file=${encodeURIComponent(filePath(text))}`;
    if (!text.startsWith(SCHEME) || text.length > 4096 || !URL.canParse(text)) continue;
    const place = placeOfLink(new URL(text));
    if (place !== null) return place;
  }
  return null;
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

/** A link may only lead to a page and fill in an address; it starts nothing. */
function placeOfLink(link: URL): string | null {
  const page = link.host === '' ? link.pathname.replace(/^\/+/u, '') : link.host;
  switch (page) {
    case 'check': {
      const url = link.searchParams.get('url') ?? '';
      return /^https?:\/\//u.test(url) && URL.canParse(url) ? `/check?url=${encodeURIComponent(url)}` : '/check';
    }
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
