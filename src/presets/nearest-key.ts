/** Returns the known word that was probably meant; `undefined` where none is near. */
export function nearestWord(typed: string, known: readonly string[]): string | undefined {
  if (typed.length > 60) return undefined;
  const wanted = typed.toLowerCase();
  return (
    known.find((word) => word.toLowerCase() === wanted) ??
    known.find((word) => isNear(wanted, word.toLowerCase())) ??
    known.find((word) => isSingularOf(wanted, word.toLowerCase()))
  );
}

/** The singular of a plural, as `proxy` of `proxies`. */
function isSingularOf(typed: string, word: string): boolean {
  return word === `${typed.replace(/y$/u, 'ie')}s`;
}

/** Two changes at most, and never half of a short word. */
function isNear(a: string, b: string): boolean {
  const most = Math.min(2, Math.floor(Math.min(a.length, b.length) / 3));
  if (Math.abs(a.length - b.length) > most) return false;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, sign] of Array.from(a).entries()) {
    const next = [index + 1];
    for (const [at, other] of Array.from(b).entries()) {
      const replaced = (row[at] ?? 0) + (sign === other ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? most + 1) <= most;
}
