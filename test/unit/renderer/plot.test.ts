import { describe, expect, test } from 'vitest';
import { plotOf } from '../../../renderer/state/plot.ts';
import type { HistoryLine } from '../../../src/contract/history-view.ts';

function check(minute: number, more: Partial<HistoryLine> = {}): HistoryLine {
  return {
    id: `e${String(minute)}`,
    at: `2026-11-22T10:${String(minute).padStart(2, '0')}:00Z`,
    kind: 'check',
    mark: 'good',
    title: '',
    about: '',
    durationMs: 100,
    code: 'ok',
    ...more,
  };
}

describe('the plot of the history', () => {
  test('stands for checks only, from the oldest at the left to the newest at the right', () => {
    const lines = [check(10), { ...check(7), kind: 'notice' as const }, check(5, { code: 'proxy.down' }), check(0)];
    const plot = plotOf(lines);
    expect(plot?.points.map(({ id, x, height, isGood }) => [id, x, height, isGood])).toEqual([
      ['e10', 100, 100, true],
      ['e5', 50, 100, false],
      ['e0', 0, 100, true],
    ]);
    expect([plot?.failed, plot?.topMs, plot?.loss]).toEqual([1, 100, null]);
    expect(plotOf([check(1)])).toBe(null);
  });

  test('tells how many packets were lost, in all and at worst, and where nothing was measured', () => {
    const plot = plotOf([
      check(10, { loss: { attempts: 5, lost: 1 } }),
      check(5, { loss: { attempts: 5, lost: 3 } }),
      check(2),
      check(0, { loss: { attempts: 5, lost: 0 } }),
    ]);
    expect(plot?.points.map(({ lost }) => lost)).toEqual([20, 60, null, 0]);
    expect(plot?.loss).toEqual({ attempts: 15, lost: 4, worst: { at: check(5).at, attempts: 5, lost: 3 } });
    expect(plotOf([check(1, { loss: { attempts: 5, lost: 0 } }), check(0)])?.loss?.worst).toBe(null);
  });
});
