/**
 * Compiled code beside the built files, so that a run does not compile again what never changes: about a third of the
 * time of a healthy check. V8 itself refuses what another version of it has made, and then compiles as always.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

/** A check and the window need different parts of the same files; whoever does the one does not read what the other needs. */
export type Purpose = 'check' | 'window';

/** Returns where the compiled code for a purpose lies. */
export function cacheFile(folder: string, purpose: Purpose): string {
  return path.join(folder, `code-cache-${purpose}.bin`);
}

/** What comes before the compiled code: `{ name: [offset, length] }` as JSON, with its own length before it. */
const LENGTH_BYTES = 4;

/** A file of the build that was loaded. */
export interface LoadedScript {
  readonly file: string;
  readonly script: Script;
}

/** Loads the built files below `folder` with their compiled code, as far as there is some. `onLoad` is told of each. */
export function useCodeCache(
  folder: string,
  purpose: Purpose,
  onLoad: (loaded: LoadedScript) => void = () => undefined,
): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only hook by which Node loads CommonJS with given compiled code
  const { extensions } = createRequire(path.join(folder, 'throughway.js'));
  const loadAsAlways = extensions['.js'];
  const cache = readCache(cacheFile(folder, purpose));
  extensions['.js'] = (module, file) => {
    if (!file.startsWith(folder)) {
      loadAsAlways(module, file);
      return;
    }
    const text = readFileSync(file, 'utf8');
    const cachedData = cache.get(path.relative(folder, file));
    // The same wrapper as Node's own (https://nodejs.org/api/modules.html#the-module-wrapper).
    const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${text}\n});`, {
      filename: file,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    onLoad({ file, script });
    const run: unknown = script.runInThisContext();
    if (typeof run !== 'function') throw new TypeError('the wrapper of a module is no function');
    const load = (id: string): unknown => module.require(id);
    Reflect.apply(run, module.exports, [module.exports, load, module, file, path.dirname(file)]);
  };
}

/** Returns the content of the cache for scripts that have run: what they used is in it, compiled. */
export function cacheOf(folder: string, scripts: readonly LoadedScript[]): Buffer {
  const places: Record<string, readonly [number, number]> = {};
  const pieces: Buffer[] = [];
  let offset = 0;
  for (const { file, script } of scripts) {
    const piece = script.createCachedData();
    places[path.relative(folder, file)] = [offset, piece.length];
    pieces.push(piece);
    offset += piece.length;
  }
  const head = Buffer.from(JSON.stringify(places));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...pieces]);
}

function readCache(file: string): ReadonlyMap<string, Buffer> {
  try {
    const bytes = readFileSync(file);
    const begin = LENGTH_BYTES + bytes.readUInt32LE(0);
    const places: unknown = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, begin));
    if (typeof places !== 'object' || places === null) return new Map();
    return new Map(
      Object.entries(places).flatMap(([name, place]: [string, unknown]) => {
        const [offset, length]: readonly unknown[] = isList(place) ? place : [];
        if (typeof offset !== 'number' || typeof length !== 'number') return [];
        return [[name, bytes.subarray(begin + offset, begin + offset + length)]];
      }),
    );
  } catch (thrown) {
    // Not built with a cache, or cut short: everything works without it.
    if (thrown instanceof Error) return new Map();
    throw thrown;
  }
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
