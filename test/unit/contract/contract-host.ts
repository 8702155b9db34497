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
      'settings.plan': (input) => {
        note(input);
        return Promise.resolve(ok({ state: 'refused', problem: { kind: 'not-here', source: input.source } }));
      },
      'tools.read': ({ url }) => Promise.resolve(ok({ url, tools: [] })),
      'tools.plan': () => Promise.resolve(ok({ state: 'refused', problem: { kind: 'route-unknown' } })),
      'trust.read': () => Promise.resolve(ok(null)),
      'changes.apply': () => Promise.resolve(refuse({ kind: 'not-found' })),
      'changes.verify': () => Promise.resolve(refuse({ kind: 'not-found' })),
      'changes.list': () => Promise.resolve(ok([])),
      'changes.undo': () => Promise.resolve(ok({ state: 'refused', problem: { kind: 'not-found' } })),
      'fixes.plan': () => Promise.resolve(ok({ state: 'refused', problem: { kind: 'not-proposed' } })),
      'fixes.start': () => Promise.resolve(refuse({ kind: 'not-found' })),
      'fixes.answer': (input) => {
        note(input);
        return Promise.resolve(ok({ taken: true }));
      },
      'fixes.cancel': () => Promise.resolve(ok({ cancelled: true })),
      'fixes.current': () => Promise.resolve(ok(null)),
      'browsers.list': () => Promise.resolve(ok([])),
      'browsers.open': () => Promise.resolve(ok({ opened: false })),
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
      'history.list': () => Promise.resolve(ok({ lines: [], hasMore: false, unreadable: 0 })),
      'history.get': () => Promise.resolve(refuse({ kind: 'not-found' })),
      'history.export': () => Promise.resolve(ok({ text: '', name: 'history.csv' })),
      'relay.get': () => Promise.resolve(refuse({ kind: 'not-available' })),
      'relay.start': () => Promise.resolve(refuse({ kind: 'not-available' })),
      'relay.stop': () => Promise.resolve(refuse({ kind: 'not-available' })),
      'relay.planTools': () => Promise.resolve(refuse({ kind: 'not-available' })),
      'relay.setTools': () => Promise.resolve(refuse({ kind: 'not-available' })),
      'watch.get': () => Promise.resolve(refuse({ kind: 'not-available' })),
      'watch.set': () => Promise.resolve(refuse({ kind: 'managed' })),
      'report.get': () => Promise.resolve(refuse({ kind: 'not-found' })),
      'report.file': () => Promise.resolve(refuse({ kind: 'not-found' })),
      'inspect.site': () => Promise.resolve(refuse({ kind: 'not-available' })),
      'inspect.proxy': () => Promise.resolve(refuse({ kind: 'not-available' })),
      'inspect.cancel': () => Promise.resolve(ok({ cancelled: false })),
      'presets.current': () =>
        Promise.resolve(
          ok({
            state: 'not-applied',
            name: null,
            place: null,
            drift: [],
            problem: null,
            isInterrupted: false,
            policies: [],
          }),
        ),
      'presets.preview': () => Promise.resolve(ok({ state: 'refused', problem: { kind: 'consent' } })),
      'presets.apply': () => Promise.resolve(refuse({ kind: 'not-found' })),
      'presets.repair': () => Promise.resolve(ok({ state: 'refused', problem: { kind: 'not-applied' } })),
      'presets.remove': () => Promise.resolve(ok({ state: 'done', value: { done: true } })),
      'presets.validate': () => Promise.resolve(ok({ problems: [{ kind: 'too-large' }], warnings: [] })),
      'presets.test': () => Promise.resolve(refuse({ kind: 'busy' })),
      'presets.cancelTest': () => Promise.resolve(ok({ cancelled: false })),
      'presets.export': () => Promise.resolve(ok({ state: 'done', value: { name: 'throughway.reg', base64: '' } })),
      'preferences.get': () => Promise.resolve(ok(PREFERENCES)),
      'preferences.set': (change) => Promise.resolve(ok({ ...PREFERENCES, ...change })),
    },
  };
}
