/** How the settings file of a tool is read and changed without touching anything else in it. */
import { ok, refuse, type Result } from '../../base/result.ts';

/**
 * Why a file can't be worked on. `encoding`: not a superset of ASCII (UTF-16). `shape`: the value stands in a form that
 * is legal and not understood here. `broken`: the tool itself can't read it. `too-large`: no settings file is.
 */
export type FormatProblem = 'encoding' | 'shape' | 'broken' | 'too-large';

/** A file as a list of named values. Texts hold one character a byte (Latin-1), so that no encoding is lost. */
export interface TextFormat {
  /** The values of those keys that stand in the text; the one that counts where a key stands twice. */
  read(text: string, keys: readonly string[]): Result<ReadonlyMap<string, string>, FormatProblem>;
  /** Sets values or takes them away (`null`); every other byte stays. Values are printable ASCII. */
  write(text: string, values: Values): Result<string, FormatProblem>;
}

export type Values = ReadonlyMap<string, string | null>;

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One value where it stands in the text. */
export interface Found {
  readonly key: string;
  readonly value: string;
  /** Everything that goes when the value goes, its line end included. */
  readonly statement: Span;
  readonly valueSpan: Span;
  /** Goes before a new value, where nothing stands there yet. */
  readonly gap?: string;
}

/** What a scanner found, and where something new of a section goes; `null`: the section isn't there yet. */
export interface Scan {
  readonly found: readonly Found[];
  readonly insertAt: (section: string) => number | null;
  /** The indentation that the entries of a section have. */
  readonly indentOf?: (section: string) => string;
}

/** What is to be written where nothing stands yet; `indent` only where the file has one already. */
export interface NewEntry {
  readonly section: string;
  readonly name: string;
  readonly value: string;
  readonly indent?: string;
}

/** A format that can also tell which keys stand in a text. */
export interface ListingFormat extends TextFormat {
  keys(text: string): Result<readonly string[], FormatProblem>;
}

/** The words of one syntax. A key is `section/name`; what stands before all sections has the section ``. */
export interface Syntax {
  readonly scan: (text: string) => Result<Scan, FormatProblem>;
  readonly encode: (value: string) => string;
  /** A whole statement without line end. */
  readonly statement: (entry: NewEntry) => string;
  /** Turns a key as it is to be written into the form in which the scanner tells it. */
  readonly fold?: (key: string) => string;
  /** The line that begins a section. */
  readonly header?: (section: string) => string;
}

const MAX_CHARS = 4 * 1024 * 1024;
const UTF8_MARK = '\u00EF\u00BB\u00BF';

/** Returns the format of a syntax: the text is scanned, and only the spans of the values in question are replaced. */
export function createTextFormat(syntax: Syntax): ListingFormat {
  const fold = syntax.fold ?? ((key: string) => key);
  const format: ListingFormat = {
    keys(text) {
      const opened = openText(text);
      if (!opened.ok) return opened;
      const scan = syntax.scan(opened.value.body);
      return scan.ok ? ok(scan.value.found.map(({ key }) => key)) : scan;
    },
    read(text, keys) {
      const opened = openText(text);
      if (!opened.ok) return opened;
      const scan = syntax.scan(opened.value.body);
      if (!scan.ok) return scan;
      const values = new Map(scan.value.found.map(({ key, value }) => [key, value]));
      return ok(
        new Map(
          keys.flatMap((key) => {
            const value = values.get(fold(key));
            return value === undefined ? [] : [[key, value] as const];
          }),
        ),
      );
    },
    write(text, values) {
      const opened = openText(text);
      if (!opened.ok) return opened;
      const { mark, body } = opened.value;
      const scan = syntax.scan(body);
      if (!scan.ok) return scan;
      const written = mark + applyEdits(body, editsFor(body, { scan: scan.value, syntax, values }));
      return holds(format, written, values) ? ok(written) : refuse('broken');
    },
  };
  return format;
}

/**
 * Whether a text says what was written into it. A quote or continuation that the text leaves open at its end swallows
 * what comes behind it; such a text is left alone.
 */
export function holds(format: TextFormat, text: string, values: Values): boolean {
  const read = format.read(text, [...values.keys()]);
  return read.ok && [...values].every(([key, value]) => (read.value.get(key) ?? null) === value);
}

/** Parts off a byte order mark, and refuses what isn't written in bytes of ASCII. */
export function openText(text: string): Result<{ readonly mark: string; readonly body: string }, FormatProblem> {
  if (text.length > MAX_CHARS) return refuse('too-large');
  if (/^(?:\u00FF\u00FE|\u00FE\u00FF)/u.test(text) || text.includes('\0')) return refuse('encoding');
  const mark = text.startsWith(UTF8_MARK) ? UTF8_MARK : '';
  return ok({ mark, body: text.slice(mark.length) });
}

/** The line end that the text uses first. */
export function lineEndOf(text: string): string {
  return /\r?\n/u.exec(text)?.[0] ?? '\n';
}

export interface Edit extends Span {
  readonly text: string;
}

/** Applies edits that don't overlap, from the last to the first; those of one place in the order given. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from || a.to - b.to)) {
    pieces.push(text.slice(at, edit.from), edit.text);
    at = Math.max(at, edit.to);
  }
  return pieces.join('') + text.slice(at);
}

function editsFor(
  text: string,
  { scan, syntax, values }: { readonly scan: Scan; readonly syntax: Syntax; readonly values: Values },
): readonly Edit[] {
  const edits: Edit[] = [];
  const added = new Map<string, string[]>();
  for (const [key, value] of values) {
    const folded = syntax.fold?.(key) ?? key;
    const found = scan.found.filter((one) => one.key === folded);
    const last = found.at(-1);
    if (value === null) edits.push(...found.map(({ statement }) => ({ ...statement, text: '' })));
    else if (last === undefined) {
      const slash = key.lastIndexOf('/');
      const section = key.slice(0, Math.max(slash, 0));
      const indent = scan.indentOf?.(section);
      const entry = { section, name: key.slice(slash + 1), value, ...(indent === undefined ? {} : { indent }) };
      const statement = syntax.statement(entry);
      added.set(section, [...(added.get(section) ?? []), statement]);
    } else if (last.value !== value) edits.push({ ...last.valueSpan, text: (last.gap ?? '') + syntax.encode(value) });
  }
  return [...edits, ...[...added].map(([section, lines]) => insertion(text, { section, lines, scan, syntax }))];
}

function insertion(
  text: string,
  {
    section,
    lines,
    scan,
    syntax,
  }: { readonly section: string; readonly lines: readonly string[]; readonly scan: Scan; readonly syntax: Syntax },
): Edit {
  const end = lineEndOf(text);
  const known = scan.insertAt(section);
  const at = known ?? text.length;
  const header = known === null && syntax.header !== undefined ? [syntax.header(section)] : [];
  const before = at === 0 || text[at - 1] === '\n' ? '' : end;
  return { from: at, to: at, text: before + [...header, ...lines].map((line) => line + end).join('') };
}
