import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { composeHost } from '../../../main/host/compose.ts';
import { createRelayCalls } from '../../../main/host/relay-calls.ts';
import type { AssistantEvent } from '../../../src/contract/api.ts';
import { freePort } from '../../lab/auth/launch.ts';
import { fetchBy, startSite } from './relay-ground.ts';

const NO_GIT = existsSync('/usr/bin/git') ? '' : 'git is not installed.';
const GIT = '[user]\n\tname = Bob\n';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function open() {
  const home = mkdtempSync(path.join(tmpdir(), 'relay-calls-'));
  writeFileSync(path.join(home, '.gitconfig'), GIT);
  const env = { HOME: home, PATH: process.env['PATH'] ?? '', THROUGHWAY_DATA_DIR: path.join(home, 'data'), LANG: 'C' };
  const host = composeHost({ env });
  const events: AssistantEvent[] = [];
  const calls = createRelayCalls({ host, announce: (event) => events.push(event), lang: () => Promise.resolve('en') });
  stops.push(
    () => {
      rmSync(home, { recursive: true, force: true });
    },
    () => host.assistant.close(),
    () => calls.close(),
  );
  return { calls, events, config: () => readFileSync(path.join(home, '.gitconfig'), 'utf8') };
}

test.skipIf(NO_GIT !== '')(
  `it is off at first, is turned on, told to tools, and gone without a trace ${NO_GIT}`,
  async () => {
    const { calls, events, config } = open();
    const { handlers } = calls;
    const port = await freePort();
    const site = await startSite();
    stops.push(() => site.stop());
    expect(await handlers['relay.get']({})).toMatchObject({ ok: true, value: { address: null } });
    const address = `127.0.0.1:${String(port)}`;
    const started = await handlers['relay.start']({ port });
    expect(started).toMatchObject({ ok: true, value: { state: 'done', value: { address } } });
    expect((await fetchBy({ place: { port } }, site.url)).status).toBe(200);
    expect(await handlers['relay.get']({})).toMatchObject({ value: { requests: 1 } });

    const planned = await handlers['relay.planTools']({});
    expect(config()).toBe(GIT);
    const told = await handlers['relay.setTools']({ id: planned.ok ? planned.value.id : '' });
    expect(told).toMatchObject({ value: { state: 'done', value: { hasToldTools: true } } });
    expect(config()).toContain(address);

    expect(await handlers['relay.stop']({})).toMatchObject({ value: { state: 'done', value: { address: null } } });
    expect(config()).toBe(GIT);
    await expect(fetchBy({ place: { port } }, site.url)).rejects.toThrow();
    expect(events.map(({ kind }) => kind)).toContain('relay.changed');
  },
);

test('a port that somebody has is told, and it stays off', async () => {
  const { calls } = open();
  const site = await startSite();
  stops.push(() => site.stop());
  const answer = await calls.handlers['relay.start']({ port: site.port });
  expect(answer).toMatchObject({
    value: { state: 'refused', problem: { kind: 'cannot-listen', code: 'EADDRINUSE' } },
  });
  expect(await calls.handlers['relay.get']({})).toMatchObject({ value: { address: null } });
});

test('closing the program turns it off, and a preview from before counts no longer', async () => {
  const { calls } = open();
  const port = await freePort();
  await calls.handlers['relay.start']({ port });
  const planned = await calls.handlers['relay.planTools']({});
  await calls.close();
  const id = planned.ok ? planned.value.id : '';
  expect(await calls.handlers['relay.setTools']({ id })).toEqual({ ok: false, problem: { kind: 'not-found' } });
});
