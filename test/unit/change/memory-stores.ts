/** Places in memory, each of which can be told to refuse, to forget, or to wait. */
import type { ChangePlan, ChangeStep } from '../../../src/change/change.ts';
import type { OpenStore, Store, StoreAccess, StoreProblem, StoreRef } from '../../../src/change/store.ts';
import { ABSENT, read, unreadable } from '../../../src/base/reading.ts';
import { ok, refuse } from '../../../src/base/result.ts';

export interface MemoryPlaces {
  readonly open: OpenStore;
  readonly texts: Map<string, string>;
  /** Every write, in order: `name=text`, or `name-` where it was taken away. */
  readonly writes: string[];
  readonly trouble: Map<string, Trouble>;
}

interface Trouble {
  readonly access?: StoreAccess;
  readonly write?: StoreProblem;
  readonly forgets?: boolean;
  readonly unreadable?: boolean;
  readonly beforeWrite?: () => void;
}

const memoryRef = (name: string): StoreRef => ({ kind: 'file', path: `/${name}` });

export function memoryPlaces(start: Readonly<Record<string, string>> = {}): MemoryPlaces {
  const texts = new Map(Object.entries(start));
  const writes: string[] = [];
  const trouble = new Map<string, Trouble>();
  const open = (ref: StoreRef): Store => {
    const name = ref.kind === 'file' ? ref.path.slice(1) : '';
    const about = (): Trouble => trouble.get(name) ?? {};
    return {
      read: () => {
        if (about().unreadable === true) return Promise.resolve(unreadable('EIO'));
        const text = texts.get(name);
        return Promise.resolve(text === undefined ? ABSENT : read(text));
      },
      write: (text) => {
        const { beforeWrite, write, forgets } = about();
        beforeWrite?.();
        if (write !== undefined) return Promise.resolve(refuse(write));
        writes.push(text === null ? `${name}-` : `${name}=${text}`);
        if (forgets === true) return Promise.resolve(ok(undefined));
        if (text === null) texts.delete(name);
        else texts.set(name, text);
        return Promise.resolve(ok(undefined));
      },
      access: () => Promise.resolve(about().access ?? { state: 'allowed' }),
    };
  };
  return { open, texts, writes, trouble };
}

export function step(name: string, from: string | null, to: string | null): ChangeStep {
  return { ref: memoryRef(name), from, to, shown: { what: name, from, to } };
}

export function planOf(...steps: readonly ChangeStep[]): ChangePlan {
  return { reason: { kind: 'settings', source: 'gnome' }, steps, restart: ['Firefox'] };
}
