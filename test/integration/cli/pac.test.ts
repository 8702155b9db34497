import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NOT_BUILT, runCli } from './run-cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'throughway-pac-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function script(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const OFFICE = script(
  'office.pac',
  `function FindProxyForURL(url, host) {
  if (isPlainHostName(host)) return "DIRECT";
  if (dnsDomainIs(host, ".broken.test")) throw new Error("boom");
  return "PROXY proxy.test:8080; DIRECT";
}`,
);
const BRANCH = script('branch.pac', 'function FindProxyForURL() {\n  return "PROXY proxy.test:3128; DIRECT";\n}');
const CLEAN = script('clean.pac', 'function FindProxyForURL(url, host) {\n  return "DIRECT";\n}');

function jsonLines(stdout: string): readonly Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe.skipIf(NOT_BUILT !== null)(`throughway pac${NOT_BUILT === null ? '' : ` (${NOT_BUILT})`}`, () => {
  it('eval gives a line a URL, in order', async () => {
    const { status, stdout } = await runCli({
      args: ['pac', 'eval', '--json', OFFICE, 'http://intra/', 'https://www.example.test/a'],
    });
    expect([status, jsonLines(stdout)]).toEqual([
      0,
      [
        { url: 'http://intra/', answer: 'DIRECT', route: [{ kind: 'direct' }], tookMs: expect.any(Number) },
        {
          url: 'https://www.example.test/a',
          answer: 'PROXY proxy.test:8080; DIRECT',
          route: [{ kind: 'http', host: 'proxy.test', port: 8080 }, { kind: 'direct' }],
          tookMs: expect.any(Number),
        },
      ],
    ]);
  });

  it('eval reads URLs from standard input, without comments and empty lines', async () => {
    const { status, stdout } = await runCli({
      args: ['pac', 'eval', OFFICE],
      stdin: '# sites\nhttp://intra/\n\nhttp://www.example.test/\n',
    });
    expect([status, stdout]).toEqual([
      0,
      'http://intra/: no proxy\nhttp://www.example.test/: http://proxy.test:8080 → no proxy\n',
    ]);
  });

  it('eval says where a script fails, and ends with status 1', async () => {
    const args = ['pac', 'eval', OFFICE, 'http://www.broken.test/', 'http://intra/'];
    const [text, json] = [await runCli({ args }), await runCli({ args: [...args, '--json'] })];
    expect([text.status, text.stdout]).toEqual([
      1,
      'http://www.broken.test/: The script fails in line 3: Error: boom\nhttp://intra/: no proxy\n',
    ]);
    expect([json.status, jsonLines(json.stdout)[0]]).toMatchObject([
      1,
      { url: 'http://www.broken.test/', answer: null, error: { message: 'Error: boom', line: 3 } },
    ]);
  });

  it('eval of a script that is not there gives every URL an error', async () => {
    const { status, stdout } = await runCli({ args: ['pac', 'eval', '--json', '/nonexistent.pac', 'http://intra/'] });
    expect([status, jsonLines(stdout)]).toMatchObject([1, [{ answer: null, error: { kind: 'unreachable' } }]]);
  });

  it('lint names each remark with its line', async () => {
    const bad = script(
      'bad.pac',
      'function FindProxyForURL(url, host) {\n  if (host == "WWW.example.test") return "DIRECT";\n}',
    );
    const { status, stdout } = await runCli({ args: ['pac', 'lint', '--json', bad] });
    const found = jsonLines(stdout).map(({ code, line }) => ({ code, line }));
    expect(status).toBe(1);
    expect(found).toContainEqual({ code: 'upper-case-host', line: 2 });
    const japanese = await runCli({ args: ['pac', 'lint', '--lang', 'ja', bad] });
    expect(japanese.stdout).toContain('2行目（upper-case-host）：');
  });

  it('lint has nothing to say about a clean script', async () => {
    const { status, stdout } = await runCli({ args: ['pac', 'lint', CLEAN] });
    expect([status, stdout]).toEqual([0, 'No mistakes were found.\n']);
  });

  it('diff shows where two scripts part', async () => {
    const { status, stdout } = await runCli({ args: ['pac', 'diff', OFFICE, BRANCH, 'http://intra/'] });
    expect([status, stdout]).toEqual([
      1,
      [
        'http://intra/: different routes',
        '  Before: no proxy (line 2)',
        '  After: http://proxy.test:3128 → no proxy (line 2)',
        'The routes differ for 1 URL.',
        '',
      ].join('\n'),
    ]);
    const same = await runCli({ args: ['pac', 'diff', '--json', OFFICE, OFFICE], stdin: 'http://intra/\n' });
    expect([same.status, jsonLines(same.stdout)]).toMatchObject([0, [{ difference: 'none' }]]);
  });

  it.each([
    [['pac']],
    [['pac', 'eval']],
    [['pac', 'eval', OFFICE]],
    [['pac', 'eval', OFFICE, 'http://intra/', 'not a url']],
    [['pac', 'diff', OFFICE]],
    [['pac', 'lint']],
  ])('%j is wrong usage', async (args) => {
    const { status, stdout, stderr } = await runCli({ args: [...args, '--json'] });
    expect([status, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
  });
});

describe.skipIf(NOT_BUILT !== null)('throughway settings --explain', () => {
  const args = ['settings', '--pac', OFFICE, '--for', 'http://www.example.test/', '--explain'];

  it('shows the line that answered and every question that the script asked', async () => {
    const { status, stdout } = await runCli({ args });
    expect([status, stdout.replaceAll(/\d+ ms/g, 'N ms').replaceAll(folder, '')]).toEqual([
      0,
      [
        'http://www.example.test/: http://proxy.test:8080 → no proxy',
        '  Decided by: command-line option',
        '  Because: the automatic configuration script decided so',
        '  Script: file:///office.pac',
        '  Answer of the script: PROXY proxy.test:8080; DIRECT',
        '  Answered by (line 4): return "PROXY proxy.test:8080; DIRECT";',
        '  Questions the script asked:',
        '    isPlainHostName("www.example.test") → false (N ms)',
        '    dnsDomainIs("www.example.test", ".broken.test") → false (N ms)',
        '  Names looked up: none',
        '',
      ].join('\n'),
    ]);
  });

  it('gives the same to programs', async () => {
    const { stdout } = await runCli({ args: [...args, '--json'] });
    expect(jsonLines(stdout)).toMatchObject([
      {
        url: 'http://www.example.test/',
        because: 'pac-answer',
        source: 'option',
        bypassed: false,
        pac: {
          branch: [{ line: 4, text: 'return "PROXY proxy.test:8080; DIRECT";' }],
          calls: [{ name: 'isPlainHostName', answer: 'false' }, { name: 'dnsDomainIs' }],
          dnsQuestions: 0,
        },
      },
    ]);
  });
});
