import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { read, type Reading } from '../../../src/base/reading.ts';
import { parseEtcEnvironment } from '../../../src/system/linux/etc-environment.ts';
import { parseGnomeSettings, redactGnomeListing } from '../../../src/system/linux/gnome-settings.ts';
import { formatGVariant, parseGVariant } from '../../../src/system/linux/gvariant.ts';
import {
  formatKioslaverc,
  parseKioslaverc,
  readKdeSettings,
  showKioslaverc,
} from '../../../src/system/linux/kioslaverc.ts';
import { parseScutil, scutilSettings } from '../../../src/system/macos/parse-scutil.ts';
import { wininetSettings } from '../../../src/system/windows/parse-internet-settings.ts';
import { parseRegQuery, plainValues } from '../../../src/system/windows/registry.ts';
import { fixture } from './helpers.ts';

function shown(reading: Reading<ProxySettings>): unknown {
  if (reading.state !== 'read') return reading.state;
  const { value } = reading;
  if (value.mode === 'pac') return value.pacUrl;
  if (value.mode !== 'manual') return value.mode;
  return Object.fromEntries(
    Object.entries(value.servers).map(([scheme, server]) => [
      scheme,
      server.state === 'valid'
        ? formatProxyServer(server.server)
        : server.state === 'invalid'
          ? server.problem.kind
          : 'direct',
    ]),
  );
}

describe('GVariant text', () => {
  it.each([
    ["'it''s'", undefined],
    ["'it\\'s'", "it's"],
    ['"it\'s"', "it's"],
    ['@as []', []],
    ["['a', 'b']", ['a', 'b']],
    ['uint32 3128', 3128],
    ['3128', 3128],
    ['true', true],
    ["'\\u3042'", 'あ'],
    ["['a', ", undefined],
    ['', undefined],
  ])('%s is %j', (text, value) => {
    expect(parseGVariant(text)).toEqual(value);
  });

  it('is the same after writing and reading', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.oneof(text, fc.array(text), fc.integer(), fc.boolean()), (value) => {
        expect(parseGVariant(formatGVariant(value))).toEqual(value);
      }),
    );
  });

  it('of any kind never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[[\]@as '"\\,u0-9]*$/u)), (text) => {
        parseGVariant(text);
        parseGnomeSettings(`org.gnome.system.proxy mode ${text}`);
      }),
    );
    expect(parseGVariant('['.repeat(100_000))).toBeUndefined();
  });
});

describe('GNOME’s settings', () => {
  it('name a server for each scheme', () => {
    expect(shown(parseGnomeSettings(fixture('gsettings-manual.txt')))).toEqual({
      http: 'http://proxy.corp.example:3128',
      https: 'http://[fd00::5]:8443',
    });
  });

  it('are shown without the password', () => {
    expect(redactGnomeListing(fixture('gsettings-manual.txt'))).not.toContain('C4nary');
  });

  it.each([
    ["mode 'none'", 'direct'],
    ["mode 'auto'", 'auto-detect'],
    ["mode 'auto'\nautoconfig-url '/etc/a.pac'", 'file:///etc/a.pac'],
    ["mode 'manual'", 'absent'],
    ["mode 'manual'\n.socks host 's.example'\n.socks port 1080", { any: 'socks5://s.example:1080' }],
    ["mode 'manual'\n.http host 'a b'\n.http port 1", { http: 'blank-inside' }],
    ['', 'absent'],
  ])('%j say %j', (lines, expected) => {
    const output = lines
      .split('\n')
      .map((line) => `org.gnome.system.proxy${line.startsWith('.') ? '' : ' '}${line}`)
      .join('\n');
    expect(shown(parseGnomeSettings(output))).toEqual(expected);
  });
});

