import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliOutcome, NOT_BUILT, runCli, startSite } from '../cli/run-cli.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'throughway-fix-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const cli = (...args: readonly string[]): Promise<CliOutcome> =>
  runCli({ args, env: { HOME: home, THROUGHWAY_DATA_DIR: path.join(home, 'data'), LANG: 'C' } });

describe.skipIf(NOT_BUILT !== null)(
  `throughway fix and undo all${NOT_BUILT === null ? '' : ` (skipped: ${NOT_BUILT})`}`,
  () => {
    it('refuse what makes no sense before anything is looked at', async () => {
      const outcomes = await Promise.all([
        cli('fix', 'no-such-fix'),
        cli('fix', 'correct-port', '--list'),
        cli('fix', '--for', 'not a url'),
        cli('fix', 'correct-address', '--proxy', 'http://bob:C4nary@proxy.example:1'),
        cli('fix', 'correct-address', '--proxy', 'proxy.example:99999'),
        cli('fix', 'set-clock', '--wait', '6000'),
        cli('fix', 'enter-credentials', '--password-stdin'),
      ]);
      expect(outcomes.map(({ status, stdout }) => ({ status, stdout }))).toEqual(
        outcomes.map(() => ({ status: 2, stdout: '' })),
      );
      expect(outcomes.map(({ stderr }) => stderr).join('')).not.toContain('C4nary');
      expect(await readdir(home)).toEqual([]);
    });

    it('say that nothing has to be fixed where the site answers', async () => {
      await using site = await startSite();
      expect(await cli('fix', '--list', '--for', site.url)).toMatchObject({ status: 0 });
      const fixed = await cli('fix', 'correct-port', '--for', site.url, '--yes', '--json');
      expect({ status: fixed.status, document: JSON.parse(fixed.stdout) }).toMatchObject({
        status: 0,
        document: { fix: 'correct-port', code: 'ok', cured: true, changed: false },
      });
    });

    it('take back nothing where nothing was changed', async () => {
      expect(await cli('undo', 'all', '--yes', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(await cli('undo', 'all', '--yes', '--json')).toMatchObject({
        status: 0,
        stdout: '{"restored":true,"changes":[]}\n',
      });
    });
  },
);
