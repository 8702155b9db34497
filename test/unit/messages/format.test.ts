import { describe, expect, it } from 'vitest';
import {
  formatDate,
  formatDateTime,
  formatDuration,
  formatList,
  formatNumber,
  formatPercent,
} from '../../../src/messages/format.ts';

describe('formats', () => {
  it('write durations with the unit that fits', () => {
    expect(formatDuration(3200, 'ja')).toBe('3.2秒');
    expect(formatDuration(3200, 'en')).toBe('3.2 seconds');
    expect(formatDuration(340, 'en')).toBe('340 ms');
    expect(formatDuration(340, 'ja')).toBe('340ミリ秒');
    expect(formatDuration(600_000, 'en')).toBe('10 minutes');
    expect(formatDuration(Number.NaN, 'en')).toBe('unknown');
  });

  it('write dates, and leave what is no date as it stands', () => {
    expect(formatDate('2026-11-22T05:00:00Z', 'ja', { timeZone: 'Asia/Tokyo' })).toBe('2026年11月22日');
    expect(formatDate('2026-11-22T05:00:00Z', 'en', { timeZone: 'UTC' })).toBe('22 November 2026');
    expect(formatDateTime('2026-11-22T05:05:00Z', 'ja', { timeZone: 'Asia/Tokyo' })).toBe('2026年11月22日 14:05');
    expect(formatDate('soon', 'en')).toBe('soon');
  });

  it('write lists, numbers and shares', () => {
    expect(formatList(['a', 'b', 'c'], 'en')).toBe('a, b and c');
    expect(formatList(['a', 'b', 'c'], 'ja')).toBe('a、b、c');
    expect(formatNumber(12345, 'en')).toBe('12,345');
    expect(formatPercent(0.97, 'ja')).toBe('97%');
  });
});
