/** One text of the catalogue and the way to it, e.g. `causes.ok.title`. */
export interface Text {
  readonly path: string;
  readonly text: string;
}

/** Returns every key path of a catalogue; functions and strings count alike. */
export function keyPaths(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => keyPaths(inner, path === '' ? key : `${path}.${key}`));
}

/** Returns every text, functions called with `argument` for each parameter. */
export function texts(value: unknown, argument: unknown, path = ''): readonly Text[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value === 'function') {
    const result: unknown = Reflect.apply(
      value,
      undefined,
      Array.from({ length: Math.max(value.length, 1) }, () => argument),
    );
    return typeof result === 'string' ? [{ path, text: result }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, argument, path === '' ? key : `${path}.${key}`));
}
