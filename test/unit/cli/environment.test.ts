import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder } from '../../../main/host/data-folder.ts';
import { allowsColor, controlUrlsOf, languageOf } from '../../../main/host/environment.ts';

describe('the environment', () => {
  it.each([
    [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'ja_JP.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'C', LC_MESSAGES: 'ja_JP' }, 'ja'],
    [{ LANG: 'jam_JM' }, 'en'],
  ] as const)('gives the language of the locale %o', (env, lang) => {
    expect(languageOf(env)).toBe(lang);
  });

  it('takes colours away when NO_COLOR holds anything', () => {
    expect([allowsColor({ NO_COLOR: '1' }), allowsColor({ NO_COLOR: '' }), allowsColor({})]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('splits the control sites at commas', () => {
    expect(controlUrlsOf({ THROUGHWAY_CONTROL_URLS: 'http://a.example/, http://b.example/' })).toEqual([
      'http://a.example/',
      'http://b.example/',
    ]);
    expect(controlUrlsOf({ THROUGHWAY_CONTROL_URLS: ' ' })).toBeNull();
  });

  it('keeps data where the platform wants it, or where it is told to', () => {
    expect(dataFolder({ XDG_DATA_HOME: '/x' }, 'linux')).toBe('/x/throughway');
    expect(dataFolder({ XDG_DATA_HOME: 'relative' }, 'linux')).not.toContain('relative');
    expect(dataFolder({ THROUGHWAY_DATA_DIR: '/own' }, 'win32')).toBe(path.resolve('/own'));
  });
});
