import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  offsetOf,
  valueAt,
  valuesOf,
  withEntry,
  withoutEntry,
  withValue,
} from '../../../renderer/state/preset-text.ts';

const FILE = `{
  // whose it is
  "throughway": 1,
  "name": "Office", /* short */
  "proxies": "http://proxy.corp.example:8080",
  "bypass": [
    // names without a dot
    "<local>",
    "*.corp.example", // ours
    "10.0.0.0/8"
  ],
  "places": [
    { "name": "home", "direct": true } // no office there
  ],
}
`;
const COMMENTS = ['// whose it is', '/* short */', '// names without a dot', '// ours', '// no office there'];
const at = (text: string, ...path: (string | number)[]): unknown => valueAt(valuesOf(text), path);

describe('the text of a preset', () => {
  it('keeps every comment and all other lines when one value changes', () => {
    const text = withValue(FILE, ['proxies'], 'http://other.example:3128');
    expect(text).toBe(FILE.replace('http://proxy.corp.example:8080', 'http://other.example:3128'));
  });

  it('changes a list entry by entry, so that comments between the others stay', () => {
    const text = withValue(FILE, ['bypass'], ['<local>', '*.corp.example', 'intranet', '10.0.0.0/8']);
    expect(at(text, 'bypass')).toEqual(['<local>', '*.corp.example', 'intranet', '10.0.0.0/8']);
    for (const comment of COMMENTS) expect(text).toContain(comment);
  });

  it('reads a short form as the group that it stands for, and writes the group only when it is needed', () => {
    expect(at(FILE, 'name', 'en')).toBe('Office');
    expect(at(FILE, 'name', 'ja')).toBeUndefined();
    expect(at(withValue(FILE, ['name', 'en'], 'Works'), 'name')).toBe('Works');
    const both = withValue(FILE, ['name', 'ja'], '本社');
    expect(at(both, 'name')).toEqual({ en: 'Office', ja: '本社' });
    expect(at(withValue(FILE, ['name', 'ja'], undefined), 'name')).toBe('Office');
  });

  it('makes groups that are not there yet, and takes them away when they are empty again', () => {
    const text = withValue(FILE, ['contact', 'name', 'en'], 'Help desk');
    expect(at(text, 'contact')).toEqual({ name: { en: 'Help desk' } });
    expect(at(withValue(text, ['contact', 'name', 'en'], undefined), 'contact')).toBeUndefined();
    expect(at(withValue(FILE, ['places', 0, 'when', 'vpn'], true), 'places', 0, 'when')).toEqual({ vpn: true });
  });

  it('adds and removes entries', () => {
    const two = withEntry(FILE, ['places'], { name: 'train' });
    expect(at(two, 'places', 1, 'name')).toBe('train');
    expect(two).toContain('// no office there');
    const one = withoutEntry(two, ['places'], 0);
    expect(at(one, 'places')).toEqual([{ name: 'train' }]);
    expect(at(withoutEntry(one, ['places'], 0), 'places')).toBeUndefined();
    expect(at(withEntry('{}', ['credentials'], { proxy: '' }), 'credentials')).toEqual([{ proxy: '' }]);
  });

  it('leaves a text alone that is no JSON yet', () => {
    expect(valuesOf('{ "name": ')).toBeNull();
    expect(valuesOf('[1]')).toBeNull();
    expect(withValue('{ "name": ', ['name', 'en'], 'x')).toBe('{ "name": ');
  });

  it('never leaves the file: keys of the language itself are not read', () => {
    expect(valueAt({}, ['__proto__'])).toBeUndefined();
    expect(valueAt({}, ['constructor', 'name'])).toBeUndefined();
  });

  it('keeps the indentation and the line ends of the file', () => {
    const tabs = '{\r\n\t"throughway": 1\r\n}\r\n';
    expect(withValue(tabs, ['pac'], 'http://p.example/')).toBe(
      '{\r\n\t"throughway": 1,\r\n\t"pac": "http://p.example/"\r\n}\r\n',
    );
  });

  it('finds where a line and column stand', () => {
    expect(FILE.slice(offsetOf(FILE, { line: 3, column: 3 })).startsWith('"throughway"')).toBe(true);
    expect(offsetOf('a', { line: 9, column: 9 })).toBe(1);
  });

  const entry = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  test.prop([fc.array(entry), fc.array(entry)])('turns any list into any other', (from, to) => {
    const text = withValue('{ "throughway": 1 }', ['bypass'], from);
    expect(at(withValue(text, ['bypass'], to), 'bypass')).toEqual(to);
  });
});
