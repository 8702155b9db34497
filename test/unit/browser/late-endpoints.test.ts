import { expect, test, vi } from 'vitest';
import { lateEndpoints } from '../../../main/browser/late-endpoints.ts';
import type { Endpoints } from '../../../src/contract/endpoints.ts';

function endpoints(): { readonly real: Endpoints; readonly ends: () => number } {
  let ended = 0;
  const real: Endpoints = {
    invoke: (name) => Promise.resolve({ ok: true, value: name }),
    subscribe: (listener) => {
      listener('first');
      return () => {
        ended += 1;
      };
    },
  };
  return { real, ends: () => ended };
}

test('the parts are loaded once, at the first call', async () => {
  const load = vi.fn(() => Promise.resolve(endpoints().real));
  const late = lateEndpoints(load);
  expect(load).not.toHaveBeenCalled();
  expect(await Promise.all([late.invoke('a', {}), late.invoke('b', {})])).toEqual([
    { ok: true, value: 'a' },
    { ok: true, value: 'b' },
  ]);
  expect(load).toHaveBeenCalledOnce();
});

test('a subscription stands as soon as the parts are there, and ends also where it ended before', async () => {
  const { real, ends } = endpoints();
  const late = lateEndpoints(() => Promise.resolve(real));
  const heard: unknown[] = [];
  const end = late.subscribe((event) => heard.push(event));
  await late.invoke('a', {});
  expect(heard).toEqual(['first']);
  end();
  expect(ends()).toBe(1);
  late.subscribe((event) => heard.push(event))();
  await late.invoke('a', {});
  expect(heard).toEqual(['first']);
});
