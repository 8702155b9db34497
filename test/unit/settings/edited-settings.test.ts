import { describe, expect, it } from 'vitest';
import { readEdited } from '../../../src/settings/edited-settings.ts';

describe('settings as a person types them', () => {
  it('are settings once they make sense', () => {
    const { settings, problems } = readEdited({
      mode: 'manual',
      servers: [{ scheme: 'http', address: 'http://proxy.example:3128' }],
      bypass: ['.example.com'],
      isReversed: false,
    });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      mode: 'manual',
      servers: { http: { state: 'valid', server: { kind: 'http', host: 'proxy.example', port: 3128 } } },
      bypass: { rules: [{ kind: 'host-pattern' }] },
    });
  });

  it.each([
    ['http://proxｙ.example:3128', 'full-width'],
    ['http://http://proxy.example:3128', 'doubled-scheme'],
    ['http://proxy .example:3128', 'blank-inside'],
    ['http://proxy.example:99999', 'port-out-of-range'],
    ['', 'empty'],
  ])('name what is wrong with %j', (address, kind) => {
    const edited = { mode: 'manual', servers: [{ scheme: 'any', address }], bypass: [], isReversed: false } as const;
    expect(readEdited(edited).problems).toEqual([{ field: 'any', kind }]);
  });

  it('keep the list of the only hosts that use the proxy', () => {
    const servers = [{ scheme: 'any', address: 'http://p:1' }] as const;
    const { settings } = readEdited({ mode: 'manual', servers, bypass: ['a.example'], isReversed: true });
    expect(settings).toMatchObject({ bypass: { reversed: true } });
  });

  it.each([
    '',
    'proxy.pac',
    'ftp://a.example/p',
    'http://',
    'http://a .example/',
    'ｈttp://a.example/p',
    'javascript:1',
  ])('take no %j for the address of a script', (pacUrl) => {
    expect(readEdited({ mode: 'pac', pacUrl }).problems).toEqual([{ field: 'pacUrl', kind: 'no-script-address' }]);
  });

  it('name a script of this computer by its URL', () => {
    expect(readEdited({ mode: 'pac', pacUrl: '/etc/proxy.pac' }).settings).toMatchObject({
      pacUrl: 'file:///etc/proxy.pac',
    });
  });
});
