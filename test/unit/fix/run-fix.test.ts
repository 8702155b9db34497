import { describe, expect, it } from 'vitest';
import { ABSENT } from '../../../src/base/reading.ts';
import { ok, refuse } from '../../../src/base/result.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { ChangePlan, ChangeRecord, ChangeStep } from '../../../src/change/change.ts';
import type { FixFlow, FixStep } from '../../../src/fix/fix-flow.ts';
import { type FixProgress, type FixTools, keepsByItself } from '../../../src/fix/fix-tools.ts';
import { runFix } from '../../../src/fix/run-fix.ts';
import type { CauseCode } from '../../../src/verdict/cause-code.ts';
import { manual } from './situation.ts';

const VERIFY: FixStep = { kind: 'verify', as: null, isByHand: false };
const SET: FixStep = { kind: 'set-settings', source: 'gnome', settings: { mode: 'direct' } };

/** A sign-in as a step of a change. */
const STORED: ChangeStep = {
  ref: { kind: 'sign-in', host: 'p.example', port: 1, realm: '', user: 'u' },
  from: null,
  to: '2026-01-01T00:00:00.000Z',
  shown: { what: 'p.example:1', from: null, to: 'u' },
};

const flow = (...steps: readonly [FixStep, ...FixStep[]]): FixFlow => ({
  id: 'go-direct',
  code: 'settings.proxy-not-needed-here',
  url: 'https://site.example/',
  steps,
});

/** A computer whose changes are only noted: what was applied and taken back, in order. */
function fakeDesk(codes: readonly CauseCode[], given: Partial<FixTools<string>> = {}) {
  const log: string[] = [];
  const said = [...codes];
  let made = 0;
  const record = (plan: ChangePlan): ChangeRecord => {
    made += 1;
    return { id: `c${String(made)}`, reason: plan.reason, at: '', state: 'applied', steps: [], restart: plan.restart };
  };
  const tools: FixTools<string> = {
    changes: {
      apply: (plan) => {
        const one = record(plan);
        log.push(`apply ${one.id}`);
        return Promise.resolve(ok(one));
      },
      undo: (id) => {
        log.push(`undo ${id}`);
        return Promise.resolve(
          ok({ id, reason: { kind: 'relay' }, at: '', state: 'undone', steps: [], restart: [] } as const),
        );
      },
      list: () => Promise.resolve([]),
    },
    writer: () =>
      Promise.resolve({
        openStore: () => ({
          read: () => Promise.resolve(ABSENT),
          write: () => Promise.resolve(ok(undefined)),
          access: () => Promise.resolve({ state: 'allowed' } as const),
        }),
        plan: (source, settings) =>
          Promise.resolve(
            ok([
              {
                ref: { kind: 'file', path: '/f' },
                from: 'a',
                to: JSON.stringify(settings),
                shown: { what: source, from: 'a', to: 'b' },
              } as const,
            ]),
          ),
        restart: () => Promise.resolve(['Chrome']),
      }),
    consent: () => Promise.resolve(true),
    answer: () => Promise.resolve(null),
    signIn: () => Promise.resolve(ok({ step: STORED, forget: () => Promise.resolve() })),
    show: () => Promise.resolve(),
    watch: () => Promise.resolve(true),
    watchLimitMs: 1_000,
    wait: (ms) => {
      log.push(`wait ${String(ms)}`);
      return Promise.resolve();
    },
    diagnose: () => {
      const code = said.shift() ?? 'ok';
      log.push(`diagnose ${code}`);
      return Promise.resolve({ code, alsoFound: [], document: code });
    },
    keeps: (verification) => Promise.resolve(keepsByItself(verification)),
    ...given,
  };
  return { log, tools };
}

const run = (
  one: FixFlow,
  { tools }: ReturnType<typeof fakeDesk>,
  signal = new AbortController().signal,
  onProgress: (progress: FixProgress) => void = () => undefined,
) => runFix(one, tools, { signal, onProgress });

