import { describe, expect, it } from 'vitest';
import { mergeLayers } from '../../../src/presets/policy-layer.ts';
import { neededFacts } from '../../../src/presets/choose-place.ts';
import { linuxPolicy } from '../../../src/system/linux/linux-policy.ts';
import { macosPolicy } from '../../../src/system/macos/macos-policy.ts';
import { readPolicyLayers } from '../../../src/system/policy-places.ts';
import { windowsPolicy } from '../../../src/system/windows/windows-policy.ts';
import type { SystemTools } from '../../../src/system/system-tools.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

/** Answers by program and arguments; what isn't given ends with 1, as `reg query` does. */
function answering(tools: SystemTools, answers: Readonly<Record<string, string>>): SystemTools {
  return {
    ...tools,
    run: (program, args) => {
      const stdout = answers[[program, ...args].join(' ')];
      return Promise.resolve({
        state: 'done',
        exitCode: stdout === undefined ? 1 : 0,
        stdout: stdout ?? '',
        stderr: '',
      });
    },
  };
}

const NEEDS = neededFacts({
  places: [
    {
      name: 'x',
      when: { gateway: ['192.0.2.1', '00:11:22:33:44:55'], dnsSuffix: ['a'], ssid: ['a'], vpn: true, reachable: ['a'] },
    },
  ],
});

describe('Linux', () => {
  it('takes the administrator’s file over the package’s, and what is applied for a person over what is only proposed', async () => {
    const tools = {
      ...recordedTools({
        files: {
          '/etc/throughway/preset.throughway.json':
            '{"throughway": 1, "targets": ["https://it.example/"], "locked": ["targets"]}',
          '/usr/share/throughway/preset.throughway.json':
            '{"throughway": 1, "targets": ["https://v.example/"], "tools": ["git"]}',
          '/home/taro/own.json': '{"throughway": 1, "targets": ["https://own.example/"], "drift": "repair"}',
        },
      }),
      ownPresetPath: '/home/taro/own.json',
    };
    const merged = mergeLayers(await readPolicyLayers(tools, linuxPolicy(tools), NO_SIGNAL));
    expect(merged.preset).toEqual({ targets: ['https://it.example/'], tools: ['git'], drift: 'repair' });
    expect(merged.origins.targets).toEqual({
      kind: 'machine-file',
      from: '/etc/throughway/preset.throughway.json',
      locked: true,
    });
  });

  it('passes over a preset that is over', async () => {
    const files = {
      '/etc/throughway/preset.throughway.json': '{"pac": "https://a.example/", "notAfter": "2026-01-01"}',
    };
    const tools = { ...recordedTools({ files }), wallMs: () => Date.parse('2026-11-22') };
    expect(mergeLayers(await readPolicyLayers(tools, linuxPolicy(tools), NO_SIGNAL)).preset).toEqual({});
  });

  it('knows places by the neighbour table, the search list, the Wi-Fi and what can be reached', async () => {
    const files = {
      '/proc/net/route':
        'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\neth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n',
      '/proc/net/arp':
        'IP address       HW type     Flags       HW address            Mask     Device\n192.0.2.1        0x1         0x2         00:11:22:AA:bb:cc     *        eth0\n',
      '/etc/resolv.conf': 'nameserver 192.0.2.1\nsearch corp.example\n',
    };
    const tools: SystemTools = {
      ...recordedTools({ files, commands: { iwgetid: 'Branch\n' } }),
      canReach: ({ host }) => Promise.resolve(host === 'a'),
    };
    expect(await linuxPolicy(tools).placeFacts(NEEDS, NO_SIGNAL)).toEqual({
      gateways: { state: 'read', value: ['192.0.2.1'] },
      gatewayMacs: { state: 'read', value: ['00:11:22:aa:bb:cc'] },
      dnsSuffixes: { state: 'read', value: ['corp.example'] },
      ssids: { state: 'read', value: ['Branch'] },
      vpns: { state: 'read', value: [] },
      reachable: { state: 'read', value: ['a'] },
    });
  });
});

describe('the name of the Wi-Fi on Linux', () => {
  const needs = neededFacts({ places: [{ name: 'x', when: { ssid: ['a'] } }] });
  const ssidsWith = async (commands: Parameters<typeof recordedTools>[0]['commands']): Promise<unknown> =>
    (await linuxPolicy(recordedTools({ commands: commands ?? {} })).placeFacts(needs, NO_SIGNAL)).ssids;

  // The forms of nmcli 1.42 (`-t`, which puts a backslash before a colon), iwgetid 30 and iw 5.19.
  it.each([
    ['NetworkManager', { nmcli: 'no:Guest\nyes:Office\\: 5G\n' }, ['Office: 5G']],
    ['NetworkManager without a network', { nmcli: 'no:Guest\n' }, []],
    ['the wireless tools', { iwgetid: 'Office\n' }, ['Office']],
    [
      'iw',
      {
        iw: 'phy#0\n\tInterface wlan0\n\t\tifindex 3\n\t\taddr 02:00:00:00:00:01\n\t\tssid \\xe6\\x9c\\xac\\xe7\\xa4\\xbe \\\\ 5G\n\t\ttype managed\n\t\tchannel 36 (5180 MHz), width: 80 MHz\n',
      },
      ['本社 \\ 5G'],
    ],
  ])('is read from %s', async (_name, commands, value) => {
    expect(await ssidsWith(commands)).toEqual({ state: 'read', value });
  });

  it('is absent where no program knows it, and unreadable where one fails', async () => {
    expect(await ssidsWith({})).toEqual({ state: 'absent' });
    expect(await ssidsWith({ iw: { state: 'failed', why: 'EPERM' } })).toEqual({ state: 'unreadable', why: 'EPERM' });
  });
});

