/** Puts a text on the clipboard; over a plain tunnel the modern way may be closed, so the old one stands in. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (thrown) {
    // Not allowed, or the page is not in front: the selection-based way asks for neither.
    if (thrown instanceof DOMException || thrown instanceof TypeError) return copyBySelection(text);
    throw thrown;
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way left where the clipboard interface is closed
  const isDone = document.execCommand('copy');
  area.remove();
  return isDone;
}
