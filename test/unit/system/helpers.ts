import { readFileSync } from 'node:fs';
import { ABSENT, read } from '../../../src/base/reading.ts';
import type { CommandOutcome, SystemTools } from '../../../src/system/system-tools.ts';

/** Returns recorded text. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/system/${name}`, import.meta.url), 'utf8');
}

/** Returns tools that answer from recorded files and commands; whatever isn't recorded isn't there. */
export function recordedTools(given: {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly commands?: Readonly<Record<string, string | CommandOutcome>>;
  readonly addresses?: readonly { readonly interface: string; readonly cidr: string }[];
}): SystemTools {
  const files = given.files ?? {};
  return {
    env: given.env ?? {},
    home: '/home/taro',
    uid: 1000,
    run: (program) => {
      const outcome = given.commands?.[program];
      if (outcome === undefined) return Promise.resolve({ state: 'missing' });
      return Promise.resolve(
        typeof outcome === 'string' ? { state: 'done', exitCode: 0, stdout: outcome, stderr: '' } : outcome,
      );
    },
    readFile: (path) => Promise.resolve(files[path] === undefined ? ABSENT : read(files[path])),
    listFolder: (path) => {
      const inside = Object.keys(files).filter((file) => file.startsWith(`${path}/`));
      const names = [...new Set(inside.map((file) => file.slice(path.length + 1).split('/')[0] ?? ''))];
      return Promise.resolve(inside.length === 0 ? ABSENT : read(names.sort()));
    },
    interfaceAddresses: () => given.addresses ?? [],
  };
}

export const NO_SIGNAL = new AbortController().signal;
