import { describe, expect, test } from 'vitest';
import { createDriftWatch } from '../../../main/host/watch-drift.ts';
import { ok, refuse } from '../../../src/base/result.ts';
import type { WatchNotice } from '../../../src/contract/history-view.ts';
import { en } from '../../../src/messages/en.ts';
import type { AppliedPreset } from '../../../src/rollout/applied-preset.ts';
import type { Rollout, RolloutStatus } from '../../../src/rollout/rollout.ts';

const NOT_ASKED = (): Promise<never> => Promise.reject(new Error('not asked for'));

/** A rollout whose state a test sets; a repair makes it as it should be. */
function rolloutThat(
  onDrift: 'report' | 'repair',
  repairs: 'works' | 'fails',
): Rollout & { drift: boolean; tried: number } {
  const applied: AppliedPreset = {
    version: 1,
    name: 'Office',
    file: '/x',
    sha256: '',
    place: null,
    sources: [],
    tools: [],
    signedBy: null,
  };
  return {
    drift: true,
    tried: 0,
    check: NOT_ASKED,
    preview: NOT_ASKED,
    previewOf: NOT_ASKED,
    apply: NOT_ASKED,
    remove: NOT_ASKED,
    status(): Promise<RolloutStatus> {
      const drift = this.drift ? [{ what: 'port', from: '99', to: '3128' }] : [];
      const state = this.drift ? 'drifted' : 'compliant';
      return Promise.resolve({ state, applied, drift, place: null, isInterrupted: false, onDrift });
    },
    repair() {
      this.tried += 1;
      if (repairs === 'fails') return Promise.resolve(refuse({ kind: 'not-applied' }));
      this.drift = false;
      const preview: never[] = [];
      return Promise.resolve(ok(Object.assign(Object.create(null), { preview, record: null })));
    },
  };
}

function watchOver(rollout: Rollout): { readonly told: WatchNotice[]; readonly look: () => Promise<void> } {
  const told: WatchNotice[] = [];
  const { look } = createDriftWatch(
    { openRollout: () => Promise.resolve(rollout) },
    { words: () => Promise.resolve(en), tell: (notice) => told.push(notice) },
  );
  return { told, look };
}

describe('the watch over an applied preset', () => {
  test('tells of a difference once, and anew after it was put right in between', async () => {
    const rollout = rolloutThat('report', 'works');
    const { told, look } = watchOver(rollout);
    await look();
    await look();
    expect(told.map(({ title, body }) => [title, body])).toEqual([[en.rollout.drifting.told('Office'), 'port']]);
    expect(rollout.tried).toBe(0);
    rollout.drift = false;
    await look();
    rollout.drift = true;
    await look();
    expect(told).toHaveLength(2);
  });

  test('brings it back where the preset says so', async () => {
    const rollout = rolloutThat('repair', 'works');
    const { told, look } = watchOver(rollout);
    await look();
    await look();
    expect(told.map(({ title }) => title)).toEqual([en.rollout.drifting.repaired('Office')]);
    expect(rollout.tried).toBe(1);
  });

  test('says why it could not be brought back, and does not try again and again', async () => {
    const rollout = rolloutThat('repair', 'fails');
    const { told, look } = watchOver(rollout);
    await look();
    await look();
    expect(told.map(({ title }) => title)).toEqual([en.rollout.drifting.failed('Office')]);
    expect(rollout.tried).toBe(1);
  });
});
