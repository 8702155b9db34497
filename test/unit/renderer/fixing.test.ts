import { describe, expect, it } from 'vitest';
import { ChangesState } from '../../../renderer/state/changes.svelte.ts';
import { EditState } from '../../../renderer/state/edit.svelte.ts';
import { FixingState } from '../../../renderer/state/fixing.svelte.ts';
import { createClient } from '../../../src/contract/client.ts';
import type { ChangeRecord } from '../../../src/contract/change-view.ts';
import type { Client } from '../../../src/contract/client.ts';
import type { FixView } from '../../../src/contract/fix-view.ts';

const VIEW: FixView = {
  id: 'f1',
  fix: 'correct-port',
  kind: 'automatic',
  canUndo: true,
  code: 'settings.proxy-port-wrong',
  title: '',
  url: 'http://a.test/',
  state: 'ready',
  steps: [],
  preview: { steps: [{ what: 'kioslaverc', from: '1', to: '2' }], restart: [], administrator: [], inUse: [] },
  question: null,
  now: null,
  end: null,
};

/** A program that answers from a table, and notes what it was asked. */
function program(answers: Readonly<Record<string, unknown>>): { readonly client: Client; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const client = createClient({
    invoke: async (name, input) => {
      asked.push([name, input]);
      await Promise.resolve();
      return { ok: true, value: answers[name] ?? null };
    },
    subscribe: () => () => undefined,
  });
  return { client, asked };
}

describe('the guided fix in a page', () => {
  it('is agreed to by the button where its changes were shown', async () => {
    const { client, asked } = program({ 'fixes.plan': { state: 'done', value: VIEW }, 'fixes.start': VIEW });
    const fixing = new FixingState(client, () => 'en');
    await fixing.plan('correct-port');
    expect(fixing.view).toEqual(VIEW);
    await fixing.start();
    expect(asked).toContainEqual(['fixes.start', { id: 'f1', isAgreed: true, language: 'en' }]);
  });

  it('is begun without agreement where nothing could be shown yet', async () => {
    const view = { ...VIEW, preview: null };
    const { client, asked } = program({ 'fixes.plan': { state: 'done', value: view }, 'fixes.start': view });
    const fixing = new FixingState(client, () => 'ja');
    await fixing.plan('correct-port');
    await fixing.start();
    expect(asked).toContainEqual(['fixes.start', { id: 'f1', isAgreed: false, language: 'ja' }]);
  });

  it('is not planned anew while one is running', async () => {
    const { client, asked } = program({ 'fixes.current': { ...VIEW, state: 'running' } });
    const fixing = new FixingState(client, () => 'en');
    await fixing.plan('go-direct');
    expect(asked.map((one) => JSON.stringify(one))).not.toContainEqual(expect.stringContaining('fixes.plan'));
    expect(fixing.view?.fix).toBe('correct-port');
  });

  it('is refused without asking where nobody knows it', async () => {
    const { client, asked } = program({});
    const fixing = new FixingState(client, () => 'en');
    await fixing.plan('constructor');
    expect(fixing.refusal).toEqual({ kind: 'not-proposed' });
    expect(asked).toHaveLength(1);
  });

  it('reads once more what changed while it was being read, and not once for each change', async () => {
    const { client, asked } = program({ 'fixes.current': VIEW });
    const fixing = new FixingState(client, () => 'en');
    await Promise.all([fixing.load(), fixing.load(), fixing.load(), fixing.load()]);
    expect(asked).toHaveLength(2);
  });
});

describe('the changes that were made', () => {
  const record = (id: string, state: ChangeRecord['state']): ChangeRecord => ({
    id,
    state,
    reason: { kind: 'relay' },
    at: '2026-01-01T00:00:00.000Z',
    steps: [],
    restart: [],
  });

  it('begin with what was cut short', async () => {
    const { client } = program({
      'changes.list': [record('c', 'applied'), record('b', 'interrupted'), record('a', 'undone')],
    });
    const changes = new ChangesState(client);
    await changes.load();
    const { records } = changes;
    expect(records.state === 'here' ? records.value.map(({ id }) => id) : records).toEqual(['b', 'c', 'a']);
  });

  it('are taken back over what somebody else has changed only when told so', async () => {
    const problem = { kind: 'changed-since', conflicts: [{ what: 'a', left: '2', now: '3', before: '1' }] };
    const { client, asked } = program({ 'changes.list': [], 'changes.undo': { state: 'refused', problem } });
    const changes = new ChangesState(client);
    await changes.undo('c');
    expect(changes.outcome).toEqual({ id: 'c', state: 'refused', problem });
    await changes.undo('c', true);
    expect(asked.filter((one) => JSON.stringify(one).includes('undo'))).toEqual([
      ['changes.undo', { id: 'c', insist: false }],
      ['changes.undo', { id: 'c', insist: true }],
    ]);
  });
});

describe('a change of settings in a page', () => {
  const reason = { kind: 'settings', source: 'kde' };
  const applied = { record: { id: 'c1', reason, restart: [], steps: [] }, isFromNextSignIn: false, decidedBy: null };
  const answers = {
    'settings.plan': { state: 'done', value: { id: 'p1', changes: [], restart: [], access: {} } },
    'changes.apply': { state: 'done', value: applied },
    'changes.undo': { state: 'done', value: applied.record },
  };

  it('is looked at once it is made, and what was found goes with the undo', async () => {
    const found = { url: 'http://a.test/', outcome: 'worse', code: 'proxy.down', title: 'x' };
    const { client, asked } = program({ ...answers, 'changes.verify': found });
    const edit = new EditState(client);
    await edit.planSettings('kde', { mode: 'direct' });
    await edit.apply();
    const looking = edit.verify('ja');
    expect(edit.verified).toBe('looking');
    await looking;
    expect(edit.verified).toEqual(found);
    expect(asked).toContainEqual(['changes.verify', { id: 'c1', language: 'ja' }]);
    await edit.undo();
    expect(edit.verified).toBeNull();
  });

  it('shows nothing of a look that a newer change has overtaken', async () => {
    const { client } = program({ ...answers, 'changes.verify': { outcome: 'works' } });
    const edit = new EditState(client);
    await edit.planSettings('kde', { mode: 'direct' });
    await edit.apply();
    const looking = edit.verify('en');
    edit.clear();
    await looking;
    expect(edit.verified).toBeNull();
  });
});
