/** What must not reach an operating system is refused before anything is read or written, whichever way it comes. */
import { describe, expect, it } from 'vitest';
import { ABSENT } from '../../../src/base/reading.ts';
import { checkPreset } from '../../../src/presets/check-preset.ts';
import { presetSettings } from '../../../src/presets/preset-settings.ts';
import { type EditedSettings, readEdited } from '../../../src/settings/edited-settings.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { WRITABLE_SOURCES } from '../../../src/settings/writable-source.ts';
import { createSettingsWriter } from '../../../src/system/create-settings-writer.ts';
import { planTools } from '../../../src/system/tools/plan-tools.ts';
import { TOOLS } from '../../../src/tools/tools.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

const ADDRESSES = {
  'full-width letters': 'ｐｒｏｘｙ.example:3128',
  'full-width digits': 'proxy.example:３１２８',
  'a full-width colon': 'proxy.example：3128',
  'an ideographic blank': 'proxy.example\u3000:3128',
  'a blank inside': 'proxy .example:3128',
  'a port of 0': 'proxy.example:0',
  'a port of 65536': 'proxy.example:65536',
  'a port that is no number': 'proxy.example:31z8',
  'a negative port': 'proxy.example:-1',
  'a doubled scheme': 'http://http://proxy.example:3128',
  'an unknown scheme': 'ftp://proxy.example:3128',
  nothing: '',
  'a port alone': ':3128',
  'a line end': 'proxy.example\n:3128',
} as const;

const SCRIPTS = {
  'full-width letters': 'http://ｗpad.example/proxy.pac',
  'a blank inside': 'http://wpad.example/proxy script.pac',
  'a doubled scheme': 'http://http://wpad.example/proxy.pac',
  'an unknown scheme': 'ftp://wpad.example/proxy.pac',
  'no address at all': 'proxy.pac',
  nothing: '',
  'a line end': 'http://wpad.example/\nproxy.pac',
} as const;

const WRITERS = (['linux', 'darwin', 'win32'] as const).map((platform) => {
  const ran: string[] = [];
  const tools = recordedTools({});
  const writer = createSettingsWriter(platform, {
    ...tools,
    run: (program, args) => {
      ran.push([program, ...args].join(' '));
      return Promise.resolve({ state: 'missing' });
    },
  });
  return { platform, writer, ran };
});

/** Whether a source belongs to that system is another question, asked first where it does not. */
async function refusals(settings: ProxySettings): Promise<void> {
  for (const { writer, ran } of WRITERS)
    for (const source of WRITABLE_SOURCES) {
      const planned = await writer.plan(source, settings, NO_SIGNAL);
      expect(planned.ok).toBe(false);
      if (!planned.ok) expect(['invalid-address', 'not-here']).toContain(planned.problem.kind);
      expect(ran).toEqual([]);
    }
}

describe.each(Object.entries(ADDRESSES))('a proxy address with %s', (_what, address) => {
  const server = parseProxyServer(address);

  it('is known to be wrong', () => {
    expect(server.state).toBe('invalid');
  });

  it('is refused by every writer, and no program is run', async () => {
    await refusals({ mode: 'manual', servers: { any: server }, bypass: parseBypassList('', 'chromium') });
    // Also where somebody put the parts together without looking.
    const unseen = { state: 'valid', server: { kind: 'http', host: address, port: 3128 } } as const;
    await refusals({ mode: 'manual', servers: { http: unseen }, bypass: parseBypassList('', 'chromium') });
  });

  it('is refused for every tool', async () => {
    const access = {
      where: { platform: 'linux', home: '/home/taro', env: {} },
      openStore: () => {
        throw new Error('nothing is opened for writing');
      },
      listFolder: () => Promise.resolve(ABSENT),
    } as const;
    const store = {
      read: () => Promise.resolve(ABSENT),
      write: () => Promise.reject(new Error('written')),
      access: () => Promise.resolve({ state: 'allowed' } as const),
    };
    const settings = { mode: 'manual', servers: { any: server }, bypass: parseBypassList('', 'chromium') } as const;
    const plan = await planTools(TOOLS, { settings, access: { ...access, openStore: () => store }, signal: NO_SIGNAL });
    expect(plan.steps).toEqual([]);
    expect([...new Set(plan.tools.map(({ state }) => state))]).toEqual(['left-out']);
  });

  it('is refused in a form and in a preset', () => {
    const edited: EditedSettings = {
      mode: 'manual',
      servers: [{ scheme: 'any', address }],
      bypass: [],
      isReversed: false,
    };
    expect(readEdited(edited).problems).toMatchObject([{ field: 'any' }]);
    expect(checkPreset(JSON.stringify({ throughway: 1, proxies: address }), 0).problems).not.toEqual([]);
  });
});

describe.each(Object.entries(SCRIPTS))("a script's address with %s", (_what, pacUrl) => {
  it('is refused by every writer, in a form and in a preset', async () => {
    await refusals({ mode: 'pac', pacUrl, bypass: parseBypassList('', 'chromium') });
    expect(readEdited({ mode: 'pac', pacUrl }).problems).toMatchObject([{ field: 'pacUrl' }]);
    // A preset that is not stopped when it is read is stopped by every writer.
    const { preset } = checkPreset(JSON.stringify({ throughway: 1, pac: pacUrl }), 0);
    const reading = preset === null ? null : presetSettings(preset);
    if (reading?.state === 'read') await refusals(reading.value);
  });
});
