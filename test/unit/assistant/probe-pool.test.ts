import { describe, expect, it } from 'vitest';
import { createProbePool } from '../../../src/assistant/probe-pool.ts';
import type { ProbeRequest } from '../../../src/observation/probe-request.ts';

const NETWORK: ProbeRequest = { probe: 'device.network' };
const PING: ProbeRequest = { probe: 'host.ping', host: 'a.example' };

describe('the probe pool', () => {
  it('runs equal requests once', async () => {
    const seen: string[] = [];
    const pool = createProbePool((request) => {
      seen.push(request.probe);
      return Promise.resolve();
    });
    await Promise.all([pool.run(PING), pool.run({ ...PING }), pool.run(NETWORK)]);
    expect(seen).toEqual(['host.ping', 'device.network']);
  });

  it('counts a request as asked only once it has ended', async () => {
    let release = (): void => undefined;
    const pool = createProbePool(
      () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    );
    expect(pool.hasBegun(PING)).toBe(false);
    const work = pool.run(PING);
    expect(pool.hasBegun({ ...PING })).toBe(true);
    expect([pool.ended, pool.unanswered]).toEqual([[], [PING]]);
    release();
    await work;
    expect([pool.ended, pool.unanswered]).toEqual([[PING], []]);
  });

  it('hands a bug in a probe to whoever waits for it', async () => {
    const pool = createProbePool(() => Promise.reject(new Error('bug')));
    await expect(pool.run(PING)).rejects.toThrow('bug');
  });
});
