import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/check/check-entry.ts';
import type { Likeness } from '../../../src/check/judge-visit.ts';
import { SharedFindings } from '../../../src/check/shared-findings.ts';
import { isOfTheWay } from '../../../src/check/way-causes.ts';

const DOWN: Finding = { code: 'proxy.down', status: null };
const way: Likeness = { name: 'way', shares: isOfTheWay };

function ground() {
  const clock = { at: 0, nowMs: () => clock.at, wallMs: () => clock.at };
  let looks = 0;
  const findings = new SharedFindings(clock);
  const find = (likenesses: readonly Likeness[], finding: Finding) =>
    findings.find(likenesses, async () => {
      looks += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return finding;
    });
  return { clock, find, looks: () => looks };
}

describe('visits that end alike', () => {
  test('share one look into a cause of the way', async () => {
    const { find, looks } = ground();
    const found = await Promise.all(Array.from({ length: 50 }, () => find([way], DOWN)));
    expect(found).toEqual(Array.from({ length: 50 }, () => DOWN));
    expect(looks()).toBe(1);
  });

  test('are each looked into where the first turned out to have a cause of its own', async () => {
    const { find, looks } = ground();
    const own: Finding = { code: 'site.name-not-found', status: null };
    await Promise.all(Array.from({ length: 5 }, () => find([way], own)));
    expect(looks()).toBe(5);
  });

  test('keep bad news, and forget good news after a minute', async () => {
    const { clock, find, looks } = ground();
    const page: Likeness = { name: 'page', shares: (code) => code === 'ok' };
    await find([way], DOWN);
    await find([page], { code: 'ok', status: 200 });
    clock.at += 61_000;
    await find([way], DOWN);
    expect(looks()).toBe(2);
    await find([page], { code: 'ok', status: 200 });
    expect(looks()).toBe(3);
  });

  test('share nothing where nothing is alike', async () => {
    const { find, looks } = ground();
    await Promise.all([find([], DOWN), find([], DOWN)]);
    expect(looks()).toBe(2);
  });
});
