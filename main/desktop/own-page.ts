/** The window's own page: its address, and the files behind it. */
import path from 'node:path';

/** A scheme of our own, so that the page has an origin and no file outside its folder can be reached. */
export const PAGE_SCHEME = 'app';
const PAGE_ORIGIN = 'app://throughway';
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Whether an address is the window's own page, whatever follows `#`. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${PAGE_SCHEME}:` && url.host === 'throughway';
}

/** Whether an address may be handed to the person's browser: web links only, never a file or another program's scheme. */
export function isOutsideLink(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  // A message to IT opens the person's own mail program.
  if (protocol === 'mailto:') return /^mailto:[^?]+@/.test(address);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

/** Returns the file for an address of the page and its type, `null` for anything outside the folder or of another type. */
export function fileFor(address: string, folder: string): { readonly file: string; readonly type: string } | null {
  if (!isOwnPage(address)) return null;
  const { pathname } = new URL(address);
  // A NUL or an encoded separator has no business in the name of one of our files.
  if (/%(?:00|2f|5c)/iu.test(pathname)) return null;
  const file = path.resolve(folder, `.${decodeURI(pathname)}`);
  const type = TYPES[path.extname(file)];
  return type !== undefined && file.startsWith(folder + path.sep) ? { file, type } : null;
}
