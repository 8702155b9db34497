/** An applied preset over the days: somebody changes a value, the computer goes to another place, the dates run out. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeHost, type Host } from '../../../main/host/compose.ts';
import { createDriftWatch } from '../../../main/host/watch-drift.ts';
import { en } from '../../../src/messages/en.ts';
import type { Preset } from '../../../src/presets/preset.ts';
import { CLI, NOT_BUILT } from '../cli/run-cli.ts';
import { NO_DESKTOP, openGround } from './rollout-ground.ts';
import { kdeEnvironment } from '../kde-environment.ts';

const run = promisify(execFile);
const { signal } = new AbortController();
const { drifting } = en.rollout;

async function applyIn(host: Host, file: string, preset: Preset): Promise<void> {
  await writeFile(file, JSON.stringify({ throughway: 1, name: 'Office', ...preset }));
  const rollout = await host.openRollout();
  const preview = await rollout.preview(file, { signal });
  if (!preview.ok) throw new Error(JSON.stringify(preview.problem));
  expect(await rollout.apply(preview.value, { signal })).toMatchObject({ ok: true });
}

function watchOver(host: Host): { readonly told: string[]; readonly look: () => Promise<void> } {
  const told: string[] = [];
  const { look } = createDriftWatch(host, {
    words: () => Promise.resolve(en),
    tell: ({ title }) => told.push(title),
  });
  return { told, look };
}

describe('an applied preset on KDE', () => {
  let folder = '';
  let office: Server | null = null;
  const settings = (): string => path.join(folder, 'kioslaverc');
  const file = (): string => path.join(folder, 'office.throughway.json');
  const env = (): Record<string, string> => kdeEnvironment(folder, folder);
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'throughway-drift-'));
    await mkdir(path.join(folder, 'data'));
    await writeFile(settings(), '[Proxy Settings]\nProxyType=0\n');
  });
  afterEach(async () => {
    office?.close();
    office = null;
    await rm(folder, { recursive: true, force: true });
  });
  const openOffice = async (port: number): Promise<number> => {
    office = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
    await once(office, 'listening');
    const address = office.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const closeOffice = async (): Promise<void> => {
    office?.close();
    if (office !== null) await once(office, 'close');
  };

  it('gets the settings of the place that the computer goes to, and back, without a word of the preset about drift', async () => {
    const port = await openOffice(0);
    const host = composeHost({ env: env() });
    await applyIn(host, file(), {
      places: [
        {
          name: 'Office',
          when: { reachable: [`127.0.0.1:${String(port)}`] },
          proxies: 'http://proxy.corp.example:3128',
        },
        { name: 'Home', direct: true },
      ],
    });
    const { told, look } = watchOver(host);
    await look();
    expect(await readFile(settings(), 'utf8')).toContain('proxy.corp.example 3128');
    await closeOffice();
    await look();
    await look();
    expect(told).toEqual([drifting.switched('Office', 'Home')]);
    expect(await readFile(settings(), 'utf8')).toContain('ProxyType=0');
    await openOffice(port);
    await look();
    expect(told.slice(1)).toEqual([drifting.switched('Office', 'Office')]);
    expect(await readFile(settings(), 'utf8')).toContain('proxy.corp.example 3128');
    expect(await (await host.openRollout()).remove({ signal, insist: false })).toMatchObject({ ok: true });
    expect(await readFile(settings(), 'utf8')).toBe('[Proxy Settings]\nProxyType=0\n');
  });

  it('is only told of where somebody changed a value, also on the way to another place; with "repair" it is brought back', async () => {
    const port = await openOffice(0);
    const host = composeHost({ env: env() });
    const places = [
      { name: 'Office', when: { reachable: [`127.0.0.1:${String(port)}`] }, proxies: 'http://proxy.corp.example:3128' },
      { name: 'Home', direct: true },
    ];
    await applyIn(host, file(), { places });
    const reporting = watchOver(host);
    const byHand = '[Proxy Settings]\nProxyType=1\nhttpProxy=http://own.example 8080\n';
    await writeFile(settings(), byHand);
    await reporting.look();
    await closeOffice();
    await reporting.look();
    expect(reporting.told).toEqual([drifting.told('Office'), drifting.told('Office')]);
    expect(await readFile(settings(), 'utf8')).toBe(byHand);

    await openOffice(port);
    await applyIn(host, file(), { places, drift: 'repair' });
    const repairing = watchOver(host);
    await writeFile(settings(), byHand);
    await repairing.look();
    await repairing.look();
    expect(repairing.told).toEqual([drifting.repaired('Office')]);
    expect(await readFile(settings(), 'utf8')).toContain('proxy.corp.example 3128');
  });

  const noClock = existsSync('/usr/bin/faketime') ? NOT_BUILT : 'faketime is not installed';
  it.skipIf(noClock !== null)(
    `is expired, which is neither compliant nor drifted, after its last day${noClock === null ? '' : ` (skipped: ${noClock})`}`,
    async () => {
      const today = new Date().toISOString().slice(0, 10);
      const host = composeHost({ env: env() });
      await applyIn(host, file(), { proxies: 'http://proxy.corp.example:3128', notAfter: today });
      const statusIn = async (time: readonly string[], ...more: readonly string[]): Promise<readonly unknown[]> => {
        const [program = '', ...args] = [...time, process.execPath, CLI, 'preset', 'status', '--json', ...more];
        const done = await run(program, args, { env: env() }).catch((error: unknown) => Object(error));
        const { state, reason } = JSON.parse(done.stdout);
        return [done.code ?? 0, state, reason];
      };
      expect(await statusIn([])).toEqual([0, 'compliant', undefined]);
      expect(await statusIn(['faketime', '-f', '+2d'])).toEqual([1, 'expired', 'expired']);
      expect(await statusIn(['faketime', '-f', '+2d'], '--repair')).toEqual([1, 'expired', 'expired']);
    },
  );
});

describe.skipIf(NO_DESKTOP !== null)(
  `an applied preset on GNOME${NO_DESKTOP === null ? '' : ` (skipped: ${NO_DESKTOP})`}`,
  () => {
    it('is brought back by the watch where somebody changed a key', async () => {
      await using ground = await openGround();
      const host = composeHost({ env: ground.env });
      await applyIn(host, path.join(ground.folder, 'o.throughway.json'), {
        proxies: 'http://proxy.corp.example:3128',
        drift: 'repair',
      });
      await ground.gsettings('set', 'org.gnome.system.proxy', 'mode', 'none');
      const { told, look } = watchOver(host);
      await look();
      expect(told).toEqual([drifting.repaired('Office')]);
      expect(await ground.gsettings('get', 'org.gnome.system.proxy', 'mode')).toBe("'manual'\n");
    });
  },
);
