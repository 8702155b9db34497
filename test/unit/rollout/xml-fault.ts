/** Returns what keeps a text from being well-formed XML (XML 1.0 §2.1), or `null`; for the plain XML that templates are. */
export function xmlFault(text: string): string | null {
  const body = text.replace(/^<\?xml [^?]*\?>\s*/u, '').replace(/^<!DOCTYPE [^>]*>\s*/u, '');
  const open: string[] = [];
  let at = 0;
  for (const tag of body.matchAll(/<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/gu)) {
    const between = body.slice(at, tag.index);
    if (/[<>]|&(?!(?:amp|lt|gt|quot|apos|#\d+);)/u.test(between + (tag[3] ?? '')))
      return `near "${between.slice(0, 60)}"`;
    if (open.length === 0 && at > 0) return 'something stands after the end';
    at = tag.index + tag[0].length;
    const name = tag[2] ?? '';
    if (tag[1] === '/') {
      if (open.pop() !== name) return `</${name}> closes another element`;
    } else if (tag[4] === '') open.push(name);
  }
  if (open.length > 0) return `<${open.join('> <')}> is not closed`;
  return at === 0 || body.slice(at).trim() !== '' ? 'it does not end with its element' : null;
}
