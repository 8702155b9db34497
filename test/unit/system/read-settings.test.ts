import { describe, expect, it } from 'vitest';
import { desktopStore } from '../../../src/system/linux/desktop.ts';
import { readLinuxSettings } from '../../../src/system/linux/read-settings.ts';
import { childEnvironment } from '../../../src/system/child-environment.ts';
import { fixture, NO_SIGNAL, recordedTools } from './helpers.ts';

const gnome = { gsettings: fixture('gsettings-manual.txt') };
const kde = { '/home/taro/.config/kioslaverc': '[Proxy Settings]\nProxyType=1\nhttpProxy=http://kde.example 8080\n' };
const preset = {
  '/etc/throughway/preset.throughway.json': '{ "proxies": "http://bob:C4nary@preset.example:1", /* x */ }',
};

describe('the settings of a Linux computer', () => {
  it.each([
    [
      'GNOME over the environment',
      { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME', http_proxy: 'a.example:1' },
      'gnome',
      'desktop-settings',
    ],
    ['KDE over the environment', { XDG_CURRENT_DESKTOP: 'KDE', http_proxy: 'a.example:1' }, 'kde', 'desktop-settings'],
    [
      'the environment under Xfce',
      { XDG_CURRENT_DESKTOP: 'XFCE', http_proxy: 'a.example:1' },
      'env',
      'environment-on-no-desktop',
    ],
    ['the environment without a desktop', { http_proxy: 'a.example:1' }, 'env', 'environment-on-no-desktop'],
    ['the preset where nothing else is set', {}, 'preset', 'preset-only-source'],
  ])('are decided by %s', async (_, env, decidedBy, because) => {
    const tools = recordedTools({ env, commands: gnome, files: { ...kde, ...preset } });
    const snapshot = await readLinuxSettings(tools, { signal: NO_SIGNAL });
    expect({ decidedBy: snapshot.decidedBy, because: snapshot.because }).toEqual({ decidedBy, because });
    expect(snapshot.readings[0]?.source).toBe(decidedBy === 'preset' ? 'env' : decidedBy);
    expect(JSON.stringify(snapshot)).not.toContain('C4nary');
  });

  it('are none on a bare computer', async () => {
    const snapshot = await readLinuxSettings(recordedTools({}), { signal: NO_SIGNAL });
    expect(snapshot.decidedBy).toBe('none');
    expect(snapshot.readings.map(({ reading }) => reading.state)).toEqual([
      'absent',
      'absent',
      'absent',
      'absent',
      'absent',
    ]);
  });

  it('show curl’s reading beside Chromium’s where they differ', async () => {
    const tools = recordedTools({ env: { HTTP_PROXY: 'http://a.example:1' } });
    const { readings } = await readLinuxSettings(tools, { only: 'env', signal: NO_SIGNAL });
    expect(readings.map(({ as, reading }) => [as ?? 'chromium', reading.state])).toEqual([
      ['chromium', 'read'],
      ['curl', 'absent'],
    ]);
  });

  it('say why a source can’t be read', async () => {
    const commands = { gsettings: { state: 'failed', why: 'gsettings: gave no answer in time' } } as const;
    const files = { '/etc/throughway/preset.throughway.json': '{\n  "proxies": }' };
    const { readings } = await readLinuxSettings(recordedTools({ commands, files }), { signal: NO_SIGNAL });
    const states = Object.fromEntries(readings.map(({ source, reading }) => [source, reading]));
    expect(states['gnome']).toEqual({ state: 'unreadable', why: 'gsettings: gave no answer in time' });
    expect(states['preset']).toEqual({ state: 'unreadable', why: 'line 2, column 14: not JSON (value)' });
  });
});

describe('the desktop', () => {
  it.each([
    [{ XDG_CURRENT_DESKTOP: 'Budgie:GNOME' }, 'gnome'],
    [{ XDG_CURRENT_DESKTOP: 'X-Cinnamon' }, 'gnome'],
    [{ DESKTOP_SESSION: 'mate' }, 'gnome'],
    [{ KDE_FULL_SESSION: 'true' }, 'kde'],
    [{ XDG_CURRENT_DESKTOP: 'LXQt' }, 'none'],
    [{}, 'none'],
  ])('%j has the store %s', (env, store) => {
    expect(desktopStore(env)).toBe(store);
  });
});

describe('the environment of a child process', () => {
  it('holds no secret', () => {
    const child = childEnvironment({
      PATH: '/bin',
      http_proxy: 'http://bob:C4nary@a.example:1',
      HTTPS_PROXY: 'bob:C4nary',
      no_proxy: '.corp',
      DB_PASSWORD: 'C4nary',
      REPO: 'https://bob:C4nary@git.example/',
    });
    expect(child).toEqual({ PATH: '/bin', no_proxy: '.corp', LC_ALL: 'C', LANGUAGE: 'C' });
  });
});