describe('KDE’s kioslaverc', () => {
  const manual =
    'ProxyType=1\nhttpProxy=http://proxy.example 8080\nhttpsProxy=http://proxy.example:8081\nNoProxyFor=a.example, b.example\n';

  it.each([
    [manual, { http: 'http://proxy.example:8080', https: 'http://proxy.example:8081' }],
    ['ProxyType=0\nhttpProxy=http://proxy.example 8080', 'direct'],
    ['ProxyType=2\nProxy Config Script=http://pac.example/a', 'http://pac.example/a'],
    ['ProxyType=3\nProxy Config Script=http://pac.example/a', 'auto-detect'],
    ['ProxyType=4\nhttpProxy=HTTP_PROXY', { http: 'http://env.example:1' }],
    ['ProxyType=1\nsocksProxy=socks://s.example 1080', { any: 'socks5://s.example:1080' }],
    ['ProxyType=1\nhttpProxy=http://proxy .example 8080', { http: 'blank-inside' }],
    ['httpProxy=http://proxy.example 8080', 'absent'],
    ['ProxyType=1\nhttpProxy=//:', 'absent'],
  ])('%j says %j', (lines, expected) => {
    const values = parseKioslaverc(`[$Version]\nx=y\n[Proxy Settings][$i]\n${lines}\n[Other]\nProxyType=0\n`);
    expect(shown(readKdeSettings(values, { HTTP_PROXY: 'env.example:1' }))).toEqual(expected);
  });

  it('turns its exceptions round', () => {
    const reading = readKdeSettings(parseKioslaverc(`[Proxy Settings]\n${manual}ReversedException=true`), {});
    expect(reading.state === 'read' && reading.value.mode === 'manual' && reading.value.bypass.reversed).toBe(true);
  });

  it('is shown without passwords', () => {
    const values = parseKioslaverc('[Proxy Settings]\nhttpProxy=http://bob:C4nary@proxy.example 8080\n');
    expect(showKioslaverc(values)).toBe('httpProxy=http://‹secret›@proxy.example 8080');
  });

  it('is the same after writing and reading, and never throws', () => {
    const key = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,10}[a-z]$/u);
    const value = fc.string({ unit: 'grapheme-ascii' }).map((text) => text.trim());
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name }), (entries) => {
        const values = new Map(entries);
        expect(parseKioslaverc(formatKioslaverc(values))).toEqual(values);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        readKdeSettings(parseKioslaverc(`[Proxy Settings]\nProxyType=1\nhttpProxy=${text}`), {});
      }),
    );
  });
});

describe('/etc/environment', () => {
  it('is read as pam_env reads it', () => {
    const text =
      '# x\nexport http_proxy="http://a.example:1"\nno_proxy=\'a,b\' \nhttps_proxy=http://b.example:2 # why\nbad line\n';
    expect(parseEtcEnvironment(text)).toEqual({
      http_proxy: 'http://a.example:1',
      no_proxy: 'a,b',
      https_proxy: 'http://b.example:2',
    });
  });
});

describe('settings of other systems', () => {
  it('macOS: scutil’s dictionary', () => {
    const reading = scutilSettings(parseScutil(fixture('scutil-proxy.txt')));
    expect(shown(reading)).toEqual({ http: 'http://proxy.corp.example:3128', https: 'http://proxy.corp.example:3128' });
    expect(reading.state === 'read' && reading.value.mode === 'manual' && reading.value.bypass.rules.length).toBe(3);
  });

  it('Windows: the registry’s values', () => {
    const output = [
      '',
      'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings',
      '    ProxyEnable    REG_DWORD    0x1',
      '    ProxyServer    REG_SZ    http=proxy.example:8080;https=proxy.example:8081',
      '    ProxyOverride    REG_SZ    *.corp.example;<local>',
      '',
    ].join('\r\n');
    const values = plainValues(parseRegQuery(output));
    expect(shown(read(wininetSettings(values, undefined)))).toEqual({
      http: 'http://proxy.example:8080',
      https: 'http://proxy.example:8081',
    });
    expect(shown(read(wininetSettings(values, '46000000020000000900000000')))).toBe('auto-detect');
  });
});
