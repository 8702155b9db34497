import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOT_BUILT, runCli, type CliOutcome } from '../cli/run-cli.ts';

const BEFORE = '[http]\n\tproxy = http://bob:s3cret@old.example:3128 # old\n';

describe.skipIf(NOT_BUILT !== null)(`settings of tools on the command line ${NOT_BUILT ?? ''}`, () => {
  let home: string;
  const run = (...args: readonly string[]): Promise<CliOutcome> =>
    runCli({
      args,
      env: {
        HOME: home,
        THROUGHWAY_DATA_DIR: path.join(home, 'data'),
        http_proxy: 'http://p.example:8080',
        https_proxy: 'http://p.example:8080',
        THROUGHWAY_CONTROL_URLS: 'http://site.example/',
      },
    });

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'tools-cli-'));
    writeFileSync(path.join(home, '.gitconfig'), BEFORE);
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  test('the list says that git goes another way, and shows no password', async () => {
    const { status, stdout } = await run('settings', '--tools', 'git,npm', '--json');
    expect(status).toBe(0);
    const { tools }: { tools: unknown } = JSON.parse(stdout);
    expect(tools).toMatchObject([
      { tool: 'git', hasCredentials: true, agreement: { state: 'differs', reason: 'other-proxy' } },
      { tool: 'npm', agreement: { state: 'follows-environment', reason: 'same-proxy' } },
    ]);
    expect(stdout).not.toMatch(/bob|s3cret/u);
  });

  test('git takes the way of this computer, and gets its old one back', async () => {
    const set = await run('settings', 'set', '--tools', 'git,go', '--from-route', '--yes', '--json');
    expect(set.status, set.stderr).toBe(0);
    expect(JSON.parse(set.stdout)).toMatchObject({
      changed: true,
      tools: [
        { tool: 'git', state: 'changes' },
        { tool: 'go', state: 'left-out', problem: { kind: 'environment-only' } },
      ],
    });
    expect(readFileSync(path.join(home, '.gitconfig'), 'utf8')).toBe('[http]\n\tproxy = http://p.example:8080 # old\n');
    expect((await run('undo', 'last')).status).toBe(0);
    expect(readFileSync(path.join(home, '.gitconfig'), 'utf8')).toBe(BEFORE);
    expect(set.stdout + set.stderr).not.toMatch(/bob|s3cret/u);
  });

  test('a dry run changes nothing', async () => {
    const { status, stdout } = await run(
      'settings',
      'set',
      '--tools',
      'git',
      '--proxy',
      'http://n.example:1',
      '--dry-run',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('+ proxy=http://n.example:1');
    expect(readFileSync(path.join(home, '.gitconfig'), 'utf8')).toBe(BEFORE);
  });

  test.each([
    [['--tools', 'got', '--direct'], 'There is no tool "got"'],
    [['--tools', 'git'], 'It is not said what to set'],
    [['--tools', 'git', '--proxy', 'http://ｐ.example:１'], 'not a usable proxy address'],
    [['--tools', 'git', '--proxy', 'http://a:1', '--direct'], 'cannot be used together'],
    [['--tools', 'git', '--pac', 'http://a/'], '--pac does not go with --tools'],
  ] as const)('%j is refused with a clear sentence before anything is written', async (args, sentence) => {
    const { status, stderr } = await run('settings', 'set', ...args, '--yes');
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
    expect(readFileSync(path.join(home, '.gitconfig'), 'utf8')).toBe(BEFORE);
  });
});
