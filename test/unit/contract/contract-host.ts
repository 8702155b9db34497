/** A host that answers from memory: for tests of the line between a page and the endpoints, not of the answers. */
import { ok, refuse } from '../../../src/base/result.ts';
import type { AssistantEvent, Preferences } from '../../../src/contract/api.ts';
import type { Host } from '../../../src/contract/endpoints.ts';

export interface MemoryHost extends Host {
  announce(event: AssistantEvent): void;
  /** What the handlers received, in order; passwords as they print. */
  readonly received: unknown[];
}

const PREFERENCES: Preferences = {
  language: 'en',
  theme: 'system',
  controlUrls: [],
  timeoutSeconds: 15,
  welcomed: true,
  managed: [],
};

/** Returns a host that keeps what it is told. */
export function memoryHost(): MemoryHost {
  const listeners = new Set<(event: AssistantEvent) => void>();
  const received: unknown[] = [];
  const note = (input: unknown): void => void received.push(input);
  return {
    received,
    announce: (event) => {
      for (const listener of listeners) listener(event);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    handlers: {
      'app.info': () =>
        Promise.resolve(
          ok({
            version: '1.2.3',
            platform: 'linux',
            face: 'in-process',
            defaultUrl: 'https://a.test/',
            managed: false,
          }),
        ),
      'diagnose.start': (input) => {
        note(input);
        return Promise.resolve(ok({ runId: 'r1', scene: null }));
      },
      'diagnose.cancel': () => Promise.reject(new Error('a bug that mentions hunter2')),
      'diagnose.latest': () => Promise.resolve(ok(null)),
      'settings.read': () => Promise.resolve(ok({ sources: [], decidedBy: 'none', because: 'nothing-set' })),
      'settings.routeFor': () => Promise.resolve(refuse({ kind: 'invalid-url' })),
      'credentials.list': () => Promise.resolve(refuse({ kind: 'keychain', problem: 'keychain-locked' })),
      'credentials.lint': () => Promise.resolve(ok({ refusedBefore: false })),
      'credentials.save': (input) => {
        note(input);
        return Promise.resolve(ok({ test: { outcome: 'accepted' }, saved: true }));
      },
      'credentials.test': () => Promise.resolve(ok({ outcome: 'accepted' })),
      'credentials.delete': () => Promise.resolve(ok({ deleted: true })),
      'practice.list': () => Promise.resolve(ok({ scenes: [], running: null })),
      'practice.start': () => Promise.resolve(refuse({ kind: 'not-found' })),
      'practice.stop': () => Promise.resolve(ok({ stopped: false })),
      'articles.list': () => Promise.resolve(ok([])),
      'articles.get': () => Promise.resolve(refuse({ kind: 'not-found' })),
      'preferences.get': () => Promise.resolve(ok(PREFERENCES)),
      'preferences.set': (change) => Promise.resolve(ok({ ...PREFERENCES, ...change })),
    },
  };
}
