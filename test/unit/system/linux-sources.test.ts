import { describe, expect, it } from 'vitest';
import { readLinuxSettings } from '../../../src/system/linux/read-settings.ts';
import type { SourceReading } from '../../../src/settings/settings-snapshot.ts';
import { linuxStores } from '../../../src/system/linux/linux-stores.ts';
import { fixture, NO_SIGNAL, recordedTools } from './helpers.ts';

const settled = (readings: readonly SourceReading[], source: string): unknown =>
  readings
    .filter((one) => one.source === source)
    .map(({ from, reading, managed }) => ({ from, reading, managed: managed ?? false }));

describe('IT’s policies for browsers', () => {
  const files = {
    '/etc/opt/chrome/policies/managed/10-proxy.json':
      '{ /* by IT */ "ProxySettings": { "ProxyMode": "fixed_servers", "ProxyServer": "http://bob:C4nary@policy.example:3128", "ProxyBypassList": "*.corp.example" }, }',
    '/etc/opt/chrome/policies/managed/20-home.json': '{ "HomepageLocation": "https://intra.example/" }',
  };

  it('go before the settings of the desktop, and are shown as managed', async () => {
    const tools = recordedTools({ env: { XDG_CURRENT_DESKTOP: 'GNOME', http_proxy: 'http://env.example:1' }, files });
    const snapshot = await readLinuxSettings(tools, { signal: NO_SIGNAL });
    expect({ decidedBy: snapshot.decidedBy, because: snapshot.because }).toEqual({
      decidedBy: 'policy',
      because: 'policy-wins',
    });
    expect(settled(snapshot.readings, 'policy')).toMatchObject([
      {
        from: '/etc/opt/chrome/policies/managed',
        managed: true,
        reading: { value: { mode: 'manual', servers: { any: { server: { host: 'policy.example', port: 3128 } } } } },
      },
    ]);
    expect(JSON.stringify(snapshot)).not.toContain('C4nary');
  });

  it('decide nothing where they leave the choice to the system, or say nothing about proxies', async () => {
    for (const text of ['{ "ProxyMode": "system" }', '{ "HomepageLocation": "x" }']) {
      const tools = recordedTools({
        env: { http_proxy: 'http://env.example:1' },
        files: { '/etc/chromium/policies/managed/a.json': text },
      });
      expect((await readLinuxSettings(tools, { signal: NO_SIGNAL })).decidedBy).toBe('env');
    }
  });

  it('are said to be unreadable where a file is broken', async () => {
    const tools = recordedTools({ files: { '/etc/chromium/policies/managed/a.json': '{ "ProxyMode": ' } });
    const { readings, decidedBy } = await readLinuxSettings(tools, { signal: NO_SIGNAL });
    expect(settled(readings, 'policy')).toMatchObject([{ reading: { state: 'unreadable', why: 'not JSON' } }]);
    expect(decidedBy).toBe('none');
  });
});

describe('Firefox', () => {
  const root = '/home/taro/.mozilla/firefox';
  // In the form that Firefox writes; not recorded.
  const profiles =
    '[Install4F96D1932A9F858E]\nDefault=abcd.default-esr\nLocked=1\n\n[Profile1]\nName=default\nIsRelative=1\nPath=wxyz.default\nDefault=1\n\n[Profile0]\nName=default-esr\nIsRelative=1\nPath=abcd.default-esr\n';
  const prefs =
    '// Mozilla User Preferences\n\nuser_pref("network.proxy.http", "proxy.example");\nuser_pref("network.proxy.http_port", 3128);\nuser_pref("network.proxy.no_proxies_on", "localhost, corp.example");\nuser_pref("network.proxy.share_proxy_settings", true);\nuser_pref("network.proxy.ssl", "proxy.example");\nuser_pref("network.proxy.ssl_port", 8080);\nuser_pref("network.proxy.type", 1);\n';

  it('is shown with what each profile says, and decides nothing for others', async () => {
    const files = {
      [`${root}/profiles.ini`]: profiles,
      [`${root}/abcd.default-esr/prefs.js`]: prefs,
      [`${root}/abcd.default-esr/user.js`]: 'user_pref("network.proxy.http_port", 8080);\n',
    };
    const { readings, decidedBy } = await readLinuxSettings(recordedTools({ files }), { signal: NO_SIGNAL });
    expect(decidedBy).toBe('none');
    const server = { state: 'valid', server: { kind: 'http', host: 'proxy.example', port: 8080 } };
    expect(settled(readings, 'firefox')).toMatchObject([
      {
        from: `${root}/abcd.default-esr`,
        reading: { value: { mode: 'manual', servers: { http: server, https: server } } },
        managed: false,
      },
    ]);
  });

  it('is shown as managed where IT lays its settings down', async () => {
    const policies =
      '{ "policies": { "Proxy": { "Mode": "manual", "Locked": true, "HTTPProxy": "policy.example:3128", "UseHTTPProxyForAllProtocols": true } } }';
    const { readings } = await readLinuxSettings(
      recordedTools({ files: { '/etc/firefox/policies/policies.json': policies } }),
      { signal: NO_SIGNAL },
    );
    expect(settled(readings, 'firefox')).toMatchObject([
      { managed: true, reading: { value: { servers: { https: { server: { host: 'policy.example', port: 3128 } } } } } },
    ]);
  });
});

