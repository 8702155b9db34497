import { describe, expect, it } from 'vitest';
import { createBadEntries } from '../../../src/pac/bad-entries.ts';
import { DIRECT } from '../../../src/settings/proxy-server.ts';
import type { Leg } from '../../../src/settings/proxy-server.ts';

const proxy = (host: string): Leg => ({ kind: 'http', host, port: 80 });

describe('createBadEntries', () => {
  it('puts a bad proxy behind the others for five minutes, and never DIRECT', () => {
    let now = 0;
    const memory = createBadEntries({ nowMs: () => now, wallMs: () => 0 });
    const legs = [proxy('a'), proxy('b'), DIRECT];
    memory.note(proxy('a'));
    memory.note(DIRECT);
    expect(memory.order(legs)).toEqual([proxy('b'), DIRECT, proxy('a')]);
    now = 5 * 60_000 - 1;
    expect(memory.order(legs)[0]).toEqual(proxy('b'));
    now = 5 * 60_000;
    expect(memory.order(legs)).toEqual(legs);
  });

  it('forgets a proxy that works again, and the oldest when it is full', () => {
    const memory = createBadEntries({ nowMs: () => 0, wallMs: () => 0 });
    memory.note(proxy('a'));
    memory.forget(proxy('a'));
    expect(memory.order([proxy('a'), DIRECT])).toEqual([proxy('a'), DIRECT]);
    for (let at = 0; at <= 200; at += 1) memory.note(proxy(`p${String(at)}`));
    expect(memory.order([proxy('p0'), proxy('p1'), DIRECT])).toEqual([proxy('p0'), DIRECT, proxy('p1')]);
  });
});
