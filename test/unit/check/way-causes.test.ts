import { expect, test } from 'vitest';
import { Summary } from '../../../src/check/summary.ts';
import { isAnswer, isOfTheWay, isWorthAnotherTry } from '../../../src/check/way-causes.ts';
import { CAUSE_CODES } from '../../../src/verdict/cause-code.ts';

test('no cause at a site, and no policy for one site, stops other URLs', () => {
  const ofTheWay = CAUSE_CODES.filter(isOfTheWay);
  expect(ofTheWay.filter((code) => code.startsWith('site.') || code === 'ok')).toEqual([]);
  expect(ofTheWay).not.toContain('proxy.access-denied');
  expect(ofTheWay).not.toContain('settings.bypass-missing');
});

test('an error page of the site is an answer only where any reply is one', () => {
  expect(isAnswer('site.not-found', { isAnyReply: false })).toBe(false);
  expect(isAnswer('site.not-found', { isAnyReply: true })).toBe(true);
  expect(isAnswer('proxy.access-denied', { isAnyReply: true })).toBe(false);
  expect(isAnswer('ok', { isAnyReply: false })).toBe(true);
});

test('what may have passed is worth another try', () => {
  expect(CAUSE_CODES.filter(isOfTheWay).every(isWorthAnotherTry)).toBe(true);
  expect(isWorthAnotherTry('undetermined')).toBe(true);
  expect(isWorthAnotherTry('site.not-found')).toBe(false);
});

test('the summary names the most frequent cause first', () => {
  const summary = new Summary();
  for (const code of ['ok', 'site.not-found', 'ok', 'site.forbidden'] as const) summary.add(code);
  expect(summary.byCause).toEqual([
    ['ok', 2],
    ['site.forbidden', 1],
    ['site.not-found', 1],
  ]);
  expect(summary.answered({ isAnyReply: false })).toBe(2);
  expect(summary.total).toBe(4);
});