describe('files for the next sign-in', () => {
  it('are shown where they say something about proxies', async () => {
    const files = {
      '/home/taro/.config/environment.d/10-a.conf': 'http_proxy=http://one.example:1\n',
      '/home/taro/.config/environment.d/20-b.conf': 'http_proxy=http://two.example:2\n',
      '/home/taro/.profile':
        'if true; then\n  export https_proxy="http://bob:C4nary@three.example:3"\n  export http_proxy=$OTHER\nfi\n',
      '/home/taro/.bashrc': 'alias ll=ls\n',
    };
    const { readings, decidedBy } = await readLinuxSettings(recordedTools({ files }), { signal: NO_SIGNAL });
    expect(decidedBy).toBe('none');
    expect(settled(readings, 'login-files')).toMatchObject([
      {
        from: '~/.config/environment.d',
        reading: { value: { servers: { http: { server: { host: 'two.example' } } } } },
      },
      { from: '~/.profile', reading: { value: { servers: { https: { server: { host: 'three.example' } } } } } },
    ]);
    expect(JSON.stringify(readings)).not.toContain('C4nary');
  });
});

describe('NetworkManager', () => {
  it('is shown where a connection names a script', async () => {
    const id = '0b8b2f3e-6f3c-4c9e-9c59-0d7a9a5f1c11';
    const tools = recordedTools({});
    const { readings } = await readLinuxSettings(
      {
        ...tools,
        run: (program, args) =>
          Promise.resolve(
            program !== 'nmcli'
              ? { state: 'missing' }
              : {
                  state: 'done',
                  exitCode: 0,
                  stderr: '',
                  stdout: args.includes('--active') ? `${id}\n` : 'office\nauto\nhttp://wpad.example/p.pac\n',
                },
          ),
      },
      { signal: NO_SIGNAL },
    );
    expect(settled(readings, 'network-manager')).toMatchObject([
      { from: 'office', reading: { value: { mode: 'pac', pacUrl: 'http://wpad.example/p.pac' } } },
    ]);
  });
});

describe('settings that IT has fixed', () => {
  it('are shown as managed, and KDE’s file is not to be written', async () => {
    const files = {
      '/etc/xdg/kioslaverc': '[Proxy Settings][$i]\nProxyType=1\nhttpProxy=http://it.example 1\n',
      '/etc/dconf/db/local.d/locks/proxy': '# by IT\n/system/proxy/mode\n',
    };
    const tools = recordedTools({ files, commands: { gsettings: fixture('gsettings-manual.txt') } });
    const { readings } = await readLinuxSettings(tools, { signal: NO_SIGNAL });
    expect(settled(readings, 'kde')).toMatchObject([{ managed: true }]);
    expect(settled(readings, 'gnome')).toMatchObject([{ managed: true }]);
    const store = linuxStores(tools)({ kind: 'file', path: '/home/taro/.config/kioslaverc' });
    expect(await store.access(NO_SIGNAL)).toEqual({ state: 'managed' });
  });
});
