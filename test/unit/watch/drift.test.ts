import { describe, expect, test } from 'vitest';
import { driftStep } from '../../../src/watch/drift.ts';

describe('a preset that no longer holds', () => {
  const drifted = { state: 'drifted', onDrift: 'report', hasOnlyMoved: false, key: 'port 99' } as const;

  test('is told once, and again only when something else differs', () => {
    const first = driftStep(null, drifted);
    expect(first.step).toBe('tell');
    expect(driftStep(first.seen, drifted).step).toBe('nothing');
    expect(driftStep(first.seen, { ...drifted, key: 'port 98' }).step).toBe('tell');
  });

  test('is told anew after it has held in between', () => {
    const { seen } = driftStep('port 99', { ...drifted, state: 'compliant' });
    expect(seen).toBeNull();
    expect(driftStep(seen, drifted).step).toBe('tell');
  });

  test('is repaired where the preset says so, and a repair that failed is not tried again', () => {
    const first = driftStep(null, { ...drifted, onDrift: 'repair' });
    expect(first.step).toBe('repair');
    expect(driftStep(first.seen, { ...drifted, onDrift: 'repair' }).step).toBe('nothing');
  });

  test('is switched where only the place is another one, whatever the preset says about drift', () => {
    expect(driftStep(null, { ...drifted, hasOnlyMoved: true }).step).toBe('repair');
  });

  test('is told, and never repaired, once it has expired', () => {
    const expired = { ...drifted, state: 'expired', onDrift: 'repair', hasOnlyMoved: true } as const;
    expect(driftStep(null, expired).step).toBe('tell');
  });

  test('is nothing where no preset is applied', () => {
    expect(driftStep(null, { ...drifted, state: 'not-applied', onDrift: 'repair' }).step).toBe('nothing');
  });
});