describe('Windows', () => {
  const KEY = 'Software\\Policies\\Throughway';
  // The form of `reg query` of Windows 11 22H2.
  const answers = {
    [`reg.exe query HKLM\\${KEY}`]: `\r\nHKEY_LOCAL_MACHINE\\${KEY}\r\n    autoDetect    REG_DWORD    0x1\r\n    contact    REG_SZ    {"email":"it@corp.example"}\r\n\r\nHKEY_LOCAL_MACHINE\\${KEY}\\bypass\r\nHKEY_LOCAL_MACHINE\\${KEY}\\Defaults\r\n`,
    [`reg.exe query HKLM\\${KEY}\\bypass`]: `\r\nHKEY_LOCAL_MACHINE\\${KEY}\\bypass\r\n    1    REG_SZ    <local>\r\n    2    REG_SZ    *.corp.example\r\n`,
    [`reg.exe query HKLM\\${KEY}\\Defaults`]: `\r\nHKEY_LOCAL_MACHINE\\${KEY}\\Defaults\r\n    drift    REG_SZ    repair\r\n`,
    [`reg.exe query HKLM\\${KEY}\\trustedKeys`]: `\r\nHKEY_LOCAL_MACHINE\\${KEY}\\trustedKeys\r\n    1    REG_SZ    MCowBQYDK2VwAyEAAAAA\r\n`,
    [`reg.exe query HKCU\\${KEY}`]: `\r\nHKEY_CURRENT_USER\\${KEY}\r\n    drift    REG_SZ    report\r\n`,
  };

  it('reads group policy: locked values, proposed ones, lists in keys of their own, keys that sign', async () => {
    const tools = answering(recordedTools({ env: { ProgramData: 'C:\\ProgramData' } }), answers);
    const places = windowsPolicy(tools);
    const merged = mergeLayers(await readPolicyLayers(tools, places, NO_SIGNAL));
    expect(merged.preset).toEqual({
      autoDetect: true,
      bypass: ['<local>', '*.corp.example'],
      contact: { email: 'it@corp.example' },
      drift: 'report',
    });
    expect(merged.origins.bypass).toEqual({ kind: 'machine-policy', from: `HKLM\\${KEY}`, locked: true });
    expect(await places.managedKeys(NO_SIGNAL)).toEqual([
      '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAAAA\n-----END PUBLIC KEY-----\n',
    ]);
  });

  it('knows a gateway by its hardware address, and a Wi-Fi by its name, in any language', async () => {
    const tools = answering(recordedTools({}), {
      // `arp -a` and `netsh wlan show interfaces` of a Japanese Windows 11.
      'arp.exe -a':
        '\r\nインターフェイス: 192.0.2.7 --- 0x5\r\n  インターネット アドレス 物理アドレス           種類\r\n  192.0.2.1             00-11-22-aa-bb-cc     動的        \r\n',
      'netsh.exe wlan show interfaces':
        '\r\n    Name                   : Wi-Fi\r\n    SSID                   : Branch\r\n    BSSID                  : 00:11:22:33:44:55\r\n',
    });
    const facts = await windowsPolicy(tools).placeFacts(
      neededFacts({ places: [{ name: 'x', when: { ssid: ['Branch'] } }] }),
      NO_SIGNAL,
    );
    expect(facts.ssids).toEqual({ state: 'read', value: ['Branch'] });
  });
});

describe('macOS', () => {
  it('reads managed preferences, forced and proposed', async () => {
    const path = '/Library/Managed Preferences/org.throughway.desktop.plist';
    const recorded = recordedTools({ env: { USER: 'taro' }, files: { [path]: 'bplist00' } });
    const tools = answering(recorded, {
      [`/usr/bin/plutil -convert json -o - ${path}`]:
        '{"proxies":{"all":"http://proxy.example:8080"},"Defaults":{"targets":["https://it.example/"]}}',
    });
    const merged = mergeLayers(await readPolicyLayers(tools, macosPolicy(tools), NO_SIGNAL));
    expect(merged.preset).toEqual({ proxies: { all: 'http://proxy.example:8080' }, targets: ['https://it.example/'] });
    expect([merged.origins.proxies?.locked, merged.origins.targets?.locked]).toEqual([true, false]);
  });
});
