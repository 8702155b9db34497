import { describe, expect, test } from 'vitest';
import { AdaptiveLimit } from '../../../src/check/adaptive-limit.ts';

function limitOf(options: { start?: number; most?: number } = {}) {
  const clock = { at: 0, nowMs: () => clock.at, wallMs: () => clock.at };
  return { clock, limit: new AdaptiveLimit({ clock, start: 16, most: 64, ...options }) };
}

describe('the number of visits under way', () => {
  test('doubles with every round of replies that come as fast as before', () => {
    const { limit } = limitOf();
    for (let reply = 0; reply < 16; reply += 1) limit.took(50);
    expect(limit.current).toBe(32);
  });

  test('never goes beyond what was given', () => {
    const { limit } = limitOf({ most: 20 });
    for (let reply = 0; reply < 1_000; reply += 1) limit.took(50);
    expect(limit.current).toBe(20);
  });

  test('halves at a sign of trouble, once for all that see the same moment', () => {
    const { limit, clock } = limitOf();
    for (let reply = 0; reply < 48; reply += 1) limit.took(50);
    for (let seen = 0; seen < 10; seen += 1) limit.trouble();
    expect(limit.current).toBe(32);
    clock.at += 1_000;
    limit.trouble();
    expect(limit.current).toBe(16);
  });

  test('grows slowly after the first trouble', () => {
    const { limit } = limitOf();
    limit.trouble();
    expect(limit.current).toBe(8);
    for (let reply = 0; reply < 8; reply += 1) limit.took(50);
    expect(limit.current).toBeLessThanOrEqual(9);
  });

  test('goes down when replies become slow, and not because a list holds slow sites in between', () => {
    const { limit, clock } = limitOf();
    for (let reply = 0; reply < 100; reply += 1) limit.took(50);
    for (let reply = 0; reply < 100; reply += 1) limit.took(reply % 2 === 0 ? 50 : 300);
    expect(limit.current).toBe(64);
    for (let reply = 0; reply < 30; reply += 1) {
      clock.at += 100;
      limit.took(2_000);
    }
    expect(limit.current).toBeLessThan(64);
  });

  test('keeps a few going whatever happens, and no more than one where one was given', () => {
    const { limit, clock } = limitOf();
    const { limit: single } = limitOf({ most: 1 });
    for (let seen = 0; seen < 20; seen += 1) {
      clock.at += 10_000;
      limit.trouble();
      single.trouble();
    }
    expect(limit.current).toBe(4);
    expect(single.current).toBe(1);
  });
});
