import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchIdle } from '../../../main/browser/idle.ts';
import { DEADLINES } from '../../../src/base/deadline.ts';

describe('browser mode ends by itself', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('when the first visit does not come', () => {
    const onIdle = vi.fn();
    watchIdle(onIdle);
    vi.advanceTimersByTime(DEADLINES.firstVisit.ms - 1);
    expect(onIdle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onIdle).toHaveBeenCalledOnce();
  });

  test('a while after the last of its windows was closed, but not where one comes back by then', () => {
    const onIdle = vi.fn();
    const idle = watchIdle(onIdle);
    const first = idle.opened();
    const second = idle.opened();
    first();
    vi.advanceTimersByTime(DEADLINES.firstVisit.ms + DEADLINES.windowReturns.ms);
    expect(onIdle).not.toHaveBeenCalled();
    second();
    vi.advanceTimersByTime(DEADLINES.windowReturns.ms - 1);
    const reloaded = idle.opened();
    vi.advanceTimersByTime(10 * DEADLINES.windowReturns.ms);
    expect(onIdle).not.toHaveBeenCalled();
    reloaded();
    reloaded();
    vi.advanceTimersByTime(DEADLINES.windowReturns.ms);
    expect(onIdle).toHaveBeenCalledOnce();
  });

  test('not any more once it was stopped', () => {
    const onIdle = vi.fn();
    watchIdle(onIdle).stop();
    vi.advanceTimersByTime(DEADLINES.firstVisit.ms);
    expect(onIdle).not.toHaveBeenCalled();
  });
});
