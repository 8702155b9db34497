import { describe, expect, it } from 'vitest';
import { type BypassDialect, parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { formatExceptions } from '../../../src/tools/exceptions.ts';

const LIST = '<-loopback>;host.example;*.corp.example;10.0.0.0/8;[2001:db8::1];<local>;a.example:8080';

describe('exceptions', () => {
  it.each([
    [
      'npm',
      'host.example,.corp.example,[2001:db8::1]',
      'host.example *.corp.example',
      '10.0.0.0/8 <local> a.example:8080',
    ],
    [
      'curl',
      'host.example,.corp.example,10.0.0.0/8,2001:db8::1',
      'host.example *.corp.example',
      '<local> a.example:8080',
    ],
    ['wget', 'host.example,.corp.example,2001:db8::1', 'host.example', '10.0.0.0/8 <local> a.example:8080'],
    ['java', 'host.example,*.corp.example,[2001:db8::1]', '', '10.0.0.0/8 <local> a.example:8080'],
    ['apt', 'host.example', '', '*.corp.example 10.0.0.0/8 [2001:db8::1] <local> a.example:8080'],
    ['go', 'host.example,*.corp.example,10.0.0.0/8,2001:db8::1', 'host.example', '<local> a.example:8080'],
  ] as const satisfies readonly (readonly [BypassDialect, string, string, string])[])(
    'in the words of %s: nothing is lost in silence',
    (dialect, entries, wider, lost) => {
      const formatted = formatExceptions(parseBypassList(LIST, 'chromium'), dialect);
      expect({
        entries: formatted.entries.join(','),
        wider: formatted.wider.join(' '),
        lost: formatted.lost.join(' '),
      }).toEqual({ entries, wider, lost });
    },
  );

  it('keep this computer’s own names away from the proxy, as browsers do', () => {
    const none = { rules: [], unparsed: [] };
    expect(formatExceptions(none, 'curl')).toEqual({ entries: ['localhost', '127.0.0.1', '::1'], wider: [], lost: [] });
    expect(formatExceptions(none, 'go').entries).toEqual([]);
  });

  it('that mean "only these" have no words', () => {
    const list = { ...parseBypassList('a.example', 'chromium'), reversed: true };
    expect(formatExceptions(list, 'curl')).toEqual({ entries: [], wider: [], lost: ['a.example'] });
  });
});
