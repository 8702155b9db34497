import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dhcpOption252, findWpad, wpadNames } from '../../../src/pac/wpad.ts';
import { calm } from './pac-tools.ts';

describe('wpadNames', () => {
  it.each([
    [['tokyo.example.co.jp'], ['wpad.tokyo.example.co.jp', 'wpad.example.co.jp', 'wpad']],
    [
      ['a.b.corp.example.com.'],
      ['wpad.a.b.corp.example.com', 'wpad.b.corp.example.com', 'wpad.corp.example.com', 'wpad.example.com', 'wpad'],
    ],
    [['co.jp', 'jp', 'com'], ['wpad']],
    [['lan'], ['wpad.lan', 'wpad']],
    [['me.github.io'], ['wpad.me.github.io', 'wpad']],
    [['192.0.2.1', ''], ['wpad']],
  ])('of %j are %j', (domains, names) => {
    expect(wpadNames(domains)).toEqual(names);
  });

  it('never leave what the owner registered', () => {
    fc.assert(
      fc.property(fc.array(fc.domain(), { maxLength: 5 }), (domains) => {
        const names = wpadNames(domains);
        expect(names.length).toBeLessThanOrEqual(12);
        for (const name of names)
          expect(name === 'wpad' || domains.some((domain) => domain.toLowerCase().endsWith(name.slice(5)))).toBe(true);
      }),
    );
  });
});

describe('dhcpOption252', () => {
  it.each([
    [
      'DHCP4.OPTION[12]:                       wpad = http://wpad.example.test/proxy.pac',
      'http://wpad.example.test/proxy.pac',
    ],
    ['  option wpad "http://10.0.0.1/wpad.dat";', 'http://10.0.0.1/wpad.dat'],
    [
      `option unknown-252 ${Buffer.from('http://h.test/w.dat\n')
        .toString('hex')
        .replace(/(..)(?!$)/gu, '$1:')};`,
      'http://h.test/w.dat',
    ],
    [`OPTION_252=${Buffer.from('http://h.test/w.dat\0').toString('hex')}`, 'http://h.test/w.dat'],
    ['DHCP4.OPTION[1]: routers = 10.0.0.1', null],
    ['option wpad "javascript:alert(1)"', null],
  ])('of %j is %j', (text, url) => {
    expect(dhcpOption252(text)).toBe(url);
  });
});

describe('findWpad', () => {
  const sources = {
    domains: () => Promise.resolve(['a.example.test']),
    dhcpTexts: () => Promise.resolve<string[]>([]),
  };

  it('prefers DHCP to DNS', async () => {
    const dhcpTexts = (): Promise<string[]> => Promise.resolve(['wpad = http://d.test/p']);
    const found = await findWpad({ ...sources, dhcpTexts, resolve: () => Promise.resolve(['10.0.0.1']) }, calm);
    expect(found).toEqual({ ok: true, value: { url: 'http://d.test/p', by: 'dhcp' } });
  });

  it('takes the most specific name that has an address', async () => {
    const resolve = (name: string): Promise<string[] | null> =>
      Promise.resolve(name === 'wpad.a.example.test' ? null : ['10.0.0.1']);
    expect(await findWpad({ ...sources, resolve }, calm)).toEqual({
      ok: true,
      value: { url: 'http://wpad.example.test/wpad.dat', by: 'dns' },
    });
  });

  it('does not wait for a less specific name that nobody answers', async () => {
    const silence = new Promise<null>(() => undefined);
    const resolve = (name: string): Promise<string[] | null> =>
      name === 'wpad.a.example.test' ? Promise.resolve(['10.0.0.1']) : silence;
    expect((await findWpad({ ...sources, resolve }, calm)).ok).toBe(true);
  });

  it('says what was asked where nothing is found, also when the resolver fails', async () => {
    const found = await findWpad({ ...sources, resolve: () => Promise.reject(new Error('no network')) }, calm);
    expect(found).toEqual({ ok: false, problem: { asked: ['wpad.a.example.test', 'wpad.example.test', 'wpad'] } });
  });
});
