import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SiteSessions } from '../../../src/check/site-sessions.ts';

const PLACE = 'tls http proxy.example:3128 site.example';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function textOf(found: ReturnType<SiteSessions['find']>): Promise<string | undefined> {
  return (await found)?.toString();
}

describe('sessions of sites', () => {
  test('let the first greeting go ahead, and hand its session to all who wait', async () => {
    const sessions = new SiteSessions();
    expect(sessions.find(PLACE)).toBeNull();
    const waiting = [textOf(sessions.find(PLACE)), textOf(sessions.find(PLACE))];
    sessions.keep(PLACE, Buffer.from('ticket'));
    expect(await Promise.all(waiting)).toEqual(['ticket', 'ticket']);
    expect(await textOf(sessions.find(PLACE))).toBe('ticket');
    expect(sessions.find('tls another.example')).toBeNull();
  });

  test('hold nobody up behind a greeting that failed, or takes long', async () => {
    const sessions = new SiteSessions();
    expect(sessions.find(PLACE)).toBeNull();
    const behind = textOf(sessions.find(PLACE));
    sessions.noneFrom(PLACE);
    expect(await behind).toBeUndefined();
    expect(sessions.find('slow')).toBeNull();
    const late = textOf(sessions.find('slow'));
    await vi.advanceTimersByTimeAsync(150);
    expect(await late).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('are kept of a bounded number of sites', async () => {
    const sessions = new SiteSessions();
    for (let site = 0; site < 600; site += 1) {
      expect(sessions.find(String(site))).toBeNull();
      sessions.keep(String(site), Buffer.from(String(site)));
    }
    expect(sessions.find('0')).toBeNull();
    expect(await textOf(sessions.find('599'))).toBe('599');
  });
});
