import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CauseCode } from '../../../src/verdict/cause-code.ts';
import type { ChangeRecord } from '../../../src/change/change.ts';
import type { NetworkMark, SettingsMark } from '../../../src/watch/marks.ts';
import { startWatch, type Stir, type Watch } from '../../../src/watch/watch.ts';
import type { WatchSettings } from '../../../src/watch/watch-settings.ts';
import { checkFactsOf } from './entries.ts';

const MINUTE = 60_000;
const NOON = new Date(2026, 10, 22, 12, 0).getTime();

/** A world in which time passes only when told to. */
function startWorld(settings: Partial<WatchSettings> = {}, startMs = NOON) {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  let stir: (what: Stir) => void = () => undefined;
  let isListening = true;
  const world = {
    code: 'ok' as CauseCode,
    mark: 'a',
    text: null as string | null,
    network: { ways: ['eth0 (192.0.2.1)'], vpns: [] } as NetworkMark,
    settings: [{ source: 'gnome', from: 'org.gnome.system.proxy', text: 'DIRECT' }] as readonly SettingsMark[],
    records: [] as readonly ChangeRecord[],
    checkedAtMs: [] as number[],
    told: [] as string[],
  };
  const watch: Watch = startWatch(
    { urls: ['https://site.example/'], intervalMs: 5 * MINUTE, quiet: null, ...settings },
    {
      clock: { nowMs: () => nowMs, wallMs: () => startMs + nowMs },
      after: (ms, run) => {
        const timer = { atMs: nowMs + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
      random: () => 0.5,
      check: (url) => {
        world.checkedAtMs.push(nowMs);
        return Promise.resolve({
          facts: checkFactsOf({ by: 'watch', url, code: world.code }),
          settings: world.settings,
        });
      },
      network: () => Promise.resolve(world.network),
      settings: () => Promise.resolve(world.text ?? JSON.stringify(world.settings)),
      credentials: () => Promise.resolve(world.mark),
      ownChanges: () => Promise.resolve(world.records),
      listen: (onStir) => {
        stir = onStir;
        return () => {
          isListening = false;
          return Promise.resolve();
        };
      },
      tell: (event) => {
        if (event.kind === 'state') return;
        const { facts } = event;
        if (facts.kind === 'notice') world.told.push(`${facts.notice} ${facts.code} ${facts.shown}`);
        if (facts.kind === 'change') {
          const alongside = facts.alongside === undefined ? '' : ` while ${facts.alongside}`;
          world.told.push(`change of ${facts.what} by ${facts.by}${alongside}`);
        }
      },
      onBug: (thrown) => {
        throw thrown;
      },
    },
  );
  /** Lets everything that is ready run; a round is a chain of a few dozen awaits. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
  };
  const pass = async (ms: number): Promise<void> => {
    const endMs = nowMs + ms;
    await settle();
    for (;;) {
      const [next] = timers.toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > endMs) break;
      nowMs = next.atMs;
      timers = timers.filter((one) => one !== next);
      next.run();
      await settle();
    }
    nowMs = endMs;
  };
  const change = async (what: Stir): Promise<void> => {
    stir(what);
    await pass(2_000);
  };
  return { world, watch, pass, change, openTimers: () => timers.length, isListening: () => isListening };
}

describe('the watch', () => {
  it('looks at once and then at its interval', async () => {
    const { world, pass } = startWorld();
    await pass(20 * MINUTE);
    expect(world.checkedAtMs).toEqual([0, 5, 10, 15, 20].map((minute) => minute * MINUTE));
    expect(world.told).toEqual([]);
  });

  it('tells a fault once it is confirmed, backs off, and tells that it is over', async () => {
    const { world, pass } = startWorld();
    await pass(MINUTE);
    world.code = 'proxy.down';
    await pass(24 * 60 * MINUTE);
    expect(world.told).toEqual(['problem proxy.down yes']);
    // every five minutes would be 288; with back-off some two dozen
    expect(world.checkedAtMs.length).toBeLessThan(35);
    world.code = 'ok';
    await pass(61 * MINUTE);
    expect(world.told).toEqual(['problem proxy.down yes', 'resolved proxy.down yes']);
  });

  it('says nothing of a fault that is gone at the second look', async () => {
    const { world, pass } = startWorld();
    await pass(4 * MINUTE);
    world.code = 'proxy.unreachable';
    await pass(MINUTE + 1_000);
    world.code = 'ok';
    await pass(60 * MINUTE);
    expect(world.told).toEqual([]);
  });

  it('sends nothing after a refused password until a sign-in or the settings change', async () => {
    const { world, pass, change, watch } = startWorld();
    world.code = 'proxy.credentials-rejected';
    await pass(24 * 60 * MINUTE);
    world.network = { ways: ['wlan0 (192.0.2.1)'], vpns: [] };
    await change('network');
    expect([world.checkedAtMs.length, watch.state().isHeld, world.told]).toEqual([
      1,
      true,
      ['problem proxy.credentials-rejected yes', 'change of network by system'],
    ]);
    world.mark = 'b';
    world.code = 'ok';
    await change('credentials');
    expect([world.checkedAtMs.length, watch.state().isHeld]).toEqual([2, false]);
    expect(world.told.slice(2)).toEqual(['change of credentials by person', 'resolved proxy.credentials-rejected yes']);
  });

  it('looks at once where the network is another one, and not where it only stirred', async () => {
    const { world, change, pass } = startWorld();
    await pass(MINUTE);
    for (let count = 0; count < 50; count += 1) await change('network');
    expect(world.checkedAtMs).toHaveLength(1);
    world.network = { ways: ['eth0 (192.0.2.1)'], vpns: ['WireGuard (wg0)'] };
    await change('network');
    expect(world.checkedAtMs).toHaveLength(2);
    expect(world.told).toEqual(['change of vpn by system']);
  });

  it('does not put a look off for what only stirs', async () => {
    const { world, change } = startWorld();
    for (let count = 0; count < 600; count += 1) await change(count % 2 === 0 ? 'network' : 'credentials');
    expect(world.checkedAtMs).toHaveLength(1 + 1_200 / 300);
  });

  it('does not look where a desktop wrote settings that are not about the network', async () => {
    const { world, change, pass } = startWorld();
    await pass(MINUTE);
    for (let count = 0; count < 20; count += 1) await change('settings');
    expect(world.checkedAtMs).toHaveLength(1);
    world.text = 'another';
    await change('settings');
    expect(world.checkedAtMs).toHaveLength(2);
  });

  it('tells whose change of the settings it was', async () => {
    const { world, change, pass } = startWorld();
    const record: ChangeRecord = {
      id: 'c1',
      reason: { kind: 'settings', source: 'gnome' },
      at: '2026-11-22T03:00:00Z',
      state: 'applied',
      steps: [],
      restart: [],
    };
    const set = async (text: string, records: readonly ChangeRecord[]): Promise<void> => {
      world.settings = [{ source: 'gnome', from: 'org.gnome.system.proxy', text }];
      world.records = records;
      await change('settings');
    };
    await pass(MINUTE);
    await set('http://a.example:1', []);
    await set('http://b.example:1', [record]);
    await set('http://c.example:1', [record]);
    await set('http://a.example:1', [{ ...record, state: 'undone' }]);
    await set('http://d.example:1', [{ ...record, id: 'c2', reason: { kind: 'preset', name: 'x' } }]);
    await set('http://e.example:1', [{ ...record, id: 'c3', reason: { kind: 'tools', tools: ['git'] } }]);
    expect(world.told).toEqual(
      ['program', 'person', 'program', 'person', 'preset', 'program'].map((by) => `change of settings by ${by}`),
    );
  });

  it('names the VPN that was switched in the moment when another program changed the settings, and none later', async () => {
    const { world, change, pass } = startWorld();
    const set = (text: string): void => {
      world.settings = [{ source: 'gnome', from: 'org.gnome.system.proxy', text }];
    };
    await pass(MINUTE);
    world.network = { ways: world.network.ways, vpns: ['Corp VPN (tun0)'] };
    set('http://vpn.example:1');
    await change('settings');
    await pass(MINUTE);
    set('http://other.example:1');
    await change('settings');
    expect(world.told).toEqual([
      'change of vpn by system',
      'change of settings by program while Corp VPN (tun0)',
      'change of settings by program',
    ]);
  });

  it('keeps quiet in the quiet hours, and tells in the morning what still stands', async () => {
    const quiet = { fromMinute: 22 * 60, toMinute: 7 * 60 };
    const { world, pass } = startWorld({ quiet }, new Date(2026, 10, 22, 23, 0).getTime());
    world.code = 'proxy.down';
    await pass(7 * 60 * MINUTE);
    expect(world.told).toEqual(['problem proxy.down quiet-hours']);
    await pass(3 * 60 * MINUTE);
    expect(world.told).toEqual(['problem proxy.down quiet-hours', 'problem proxy.down yes']);
  });

  it('does not tell more than a handful of faults an hour, whatever comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<CauseCode>('ok', 'proxy.down', 'device.offline', 'vpn.required'), {
          minLength: 20,
          maxLength: 120,
        }),
        async (codes) => {
          const { world, watch, pass } = startWorld();
          for (const code of codes) {
            world.code = code;
            watch.checkNow();
            await pass(20_000);
          }
          const shown = world.told.filter((one) => one.endsWith(' yes'));
          expect(shown.filter((one) => one.startsWith('problem')).length).toBeLessThanOrEqual(4);
          await watch.stop();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('does nothing while it is paused, except what the person asks for', async () => {
    const { world, watch, pass, change } = startWorld();
    await pass(MINUTE);
    watch.pause();
    await pass(60 * MINUTE);
    await change('settings');
    expect([world.checkedAtMs.length, watch.state().mode]).toEqual([1, 'paused']);
    watch.checkNow();
    await pass(60 * MINUTE);
    expect(world.checkedAtMs).toHaveLength(2);
    watch.resume();
    await pass(MINUTE);
    expect(world.checkedAtMs).toHaveLength(3);
  });

  it('leaves no timer and no listener behind', async () => {
    const { watch, pass, change, openTimers, isListening } = startWorld();
    await pass(7 * MINUTE);
    await change('settings');
    await watch.stop();
    expect([openTimers(), isListening(), watch.state().mode]).toEqual([0, false, 'off']);
  });
});
