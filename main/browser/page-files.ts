/** The built page as browser mode serves it: its files by address, and its document in the two halves between which facts are put. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A file that may be served. */
export interface PageFile {
  readonly file: string;
  readonly type: string;
  /** Whether its name changes with its content, so that it may be kept for ever. */
  readonly isLasting: boolean;
}

export interface PageFiles {
  /** Returns the file for the path of an address; `null` for whatever was not built. */
  find(pathname: string): PageFile | null;
  /** The document up to the end of its body, and the rest; `null` where the page was not built. */
  readonly document: { readonly head: string; readonly tail: string } | null;
  /** Scripts that a page in this language is going to ask for. */
  wordsIn(lang: 'ja' | 'en'): readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Looks through the folder once; only what lies there then is ever served. */
export async function openPageFiles(folder: string): Promise<PageFiles> {
  const [top, assets, text] = await Promise.all([
    namesIn(folder),
    namesIn(path.join(folder, 'assets')),
    readFile(path.join(folder, 'index.html'), 'utf8').catch(() => null),
  ]);
  const files = new Map<string, PageFile>();
  const add = (name: string, isLasting: boolean): void => {
    const type = TYPES[path.extname(name)];
    if (type !== undefined) files.set(`/${name}`, { file: path.join(folder, name), type, isLasting });
  };
  for (const name of top) add(name, false);
  for (const name of assets) add(`assets/${name}`, true);
  return {
    find: (pathname) => files.get(pathname) ?? null,
    document: text === null ? null : halves(text),
    wordsIn: (lang) => [...files.keys()].filter((name) => name.startsWith(`/assets/${lang}-`)),
  };
}

function halves(text: string): { readonly head: string; readonly tail: string } {
  const end = text.lastIndexOf('</body>');
  return end < 0 ? { head: text, tail: '' } : { head: text.slice(0, end), tail: text.slice(end) };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Not built, or not readable: nothing of it can be served.
    return [];
  }
}
