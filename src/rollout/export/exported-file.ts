/** One file of an export. The first one of a list is what people mean by the format. */
export interface ExportedFile {
  /** Relative, with `/` between folders; made of names of ours alone. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Returns a file of UTF-8 text. */
export function textFile(name: string, text: string): ExportedFile {
  return { name, bytes: Buffer.from(text, 'utf8') };
}
