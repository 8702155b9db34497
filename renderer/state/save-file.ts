/** Hands a text to the person as a file, the way every page does it. */
export function saveFile({ text, name }: { readonly text: string; readonly name: string }): void {
  const type = name.endsWith('.json') ? 'application/json' : 'text/csv';
  save(new Blob([text], { type: `${type};charset=utf-8` }), name);
}

/** Hands bytes to the person as a file. */
export function saveBytes(file: { readonly base64: string; readonly name: string; readonly type: string }): void {
  const bytes = Uint8Array.from(atob(file.base64), (sign) => sign.charCodeAt(0));
  save(new Blob([bytes], { type: file.type }), file.name);
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to save by the next turn.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 1_000);
}
