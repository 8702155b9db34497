import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOT_BUILT } from '../cli/run-cli.ts';
import { createAuthority } from '../probe/certificates.ts';
import {
  addGitRepository,
  addNpmPackage,
  addPythonPackage,
  type PackageOrigin,
  startPackageOrigin,
} from '../tools/origin.ts';
import { type InspectingOffice, openInspectingOffice, SITE } from './inspecting-office.ts';

const needs = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, [...args], { timeout: 60_000 }).status === 0;
const PYTHON = '/usr/bin/python3';
const HAS_PIP = needs(PYTHON, ['-m', 'pip', '--version']);
const WHY_NOT =
  NOT_BUILT ??
  (needs('unshare', ['--mount', 'true']) && needs('update-ca-certificates', ['--help'])
    ? null
    : 'no namespace of mounts, or no list of authorities, can be had here');
const LONG = 120_000;

/** What a diagnosis or a fix says, as far as it is looked at. */
function said(text: string): { readonly [name: string]: unknown } {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

describe.skipIf(WHY_NOT !== null)(`an inspected office ${WHY_NOT ?? ''}`, () => {
  const url = `https://${SITE}/page-for-curl`;
  let files: string;
  let origin: PackageOrigin;
  let office: InspectingOffice;

  beforeAll(async () => {
    files = mkdtempSync(path.join(tmpdir(), 'trust-origin-'));
    const env = { PATH: process.env['PATH'] ?? '', HOME: files, GIT_CONFIG_NOSYSTEM: '1' };
    addGitRepository(files, env);
    addNpmPackage(files, env);
    if (HAS_PIP) addPythonPackage(files, PYTHON);
    writeFileSync(path.join(files, 'page-for-curl'), 'hello\n');
    origin = await startPackageOrigin(files);
    office = await openInspectingOffice(origin);
    writeFileSync(path.join(office.home, '.gitconfig'), '# mine\n[user]\n\tname = \xe4\n', 'latin1');
    writeFileSync(path.join(office.home, '.npmrc'), 'fund=false\naudit=false\nupdate-notifier=false\n');
  }, LONG);
  afterAll(async () => {
    await office[Symbol.asyncDispose]();
    await origin[Symbol.asyncDispose]();
    rmSync(files, { recursive: true, force: true });
  });

  /** Each tool by what it says: 0 is that it got what it asked for. */
  const tools = (): readonly (readonly [name: string, argv: readonly string[]])[] => [
    ['git', ['git', 'ls-remote', `https://${SITE}/repo.git`]],
    ['curl', ['curl', '--silent', '--fail', url]],
    [
      'npm',
      [
        'npm',
        'view',
        '--cache',
        path.join(office.home, '.npm', String(tries)),
        '--registry',
        `https://${SITE}/`,
        '--fetch-retries',
        '0',
        'thing',
        'version',
      ],
    ],
    ...(HAS_PIP
      ? [
          [
            'pip',
            [
              ...[PYTHON, '-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--retries', '0'],
              ...['--disable-pip-version-check', '--dest', path.join(office.home, 'downloads')],
              ...['--index-url', `https://${SITE}/simple/`, 'thing'],
            ],
          ] as const,
        ]
      : []),
  ];
  /** What was fetched once must not answer the next time. */
  let tries = 0;
  const tried = async (): Promise<Readonly<Record<string, boolean>>> => {
    tries += 1;
    const all = await Promise.all(
      tools().map(async ([name, argv]) => [name, (await office.run(argv)).status === 0] as const),
    );
    return Object.fromEntries(all);
  };
  const all = (works: boolean): Readonly<Record<string, boolean>> =>
    Object.fromEntries(tools().map(([name]) => [name, works]));
  const offered = async (): Promise<readonly string[]> => {
    const { verdict, fixes } = said((await office.cli('diagnose', url, '--json')).stdout);
    expect(verdict).toMatchObject({ code: 'tls.intercepted-untrusted' });
    return Array.isArray(fixes) ? fixes.map((fix: { readonly id: string }) => fix.id) : [];
  };

  test(
    'offers to trust nobody as long as no preset of IT names the authority that signs',
    async () => {
      office.layDown({ throughway: 1 });
      expect(await offered()).not.toContain('trust-inspection-ca');
      const stranger = createAuthority();
      office.layDown({ inspectionCa: [{ sha256: new X509Certificate(stranger.pem).fingerprint256 }] });
      expect(await offered()).not.toContain('trust-inspection-ca');
      office.layDown({
        inspectionCa: [{ sha256: new X509Certificate(stranger.pem).fingerprint256, certificate: office.ca }],
      });
      expect(await offered()).not.toContain('trust-inspection-ca');
      stranger.remove();
      office.layDown({});
      // A preset that the person has applied vouches for nobody.
      const own = path.join(office.home, 'own.throughway.json');
      writeFileSync(own, JSON.stringify({ throughway: 1, name: 'own', inspectionCa: [{ certificate: office.ca }] }));
      const data = path.join(office.home, '..', 'data');
      mkdirSync(data, { recursive: true });
      writeFileSync(path.join(data, 'preset.throughway.json'), readFileSync(own));
      expect(await offered()).not.toContain('trust-inspection-ca');
      const refused = await office.cli('settings', 'set', '--trust', '--yes', '--json');
      expect(refused.status).toBe(1);
      expect(said(refused.stdout)).toMatchObject({ changed: false, problem: 'none-named' });
      rmSync(own);
      rmSync(path.join(data, 'preset.throughway.json'));
    },
    LONG,
  );

  test(
    'tells programs with settings files of their own, which then work, and is as before once that is undone',
    async () => {
      office.layDown({ inspectionCa: [{ certificate: office.ca }] });
      const before = office.everything();
      expect(await tried()).toEqual(all(false));
      const shown = said((await office.cli('settings', '--trust', '--json')).stdout);
      expect(shown).toMatchObject({ system: false });
      expect(shown['programs']).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ program: 'git', state: 'lacks', reason: 'system-store' }),
          expect.objectContaining({ program: 'npm', state: 'lacks', reason: 'own-list' }),
        ]),
      );
      const set = await office.cli('settings', 'set', '--trust', '--tools', 'git,curl,npm,pip', '--yes', '--json');
      expect(set).toMatchObject({ status: 0, stderr: '' });
      expect(await tried()).toEqual(all(true));
      const after = said((await office.cli('settings', '--trust', '--json')).stdout);
      expect(after['programs']).toEqual(
        expect.arrayContaining([expect.objectContaining({ program: 'npm', state: 'trusts', reason: 'bundle' })]),
      );
      expect((await office.cli('undo', 'last', '--yes')).status).toBe(0);
      expect(office.everything()).toEqual(before);
      expect(await tried()).toEqual(all(false));
    },
    LONG,
  );

  test(
    'adds the authority that IT names to the list of the computer, is cured, and is broken as before once that is undone',
    async () => {
      office.layDown({
        inspectionCa: [{ certificate: office.ca, sha256: new X509Certificate(office.ca).fingerprint256 }],
      });
      const before = office.everything();
      expect(await offered()).toContain('trust-inspection-ca');
      const fixed = await office.cli('fix', 'trust-inspection-ca', '--for', url, '--yes', '--json');
      expect(fixed).toMatchObject({ status: 0, stderr: '' });
      expect(said(fixed.stdout)).toMatchObject({ cured: true, changed: true });
      expect(await tried()).toEqual(all(true));
      expect(said((await office.cli('diagnose', url, '--json')).stdout)['verdict']).toMatchObject({ code: 'ok' });
      expect((await office.cli('undo', 'last', '--yes')).status).toBe(0);
      expect(office.everything()).toEqual(before);
      expect(await offered()).toContain('trust-inspection-ca');
      expect(await tried()).toEqual(all(false));
    },
    LONG,
  );
});
