import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAC_LIBRARY } from '../../../src/pac/builtins/library.ts';
import { markReturns } from '../../../src/pac/mark-returns.ts';
import { generateScript } from '../../oracle/pac/generate-scripts.ts';

const HOSTS = ['www', 'www.example.test', 'intra.example.test', 'a.b.example.test', 'www.other.test'];

/** Answers for each host, or the error's name, in a realm of its own with the standard functions. */
function answers(text: string, passed: number[] = []): readonly string[] {
  const realm = createContext({
    mark: (id: number) => void passed.push(id),
    lookUp: () => '127.0.0.1',
    own: () => '192.0.2.7',
    nothing: () => 0,
  });
  runInContext(`${PAC_LIBRARY}(true, lookUp, own, nothing, nothing, mark)`, realm);
  try {
    runInContext(text, realm, { timeout: 1_000 });
  } catch (error) {
    return [String(error)];
  }
  return HOSTS.map((host) => {
    const call = `FindProxyForURL("http://${host}/b/", "${host}")`;
    try {
      return String(runInContext(call, realm, { timeout: 1_000 }));
    } catch (error) {
      return String(error);
    }
  });
}

function marked(text: string): { readonly text: string; readonly lines: readonly number[] } {
  const script = markReturns(text);
  if (script === null) throw new Error(`this can't be marked: ${text}`);
  return { text: script.text, lines: script.marks.map((mark) => mark.line) };
}

/** Pieces that may stand after `return`, or as the body of an arrow function. */
const expression = fc.letrec<{ one: string; leaf: string }>((tie) => ({
  leaf: fc.constantFrom(
    'host',
    '"DIRECT"',
    '`a${host}`',
    '/[/}"{]/.test(url)',
    '1',
    '(url, host)',
    'null',
    '({ a: 1 })',
  ),
  one: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    tie('leaf'),
    fc.tuple(tie('one'), tie('one')).map(([a, b]) => `(${a} ? ${b} : 0)`),
    fc.tuple(tie('one'), tie('one')).map(([a, b]) => `(${a} ?? ${b})`),
    fc.tuple(tie('one'), tie('one')).map(([a, b]) => `(() => ${a} || ${b})()`),
    tie('one').map((a) => `[1].map(x => y => ${a})[0](2)`),
    tie('one').map((a) => `(x => ({ x: ${a} }))(1).x`),
    tie('one').map((a) => `(function () { return/* \n */${a}; return ${a} })()`),
    tie('one').map((a) => `[...function* () { yield ${a}; return ${a} }()].join()`),
    tie('one').map((a) => `(k = ${a})`),
    tie('one').map((a) => `new (class { get v() { return ${a} } return() { return 1 } })().v`),
    tie('one').map((a) => `\`\${(() => ${a})()} return => \``),
  ),
})).one;

describe('markReturns', () => {
  it('changes no answer of 400 generated scripts, and every answer passes a mark', () => {
    for (let seed = 0; seed < 400; seed += 1) {
      const { text } = generateScript(seed, ['DIRECT', 'PROXY a:1; DIRECT'], seed % 2 === 0 ? 'es5' : 'modern');
      const passed: number[] = [];
      expect(answers(marked(text).text, passed)).toEqual(answers(text));
      expect(passed.length).toBeGreaterThanOrEqual(HOSTS.length);
    }
  });

  it('changes no answer of expressions of every form, and no line', () => {
    fc.assert(
      fc.property(expression, expression, (a, b) => {
        const text = `var k;\nfunction FindProxyForURL(url, host) {\n if (${a}) return ${b}\n return(${a});\n}`;
        const { text: changed } = marked(text);
        expect(answers(changed)).toEqual(answers(text));
        expect(changed.split('\n')).toHaveLength(text.split('\n').length);
      }),
      { numRuns: 300 },
    );
  });

  it('tells returns of the entry from those beside and inside it', () => {
    const script = markReturns(
      'var FindProxyForURL = function (u, h) {\n var f = () => 1;\n return other(f);\n};\nfunction other() {\n return 2\n}',
    );
    expect(script?.marks.map(({ line, own }) => [line, own])).toEqual([
      [2, false],
      [3, true],
      [6, false],
    ]);
  });

  it.each(['"unfinished', 'return 1', '('.repeat(100_000), 'x'.repeat(2_000_000)])(
    'leaves what it can not read alone (%#)',
    (text) => {
      expect(markReturns(text)).toBeNull();
    },
  );
});
