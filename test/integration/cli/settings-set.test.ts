import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliOutcome, NOT_BUILT, runCli } from './run-cli.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'throughway-settings-set-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const KDE_BEFORE = '[Proxy Settings]\r\nProxyType=1\r\nhttpProxy=http://bob:C4nary@old.example 1\r\nAuthMode=0';

const cli = (...args: readonly string[]): Promise<CliOutcome> =>
  runCli({
    args,
    env: { HOME: home, XDG_CURRENT_DESKTOP: 'KDE', THROUGHWAY_DATA_DIR: path.join(home, 'data'), LANG: 'C' },
  });
const kioslaverc = (): string => path.join(home, '.config', 'kioslaverc');

async function kdeOffice(): Promise<void> {
  await mkdir(path.join(home, '.config'));
  await writeFile(kioslaverc(), KDE_BEFORE);
  await chmod(kioslaverc(), 0o600);
}

const SET = [
  'settings',
  'set',
  '--source',
  'kde',
  '--proxy',
  'http://proxy.example:3128',
  '--bypass',
  'corp.example',
  '--no-verify',
];

describe.skipIf(NOT_BUILT !== null)(
  `throughway settings set and undo${NOT_BUILT === null ? '' : ` (skipped: ${NOT_BUILT})`}`,
  () => {
    it('shows what would change and changes nothing with --dry-run', async () => {
      await kdeOffice();
      const { status, stdout } = await cli(...SET, '--dry-run');
      expect(status).toBe(0);
      expect(stdout).toContain('+ httpProxy=http://proxy.example 3128');
      expect(stdout).toContain('- httpProxy=http://‹secret›@old.example 1');
      expect(await readFile(kioslaverc(), 'utf8')).toBe(KDE_BEFORE);
      expect(await readdir(home)).toEqual(['.config']);
    });

    it('changes with --yes, and undo brings every byte back', async () => {
      await kdeOffice();
      const set = await cli(...SET, '--yes', '--json');
      const document = JSON.parse(set.stdout);
      expect({ status: set.status, document }).toMatchObject({
        status: 0,
        document: { source: 'kde', changed: true, dryRun: false },
      });
      expect(await readFile(kioslaverc(), 'utf8')).toContain('httpsProxy=http://proxy.example 3128\r\n');
      const list = await cli('undo', 'list', '--json');
      expect(JSON.parse(list.stdout)).toMatchObject({
        id: document.change,
        state: 'applied',
        reason: { kind: 'settings', source: 'kde' },
      });
      const undo = await cli('undo', 'last', '--json');
      expect({ status: undo.status, document: JSON.parse(undo.stdout) }).toMatchObject({
        status: 0,
        document: { restored: true, id: document.change, state: 'undone' },
      });
      expect(await readFile(kioslaverc(), 'utf8')).toBe(KDE_BEFORE);
      const written = await readdir(path.join(home, 'data'), { recursive: true, withFileTypes: true });
      const texts = await Promise.all(
        written.filter((one) => one.isFile()).map((one) => readFile(path.join(one.parentPath, one.name), 'utf8')),
      );
      expect([set.stdout, list.stdout, undo.stdout, ...texts].join('\n')).not.toContain('C4nary');
    });

    it('asks for --yes where nobody can be asked, and for what is missing', async () => {
      await kdeOffice();
      const statuses = await Promise.all([
        cli(...SET),
        cli('settings', 'set', '--source', 'kde'),
        cli('settings', 'set', '--proxy', 'http://proxy.example:1'),
        cli('settings', 'set', '--source', 'kde', '--proxy', 'a:1', '--direct'),
        cli('settings', 'set', '--source', 'kde', '--direct', '--bypass', 'x'),
        cli('settings', 'set', '--source', 'kde', '--proxy', 'http://ｐroxy.example:1', '--yes'),
        cli('settings', 'set', '--source', 'kde', '--proxy', 'http://bob:C4nary@proxy.example:1', '--yes'),
        cli('settings', 'set', '--source', 'nix', '--direct', '--yes'),
        cli('undo'),
      ]);
      expect(statuses.map(({ status, stdout }) => ({ status, stdout }))).toEqual(
        statuses.map(() => ({ status: 2, stdout: '' })),
      );
      expect(statuses.map(({ stderr }) => stderr).join('')).not.toContain('C4nary');
      expect(await readFile(kioslaverc(), 'utf8')).toBe(KDE_BEFORE);
    });

    it('says in which source something can not be set', async () => {
      expect(await cli('settings', 'set', '--source', 'windows', '--direct', '--yes')).toMatchObject({
        status: 1,
        stdout: '',
      });
      expect(await cli('settings', 'set', '--source', 'env', '--auto-detect', '--yes')).toMatchObject({
        status: 1,
        stdout: '',
      });
      const outcome = await cli('--lang', 'ja', 'undo', 'last');
      expect(outcome).toMatchObject({ status: 1, stderr: '元に戻せる変更はありません。\n' });
    });

    it('takes nothing back over somebody else’s change unless insisted on', async () => {
      await kdeOffice();
      await cli(...SET, '--yes');
      await writeFile(kioslaverc(), '[Proxy Settings]\nProxyType=0\nproxyPassword=C4nary\n');
      const refused = await cli('undo', 'last', '--json');
      expect({ status: refused.status, document: JSON.parse(refused.stdout) }).toMatchObject({
        status: 1,
        document: {
          restored: false,
          problem: { kind: 'changed-since', conflicts: [{ what: kioslaverc(), now: '[Proxy Settings]\nProxyType=0' }] },
        },
      });
      expect(refused.stdout).not.toContain('C4nary');
      expect(await cli('undo', 'last', '--insist')).toMatchObject({ status: 0 });
      expect(await readFile(kioslaverc(), 'utf8')).toBe(KDE_BEFORE);
    });

    it('names a running Firefox before anything is begun', async () => {
      const root = path.join(home, '.mozilla/firefox');
      const profile = path.join(root, 'a.default');
      await mkdir(profile, { recursive: true });
      await writeFile(path.join(root, 'profiles.ini'), '[Profile0]\nPath=a.default\nIsRelative=1\nDefault=1\n');
      await writeFile(path.join(profile, 'prefs.js'), 'user_pref("network.proxy.type", 0);\n');
      // As Firefox names the process that has the profile open: here it is this one.
      await symlink(`127.0.0.1:${String(process.pid)}`, path.join(profile, 'lock'));
      const toSquid = ['settings', 'set', '--source', 'firefox', '--proxy', 'http://proxy.example:3128', '--no-verify'];
      expect((await cli(...toSquid, '--dry-run')).stdout).toContain('Close first: Firefox.');
      const preview = await cli(...toSquid, '--dry-run', '--json');
      expect(JSON.parse(preview.stdout)).toMatchObject({
        changed: false,
        access: { administrator: [], managed: [], inUse: ['Firefox'] },
      });
      const refused = await cli(...toSquid, '--yes', '--json');
      expect(JSON.parse(refused.stdout)).toMatchObject({ changed: false, problem: { kind: 'in-use' } });
      expect((await cli('undo', 'list')).stdout).toContain('Nothing was ever changed.');
    });

    it('takes the settings of Firefox where they are asked for', async () => {
      const root = path.join(home, '.mozilla/firefox');
      await mkdir(path.join(root, 'a.default'), { recursive: true });
      await writeFile(path.join(root, 'profiles.ini'), '[Profile0]\nPath=a.default\nIsRelative=1\nDefault=1\n');
      const preferences = [
        'user_pref("network.proxy.type", 1);',
        'user_pref("network.proxy.http", "127.0.0.1");',
        'user_pref("network.proxy.http_port", 9);',
      ];
      await writeFile(path.join(root, 'a.default/prefs.js'), preferences.join('\n'));
      const { stdout } = await cli('diagnose', 'http://192.0.2.1/', '--source', 'firefox', '--json', '--timeout', '5');
      expect(JSON.parse(stdout)).toMatchObject({
        settings: { source: 'firefox', route: [{ kind: 'http', host: '127.0.0.1', port: 9 }] },
      });
    });
  },
);
