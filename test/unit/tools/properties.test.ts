import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { formatProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxyServer } from '../../../src/settings/proxy-server.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { planTool } from '../../../src/tools/plan-tool.ts';
import { readTool } from '../../../src/tools/read-tool.ts';
import type { Tool } from '../../../src/tools/tool.ts';
import { TOOLS } from '../../../src/tools/tools.ts';
import { FIXTURES } from './fixtures.ts';
import { filesWith, formAt, named, WHERE } from './helpers.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/u);
const host = fc.oneof(
  fc.tuple(label, label).map((parts) => parts.join('.')),
  fc.ipV4().filter((text) => !text.startsWith('0.')),
  fc.constantFrom('::1', '2001:db8::5', 'xn--nckua8gwd.example'),
);
const server = (tool: Tool): fc.Arbitrary<ProxyServer> =>
  fc.record({ kind: fc.constantFrom(...tool.kinds), host, port: fc.integer({ min: 1, max: 65_535 }) });
const exceptions = fc
  .array(
    fc.oneof(
      host.map((one) => (one.includes(':') ? `[${one}]` : one)),
      label.map((one) => `*.${one}.example`),
      fc.constantFrom('<local>', '10.0.0.0/8', 'x.example:8080', '*', 'a*b.example', '<-loopback>'),
    ),
    { maxLength: 5 },
  )
  .map((entries) => entries.join(';'));

/** Bytes as Latin-1 without line ends, and without what would end a comment. */
const remark = fc
  .string({ unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 30 })
  .map((text) => text.replace(/[*<>/\\?\-\]\u007f-\u009f\u00a0]/gu, '.'));

/** How each file comments on itself. */
function commentIn(path: string, text: string): string {
  if (/\.(?:xml|Config)$/u.test(path)) return `<!-- ${text} -->`;
  return /\.json$/u.test(path) ? `// ${text}` : `# ${text}`;
}

const CASES = TOOLS.flatMap((tool) =>
  (FIXTURES[tool.id] ?? []).map((fixture, index) => ({ tool, fixture, title: `${tool.name} ${String(index + 1)}` })),
);

describe.each(CASES)('$title', ({ tool, fixture: { path, before } }) => {
  const surroundings = fc
    .record({
      above: fc.array(remark, { maxLength: 3 }),
      end: fc.constantFrom('\n', '\r\n'),
      mark: fc.boolean(),
      own: fc.boolean(),
    })
    .map(({ above, end, mark, own }) => {
      const body = own || /\.(?:xml|Config)$/u.test(path) ? before.replace(/\r?\n/gu, end) : '';
      const isMarked = mark && !body.startsWith('\u00ef');
      // A declaration of XML must stand first.
      const remarks = body.includes('<?xml') ? '' : above.map((text) => commentIn(path, text) + end).join('');
      return (isMarked ? '\u00ef\u00bb\u00bf' : '') + remarks + body;
    });

  const told = (text: string, settings: ProxySettings): string => {
    const files = filesWith(tool, path, text).filter((file) => file.path === path);
    const plan = planTool(tool, { files, settings, where: WHERE });
    if (!plan.ok) throw new Error(JSON.stringify(plan.problem));
    return plan.value.changes[0]?.to ?? text;
  };

  it('reads back any proxy and any exceptions that it was told, between any text', () => {
    fc.assert(
      fc.property(server(tool), exceptions, surroundings, (proxy, list, text) => {
        const settings: ProxySettings = {
          mode: 'manual',
          servers: { any: { state: 'valid', server: proxy } },
          bypass: parseBypassList(list, 'chromium'),
        };
        const after = told(text, settings);
        const files = filesWith(tool, path, after).filter((file) => file.path === path);
        const reading = readTool(tool, files, WHERE);
        const expected = formatProxyServer(proxy);
        expect(named(reading.proxy)).toEqual({ http: expected, https: expected });
        expect(told(after, settings)).toBe(after);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps every line that says nothing about proxies, in its order and byte by byte', () => {
    fc.assert(
      fc.property(server(tool), exceptions, surroundings, (proxy, list, text) => {
        const settings: ProxySettings = {
          mode: 'manual',
          servers: { any: { state: 'valid', server: proxy } },
          bypass: parseBypassList(list, 'chromium'),
        };
        const after = told(text, settings);
        const kept = linesOf(text).filter((line) => !/prox|host>|port>|word>|name>|old\.example/iu.test(line));
        let at = 0;
        for (const line of kept) {
          // A last member without comma gets one; its line end and indentation stay.
          const next = after.indexOf(line.replace(/\r?\n?$/u, ''), at);
          expect(next).toBeGreaterThanOrEqual(0);
          at = next + line.length - 2;
        }
        const ends = new Set(after.match(/\r?\n/gu));
        if (/\n/u.test(text)) expect(ends).toEqual(new Set(text.match(/\r?\n/gu)));
        expect(after.startsWith('\u00ef\u00bb\u00bf')).toBe(text.startsWith('\u00ef\u00bb\u00bf'));
      }),
      { numRuns: 30 },
    );
  });

  it('survives any text, broken or hostile, and reads what it wrote', () => {
    const form = formAt(tool, path);
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.replace(/[^\0-\u00ff]/gu, '?')),
      fc
        .array(
          fc.constantFrom(
            ...['[', ']', '{', '}', '"', "'", '\\', '\n', '\r', '=', ':', '#', ';', '<', '>', '</', '<!--', '/*', '::'],
            ...[
              'proxy',
              'http',
              '[http]',
              'proxies',
              'httpProxy',
              'Environment=',
              '[Service]',
              'Acquire',
              ' ',
              '\t',
              '"""',
            ],
          ),
          { maxLength: 60 },
        )
        .map((parts) => parts.join('')),
      fc
        .tuple(fc.nat(before.length), fc.nat(40))
        .map(([from, length]) => before.slice(0, from) + before.slice(from + length)),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const values = form.read(text);
        const one =
          tool.roles === 'any'
            ? { any: 'http://p.example:1' }
            : { http: 'http://p.example:1', https: 'http://p.example:1' };
        const written = form.write(text, one);
        if (!written.ok) return;
        const again = form.read(written.value);
        expect(values.ok).toBe(true);
        const said = again.ok ? (again.value.any ?? again.value.https) : '';
        expect(said?.replace(/^http:\/\//u, '')).toBe('p.example:1');
      }),
      { numRuns: 120 },
    );
  });

  it('is done with a long run of anything in a moment', () => {
    const form = formAt(tool, path);
    for (const piece of [
      '[',
      '"',
      '\\',
      '<',
      '<a ',
      '{"a":',
      ' ',
      '\n',
      '= ',
      '#',
      'a\\\n',
      '::',
      "'",
      '<!--',
      '/*',
      'key:',
      '- ',
      '\t',
      '"a\\',
      '[a"',
    ]) {
      const text = piece.repeat(Math.ceil(12_000 / piece.length));
      const start = performance.now();
      form.read(text);
      form.write(`${before}${text}`, { http: 'http://p.example:1', any: 'http://p.example:1' });
      expect(performance.now() - start, JSON.stringify(piece)).toBeLessThan(1_500);
    }
  });
});

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
}