describe('carrying a fix out', () => {
  it('changes, verifies, and says that it is cured', async () => {
    const desk = fakeDesk(['ok']);
    expect(await run(flow(SET, VERIFY), desk)).toMatchObject({
      ok: true,
      value: { verification: { result: 'cured' }, takenBack: false, changes: [{ id: 'c1', restart: ['Chrome'] }] },
    });
    expect(desk.log).toEqual(['apply c1', 'diagnose ok']);
  });

  it('takes back what did not help, and keeps what got further', async () => {
    const same = fakeDesk(['settings.proxy-not-needed-here']);
    expect(await run(flow(SET, VERIFY), same)).toMatchObject({
      value: { verification: { result: 'still' }, takenBack: true },
    });
    expect(same.log.at(-1)).toBe('undo c1');
    const further = fakeDesk(['proxy.auth-required']);
    expect(await run(flow(SET, VERIFY), further)).toMatchObject({
      value: { verification: { result: 'something-new' }, takenBack: false },
    });
    const unknown = fakeDesk(['undetermined']);
    expect(await run(flow(SET, VERIFY), unknown)).toMatchObject({ value: { takenBack: true } });
  });

  it('changes nothing without consent', async () => {
    const desk = fakeDesk([], { consent: () => Promise.resolve(false) });
    expect(await run(flow(SET, VERIFY), desk)).toMatchObject({ ok: false, problem: { problem: { kind: 'declined' } } });
    expect(desk.log).toEqual([]);
  });

  it('puts back what stands where a later step fails, is not seen in time, or is cancelled', async () => {
    const guide: FixStep = {
      kind: 'guide',
      guide: 'sign-in-to-portal',
      args: {},
      watch: { on: 'portal-passed' },
    };
    const unseen = fakeDesk([], { watch: () => Promise.resolve(false) });
    expect(await run(flow(SET, guide, { kind: 'put-back' }, VERIFY), unseen)).toMatchObject({
      problem: { problem: { kind: 'not-seen', watch: { on: 'portal-passed' } }, left: [] },
    });
    expect(unseen.log).toEqual(['apply c1', 'undo c1']);
    const controller = new AbortController();
    const cancelled = fakeDesk([], {
      watch: () => {
        controller.abort();
        return Promise.resolve(false);
      },
    });
    expect(await run(flow(SET, guide, VERIFY), cancelled, controller.signal)).toMatchObject({
      problem: { problem: { kind: 'cancelled' } },
    });
    expect(cancelled.log).toEqual(['apply c1', 'undo c1']);
    const broken = fakeDesk([], { show: () => Promise.reject(new Error('bug')) });
    await expect(run(flow(SET, guide, VERIFY), broken)).rejects.toThrow('bug');
    expect(broken.log).toEqual(['apply c1', 'undo c1']);
  });

  it('names what could not be taken back', async () => {
    const { tools, log } = fakeDesk(['settings.proxy-not-needed-here']);
    const stuck = {
      ...tools,
      changes: { ...tools.changes, undo: () => Promise.resolve(refuse({ kind: 'busy' } as const)) },
    };
    expect(await run(flow(SET, VERIFY), { log, tools: stuck })).toMatchObject({
      value: { takenBack: false, left: [{ id: 'c1', why: { kind: 'busy' } }] },
    });
  });

  it('puts back in between, and verifies afterwards', async () => {
    const place: FixStep = {
      kind: 'set-place',
      ref: { kind: 'vpn', program: 'nmcli', name: 'o' },
      to: 'down',
      what: 'o',
    };
    const desk = fakeDesk(['ok', 'settings.proxy-not-needed-here']);
    const outcome = await run(flow(place, { kind: 'compare' }, { kind: 'put-back' }, VERIFY), desk);
    expect(desk.log).toEqual(['apply c1', 'diagnose ok', 'undo c1', 'diagnose settings.proxy-not-needed-here']);
    expect(outcome).toMatchObject({ value: { compared: { code: 'ok' }, changes: [], takenBack: false } });
  });

  it('stops waiting as soon as the cause has gone', async () => {
    const desk = fakeDesk(['settings.proxy-not-needed-here', 'ok', 'ok']);
    await run(flow({ kind: 'wait', waitsMs: [5, 20, 60] }, VERIFY), desk);
    expect(desk.log).toEqual([
      'wait 5',
      'diagnose settings.proxy-not-needed-here',
      'wait 20',
      'diagnose ok',
      'diagnose ok',
    ]);
  });

  it('puts the given address in the place of the wrong one', async () => {
    const planned: unknown[] = [];
    const { tools, log } = fakeDesk(['ok'], {
      answer: () => Promise.resolve({ kind: 'address', server: { kind: 'http', host: 'right.example', port: 3128 } }),
    });
    const writer = await tools.writer();
    const step: Extract<FixStep, { readonly kind: 'ask-address' }> = {
      kind: 'ask-address',
      source: 'gnome',
      settings: manual({ http: 'wrong.example:1', https: 'other.example:2' }, 'x.example'),
      wrong: { host: 'wrong.example', port: 1 },
      current: 'wrong.example:1',
      shell: null,
    };
    const watching = {
      ...tools,
      writer: () =>
        Promise.resolve({
          ...writer,
          plan: (source: typeof step.source, settings: NonNullable<typeof step.settings>, signal: AbortSignal) => {
            planned.push(settings);
            return writer.plan(source, settings, signal);
          },
        }),
    };
    await run(flow(step, VERIFY), { log, tools: watching });
    expect(planned).toEqual([manual({ http: 'right.example:3128', https: 'other.example:2' }, 'x.example')]);
  });

  it('tells what to type once the address is known, and tries that', async () => {
    const shown: string[] = [];
    const tried: unknown[] = [];
    const desk = fakeDesk(['ok'], {
      answer: () => Promise.resolve({ kind: 'address', server: { kind: 'http', host: 'right.example', port: 3128 } }),
      show: ({ args }) => {
        shown.push(args.command ?? '', args.file ?? '');
        return Promise.resolve();
      },
      diagnose: (_url, { as }) => {
        tried.push(as);
        return Promise.resolve({ code: 'ok', alsoFound: [], document: 'd' });
      },
    });
    const step: FixStep = {
      kind: 'ask-address',
      source: 'env',
      settings: manual({ http: 'wrong.example:1', https: 'other.example:2' }),
      wrong: { host: 'wrong.example', port: 1 },
      current: 'wrong.example:1',
      shell: { platform: 'linux', variables: [{ file: '/home/a/.bashrc', line: 7, name: 'http_proxy' }] },
    };
    const ended = await run(flow(step, { kind: 'verify', as: null, isByHand: true }), desk);
    expect(shown).toEqual([
      'unset all_proxy; export http_proxy=http://right.example:3128 https_proxy=http://other.example:2',
      '/home/a/.bashrc:7',
    ]);
    expect(tried).toEqual([{ proxy: 'http://right.example:3128', bypass: '' }]);
    expect(ended).toMatchObject({ value: { changes: [], told: { guide: 'change-variable' } } });
    expect(desk.log).toEqual([]);
  });

  it('stores a sign-in that the proxy accepts as a change, and forgets it where that fails', async () => {
    const answer = { kind: 'credentials', user: 'u', password: new Secret('p') } as const;
    const step: FixStep = {
      kind: 'ask-credentials',
      proxy: { host: 'p.example', port: 1, kind: 'http', realm: '' },
      isCorrection: false,
    };
    const stored = fakeDesk(['ok'], { answer: () => Promise.resolve(answer) });
    expect(await run(flow(step, VERIFY), stored)).toMatchObject({ value: { changes: [{ id: 'c1' }] } });
    const forgotten: string[] = [];
    const forget = (): Promise<void> => {
      forgotten.push('p.example:1');
      return Promise.resolve();
    };
    const { tools, log } = fakeDesk([], {
      answer: () => Promise.resolve(answer),
      signIn: () => Promise.resolve(ok({ step: STORED, forget })),
    });
    const busy = {
      ...tools,
      changes: { ...tools.changes, apply: () => Promise.resolve(refuse({ kind: 'busy' } as const)) },
    };
    expect(await run(flow(step, VERIFY), { log, tools: busy })).toMatchObject({
      problem: { problem: { kind: 'apply', problem: { kind: 'busy' } } },
    });
    expect(forgotten).toEqual(['p.example:1']);
  });

  it('stores nothing that the proxy refuses', async () => {
    const desk = fakeDesk([], {
      answer: () => Promise.resolve({ kind: 'credentials', user: 'u', password: new Secret('p') }),
      signIn: () => Promise.resolve(refuse({ kind: 'credentials-refused' })),
    });
    const step: FixStep = {
      kind: 'ask-credentials',
      proxy: { host: 'p.example', port: 1, kind: 'http', realm: '' },
      isCorrection: false,
    };
    expect(await run(flow(step, VERIFY), desk)).toMatchObject({
      problem: { problem: { kind: 'credentials-refused' } },
    });
  });

  it('says which right is missing where a place can not even be looked at', async () => {
    const { tools, log } = fakeDesk([]);
    const writer = await tools.writer();
    const closed = {
      ...tools,
      writer: () =>
        Promise.resolve({
          ...writer,
          openStore: () => ({
            read: () => Promise.resolve({ state: 'unreadable', why: 'not permitted' } as const),
            write: () => Promise.resolve(ok(undefined)),
            access: () => Promise.resolve({ state: 'needs-administrator' } as const),
          }),
        }),
    };
    const step: FixStep = {
      kind: 'set-place',
      ref: { kind: 'firewall-rule', tool: 'nft', address: '192.0.2.1', port: 1 },
      to: 'accept',
      what: 'nft',
    };
    expect(await run(flow(step, VERIFY), { log, tools: closed })).toMatchObject({
      problem: { problem: { kind: 'apply', problem: { kind: 'needs-administrator', what: ['nft'] } } },
    });
  });
});
